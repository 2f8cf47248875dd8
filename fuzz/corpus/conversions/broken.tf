resource "aws_sagemaker_algorithm" "churn" {
  algorithm_name = "churn-1"
