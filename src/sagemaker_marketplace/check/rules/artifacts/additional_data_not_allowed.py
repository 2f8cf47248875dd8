"""A model package must not have an `AdditionalS3DataSource`.

CreateModelPackage rejects the field with "AdditionalS3DataSource is not allowed in InferenceSpecification", although
the service model includes it. AWS's fine-tuning sample uses the field in an algorithm.

Put the files in the image or in the archive of `ModelDataUrl`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = ("error of CreateModelPackage, boto/boto3#4510, April 2025 (seen)",)
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
        message = "AdditionalS3DataSource is not allowed in a model package"
        yield path, message, "put the files in the image or in the archive of ModelDataUrl"
