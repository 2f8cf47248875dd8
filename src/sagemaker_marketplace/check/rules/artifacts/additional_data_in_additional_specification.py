"""`AdditionalInferenceSpecifications` should not contain an `AdditionalS3DataSource`.

CreateModelPackage rejects the field in `InferenceSpecification` with "AdditionalS3DataSource is not allowed in
InferenceSpecification". The containers of an additional inference specification have the same fields, so the same error
is likely there.

Put the files in the image or in the archive of `ModelDataUrl`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = (
    "error of CreateModelPackage for InferenceSpecification, boto/boto3#4510, April 2025 (seen)",
    "that it also applies to AdditionalInferenceSpecifications is inferred",
)
GOOD = (
    """
spec:
  AdditionalInferenceSpecifications:
    - Name: explain
      Containers:
        - ModelDataUrl: s3://acme-sagemaker/explain/model.tar.gz
""",
)
BAD = (
    """
spec:
  AdditionalInferenceSpecifications:
    - Name: explain
      Containers:
        - AdditionalS3DataSource:   # <- here
            S3DataType: S3Object
            S3Uri: s3://acme-sagemaker/base/weights.tar.gz
            CompressionType: Gzip
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each additional data source in an additional inference specification."""
    for path, _ in doc.at("spec.AdditionalInferenceSpecifications.*.Containers.*.AdditionalS3DataSource"):
        message = "AdditionalS3DataSource is not allowed in InferenceSpecification, and probably not here either"
        yield path, message, "put the files in the image or in the archive of ModelDataUrl"
