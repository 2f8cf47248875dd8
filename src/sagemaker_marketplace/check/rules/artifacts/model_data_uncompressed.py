"""Model artifacts of a certified package should be compressed.

With `CompressionType: None` SageMaker downloads single objects or whole prefixes as they are, which saves time with
very large models. Whether packages certified for AWS Marketplace support this is not documented, and no example is
known.

Pack the artifacts into one `.tar.gz` archive and set `ModelDataUrl`, or put them in the image.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import data_sources

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: S3ModelDataSource (documented); that certified packages may reject it is inferred",)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataSource:
          S3DataSource:
            S3Uri: s3://acme-sagemaker/churn/model.tar.gz
            S3DataType: S3Object
            CompressionType: Gzip
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataSource:
          S3DataSource:
            S3Uri: s3://acme-sagemaker/churn/
            S3DataType: S3Prefix
            CompressionType: None   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each CompressionType of None."""
    for path, source in data_sources(doc):
        if source.get("CompressionType") == "None":
            message = "uncompressed artifacts are not known to work in certified packages"
            yield (*path, "CompressionType"), message, "pack them into one .tar.gz archive and set ModelDataUrl"
