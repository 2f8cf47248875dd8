data "aws_iam_openid_connect_provider" "github" {
  url = "https://token.actions.githubusercontent.com"
}

data "aws_iam_policy_document" "workflow_trust" {
  statement {
    sid = "GitHubActions"

    actions = [
      "sts:AssumeRoleWithWebIdentity",
    ]

    principals {
      type        = "Federated"
      identifiers = [data.aws_iam_openid_connect_provider.github.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:acme/models:environment:release", "repo:acme@12/models@345:environment:release"]
    }
  }
}

resource "aws_iam_role" "workflow" {
  name               = "sagemaker-marketplace-workflow"
  assume_role_policy = data.aws_iam_policy_document.workflow_trust.json
}

output "workflow_role_arn" {
  value = aws_iam_role.workflow.arn
}
