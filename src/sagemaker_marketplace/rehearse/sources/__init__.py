"""What a transform job reads: image, input and model, from the workspace and the engine or from S3 and Amazon ECR."""
