variable "role_name" {
  description = "Name of the role that runs the action"
  type        = string
}

data "aws_iam_policy_document" "sagemaker_marketplace_watch" {
  statement {
    sid = "ModelPackages"

    actions = [
      "sagemaker:DescribeModelPackage",
    ]

    resources = [
      "arn:aws:sagemaker:us-east-2:123456789012:model-package/churn-scorer-*",
    ]
  }

  statement {
    sid = "TransformJobs"

    actions = [
      "sagemaker:DescribeTransformJob",
    ]

    resources = [
      "arn:aws:sagemaker:us-east-2:123456789012:transform-job/*",
    ]
  }

  statement {
    sid = "Account"

    actions = [
      "pricing:GetProducts",
      "sagemaker:ListTransformJobs",
    ]

    resources = [
      "*",
    ]
  }

  statement {
    sid = "Logs"

    actions = [
      "logs:FilterLogEvents",
    ]

    resources = [
      "arn:aws:logs:us-east-2:123456789012:log-group:/aws/sagemaker/TransformJobs:*",
    ]
  }
}

resource "aws_iam_role_policy" "sagemaker_marketplace_watch" {
  name   = "sagemaker-marketplace-watch"
  role   = var.role_name
  policy = data.aws_iam_policy_document.sagemaker_marketplace_watch.json
}
