#!/bin/bash
set -eu
VERSION=1.2.3
ACCOUNT=$(aws sts get-caller-identity --query Account --output text)
# aws sagemaker create-model-package --model-package-name not-this-one
aws --profile seller sagemaker create-model-package \
  --region us-east-1 \
  --model-package-name "churn-${VERSION//./-}" \
  --inference-specification "Containers=[{Image=$ACCOUNT.dkr.ecr.us-east-1.amazonaws.com/churn:$VERSION,Environment={A=1,B='x,y'}}],SupportedContentTypes=text/csv,application/json,SupportedResponseMIMETypes=text/csv" \
  --validation-specification '{
    "ValidationRole": "arn:aws:iam::123456789012:role/$literal",
    "ValidationProfiles": [{"ProfileName": "churn", "TransformJobDefinition": {"MaxPayloadInMB": 6}}]
  }' \
  --no-certify-for-marketplace \
  --tags Key=team,Value=churn Key=stage,Value="two words" --model-package-description=Churn \
  --output text | tee arn.txt
