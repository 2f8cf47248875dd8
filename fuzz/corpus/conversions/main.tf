provider "aws" {
  region = "us-west-2"
}
variable "release" { default = "1-0" }
locals { image = "example:1" }
resource "aws_sagemaker_algorithm" "example" {
  algorithm_name = "example-${var.release}"
  certify_for_marketplace = true
  algorithm_description = <<-EOT
    Hello
    world
  EOT

  training_specification {
    supported_training_instance_types = ["ml.m5.large", var.type]
    training_image                    = "${data.aws_caller_identity.current.account_id}.dkr.ecr.us-west-2.amazonaws.com/${local.image}"
    training_channels {
      name                    = "train"
      supported_content_types = ["text/csv"]
    }
  }
  tags = { Environment = "te\"st" }
}
