data "aws_iam_policy_document" "validation_trust" {
  statement {
    actions = [
      "sts:AssumeRole",
    ]

    principals {
      type        = "Service"
      identifiers = ["sagemaker.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "validation" {
  name               = "MarketplaceValidation"
  path               = "/service-role/"
  assume_role_policy = data.aws_iam_policy_document.validation_trust.json
}

data "aws_iam_policy_document" "validation" {
  statement {
    sid = "Account"

    actions = [
      "cloudwatch:PutMetricData",
      "ecr:GetAuthorizationToken",
    ]

    resources = [
      "*",
    ]
  }

  statement {
    sid = "Logs"

    actions = [
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
    ]

    resources = [
      "arn:aws:logs:us-east-2:123456789012:log-group:/aws/sagemaker/*",
    ]
  }

  statement {
    sid = "Images"

    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer",
    ]

    resources = [
      "arn:aws:ecr:us-east-2:123456789012:repository/churn-scorer",
    ]
  }

  statement {
    sid = "Buckets"

    actions = [
      "s3:ListBucket",
    ]

    resources = [
      "arn:aws:s3:::example-sagemaker-us-east-2",
    ]
  }

  statement {
    sid = "Read"

    actions = [
      "s3:GetObject",
    ]

    resources = [
      "arn:aws:s3:::example-sagemaker-us-east-2/churn-scorer/model.tar.gz",
      "arn:aws:s3:::example-sagemaker-us-east-2/churn-scorer/validation/input/*",
    ]
  }

  statement {
    sid = "Write"

    actions = [
      "s3:PutObject",
    ]

    resources = [
      "arn:aws:s3:::example-sagemaker-us-east-2/churn-scorer/validation/output/*",
    ]
  }

  statement {
    sid = "UnverifiedJobs"

    actions = [
      "sagemaker:CreateModel",
      "sagemaker:CreateTrainingJob",
      "sagemaker:CreateTransformJob",
      "sagemaker:DeleteModel",
      "sagemaker:DescribeModel",
      "sagemaker:DescribeTrainingJob",
      "sagemaker:DescribeTransformJob",
      "sagemaker:StopTrainingJob",
      "sagemaker:StopTransformJob",
    ]

    resources = [
      "arn:aws:sagemaker:us-east-2:123456789012:*",
    ]
  }

  statement {
    sid = "UnverifiedPassRole"

    actions = [
      "iam:PassRole",
    ]

    resources = [
      "arn:aws:iam::123456789012:role/service-role/MarketplaceValidation",
    ]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["sagemaker.amazonaws.com"]
    }
  }

  statement {
    sid = "UnverifiedScan"

    actions = [
      "ecr:DescribeImageScanFindings",
      "ecr:StartImageScan",
    ]

    resources = [
      "arn:aws:ecr:us-east-2:123456789012:repository/churn-scorer",
    ]
  }
}

resource "aws_iam_role_policy" "validation" {
  name   = "sagemaker-marketplace-validation"
  role   = aws_iam_role.validation.id
  policy = data.aws_iam_policy_document.validation.json
}

output "validation_role_arn" {
  value = aws_iam_role.validation.arn
}
