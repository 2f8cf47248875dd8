"""An `AdditionalS3DataSource` in `AdditionalInferenceSpecifications` will probably be refused.

The create call answers "AdditionalS3DataSource is not allowed in InferenceSpecification" for a model package. Nobody is
known to have tried the member in the other ways to serve the package, whose containers have the same form. So this is
a warning.

Put the files into the image or into the archive of `ModelDataUrl`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = (
    "CreateModelPackage's refusal in InferenceSpecification, boto/boto3#4510, April 2025 (seen)",
    "that it holds for AdditionalInferenceSpecifications, too, is inferred",
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
    """Yield each additional data source of the containers of another way to serve the package."""
    for path, _ in doc.at("spec.AdditionalInferenceSpecifications.*.Containers.*.AdditionalS3DataSource"):
        message = "AdditionalS3DataSource is refused in a package's InferenceSpecification, so probably here, too"
        yield path, message, "put the files into the image or into the archive of ModelDataUrl"
