$version = "1"
aws sagemaker create-algorithm `
  --algorithm-name "churn-$version" `
  --training-specification "{\"TrainingImage\": \"$env:ACCOUNT.dkr.ecr.us-east-1.amazonaws.com/churn:1\"}" `
  --certify-for-marketplace
