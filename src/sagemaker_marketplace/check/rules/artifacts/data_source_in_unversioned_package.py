"""A package for AWS Marketplace should set `ModelDataUrl`, not `ModelDataSource` or `SourceUri`.

AWS Marketplace lists unversioned packages, and AWS's Python SDK rejects both fields for them. The validation's
transform job may also fail: two users reported that batch transform does not support models with `ModelDataSource`,
most recently in May 2025. The API reference does not mention this limit.

Pack the artifacts into one `.tar.gz` archive and set `ModelDataUrl`, or put them in the image. If `ModelDataUrl` and
`ModelDataSource` are both set, only `model-data-url-and-source` reports it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import containers_and_algorithms

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = (
    "aws/sagemaker-python-sdk, session.py: rejects both for unversioned packages (seen)",
    "error of CreateTransformJob, aws/sagemaker-python-sdk#4777 and #5160 (seen)",
    "service model: no such limit (documented)",
)
GOOD = (
    """
spec:
  ModelPackageName: churn-1-0
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz
""",
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
  InferenceSpecification:
    Containers:
      - ModelDataSource:   # <- here
          S3DataSource:
            S3Uri: s3://acme-sagemaker/churn/model.tar.gz
            S3DataType: S3Object
            CompressionType: Gzip
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield SourceUri and each ModelDataSource without a ModelDataUrl in an unversioned package."""
    spec = doc.spec
    if "ModelPackageGroupName" in spec:
        return
    if "SourceUri" in spec:
        message = "SourceUri is only supported for versioned packages, according to AWS's SDK"
        yield ("spec", "SourceUri"), message, "remove it, and set InferenceSpecification"
    for path, parent in containers_and_algorithms(doc):
        if "ModelDataSource" in parent and "ModelDataUrl" not in parent:
            message = "AWS's SDK and batch transform reject ModelDataSource in unversioned packages"
            yield (*path, "ModelDataSource"), message, "use ModelDataUrl with one .tar.gz archive instead"
