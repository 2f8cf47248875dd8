#!/bin/sh
set -e
aws sagemaker create-model-package --model-package-name churn-1 --inference-specification '{
  "Containers": [{"Image": "churn"}]}'
