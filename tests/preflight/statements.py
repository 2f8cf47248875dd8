"""Policy statements, and a manifest with a validation role."""

import json
from typing import Any

ACCOUNT, OTHER = "123456789012", "210987654321"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/MarketplaceValidation"
ROLE_CHECKS = ("caller-account", "role-arn-mismatch", "role-missing", "role-permissions", "role-trust")
_HOST = "dkr.ecr.us-east-1.amazonaws.com"


def package(role: str = ROLE, account: str = ACCOUNT, tags: str = "[]") -> str:
    """Return a manifest with its image on line 8, its role on line 11, test data on line 18 and output on line 20."""
    return f"""\
kind: ModelPackage
region: us-east-1
spec:
  ModelPackageName: Iris-2
  Tags: {tags}
  InferenceSpecification:
    Containers:
      - Image: {account}.{_HOST}/iris:1.0
        ModelDataUrl: s3://acme/model.tar.gz
  ValidationSpecification:
    {f"ValidationRole: {role}" if role else "# no role"}
    ValidationProfiles:
      - TransformJobDefinition:
          TransformResources: {{InstanceType: ml.m5.large, InstanceCount: 1}}
          TransformInput:
            DataSource:
              S3DataSource:
                S3Uri: s3://acme/input/
                S3DataType: S3Prefix
          TransformOutput: {{S3OutputPath: s3://acme/output/}}
"""


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(*actions: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}


def trust(principal: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
