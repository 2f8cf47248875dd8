"""A package for AWS Marketplace should name its artifacts by `ModelDataUrl`, not by `ModelDataSource` or `SourceUri`.

AWS's Python SDK refuses both members for unversioned packages, the kind that is listed. And the transform job of the
validation may refuse such a model: two users had the answer that batch transform does not support models with
`ModelDataSource`, the last in May 2025. The API's reference has no such limit. The sources disagree, so this is a
warning.

Pack the artifacts into one `.tar.gz` and name it with `ModelDataUrl`, or put them into the image. Where `ModelDataUrl`
stands beside a `ModelDataSource`, only the rule model-data-url-and-source speaks: its remedy is the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import holders

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = (
    "aws/sagemaker-python-sdk, session.py: refused for unversioned packages (seen)",
    "CreateTransformJob's refusal, aws/sagemaker-python-sdk#4777 and #5160 (seen)",
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
    """Yield the source, and each data source that stands alone, of a package without a group."""
    spec = doc.spec
    if "ModelPackageGroupName" in spec:
        return
    if "SourceUri" in spec:
        message = "SourceUri is for versions in a model group, as far as AWS's SDK knows"
        yield ("spec", "SourceUri"), message, "remove it, and say in InferenceSpecification what the package is made of"
    for path, holder in holders(doc):
        if "ModelDataSource" in holder and "ModelDataUrl" not in holder:
            message = "unversioned packages with ModelDataSource are refused by AWS's SDK and by batch transform"
            yield (*path, "ModelDataSource"), message, "name one .tar.gz archive with ModelDataUrl instead"
