"""A package for AWS Marketplace should not set `SourceUri`.

AWS Marketplace lists unversioned packages, and AWS's Python SDK rejects the field for them.

Remove it, and set `InferenceSpecification` with the image and the model archive.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = ("aws/sagemaker-python-sdk, session.py: rejects it for unversioned packages (seen)",)
GOOD = (
    """
spec:
  ModelPackageGroupName: churn
  SourceUri: arn:aws:sagemaker:us-east-1:123456789012:model/churn
""",
)
BAD = (
    """
spec:
  ModelPackageName: churn-1-0
  SourceUri: arn:aws:sagemaker:us-east-1:123456789012:model/churn   # <- here
""",
    """
spec:
  ModelPackageName: churn-1-0
  SourceUri: arn:aws:sagemaker:us-east-1:123456789012:model/churn   # <- here
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield SourceUri in an unversioned package."""
    if "SourceUri" in doc.spec and "ModelPackageGroupName" not in doc.spec:
        message = "SourceUri is only supported for versioned packages, according to AWS's SDK"
        yield ("spec", "SourceUri"), message, "remove it, and set InferenceSpecification"
