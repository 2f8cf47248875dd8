"""A model package can't have an `AdditionalS3DataSource`, though the API's model has the member.

The create call answers "AdditionalS3DataSource is not allowed in InferenceSpecification" for a model package. AWS's
sample for fine-tuning uses the member in an algorithm.

Put the files into the image or into the archive of `ModelDataUrl`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = ("CreateModelPackage's refusal, boto/boto3#4510, April 2025 (seen)",)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - AdditionalS3DataSource:   # <- here
          S3DataType: S3Object
          S3Uri: s3://acme-sagemaker/base/weights.tar.gz
          CompressionType: Gzip
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each additional data source of the package's containers."""
    for path, _ in doc.at("spec.InferenceSpecification.Containers.*.AdditionalS3DataSource"):
        message = "the create call refuses AdditionalS3DataSource in a model package"
        yield path, message, "put the files into the image or into the archive of ModelDataUrl"
