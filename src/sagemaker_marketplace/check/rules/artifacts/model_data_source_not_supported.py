"""A package for AWS Marketplace must set `ModelDataUrl`, not `ModelDataSource`.

The API reference says that a model with `ModelDataSource` can be used neither with batch transform nor with AWS
Marketplace. The validation of a certified package is a batch transform job, so that it can't succeed: users saw
CreateTransformJob refuse such models, most recently in May 2025. AWS's Python SDK rejects the field for unversioned
packages, which are those that AWS Marketplace lists.

Pack the artifacts into one `.tar.gz` archive and set `ModelDataUrl`, or put them in the image. If `ModelDataUrl` and
`ModelDataSource` are both set, only `model-data-url-and-source` reports it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import containers_and_algorithms

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model: ContainerDefinition.ModelDataSource, not with batch transform and AWS Marketplace (documented)",
    "error of CreateTransformJob, aws/sagemaker-python-sdk#4777 and #5160 (seen)",
    "aws/sagemaker-python-sdk, session.py: rejects it for unversioned packages (seen)",
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
  InferenceSpecification:
    Containers:
      - ModelDataSource:
          S3DataSource: {S3Uri: s3://acme-sagemaker/churn/, S3DataType: S3Prefix, CompressionType: None}
""",
)
BAD = (
    """
spec:
  ModelPackageName: churn-1-0
  InferenceSpecification:
    Containers:
      - ModelDataSource:   # <- here
          S3DataSource:
            S3Uri: s3://acme-sagemaker/churn/model.tar.gz
            S3DataType: S3Object
            CompressionType: Gzip
""",
    """
spec:
  ModelPackageName: churn-1-0
  SourceAlgorithmSpecification:
    SourceAlgorithms:
      - AlgorithmName: churn
        ModelDataSource:   # <- here
          S3DataSource: {S3Uri: s3://acme-sagemaker/churn/, S3DataType: S3Prefix, CompressionType: None}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ModelDataSource without a ModelDataUrl in an unversioned package."""
    for path, parent in containers_and_algorithms(doc) if "ModelPackageGroupName" not in doc.spec else ():
        if "ModelDataSource" in parent and "ModelDataUrl" not in parent:
            message = "batch transform and AWS Marketplace don't support ModelDataSource"
            yield (*path, "ModelDataSource"), message, "use ModelDataUrl with one .tar.gz archive instead"
