# The algorithm of the listing.
resource "aws_sagemaker_algorithm" "churn" {
  algorithm_name = "churn-${var.release}"
}
