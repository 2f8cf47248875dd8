"""Uncompressed model artifacts are untried in certified packages.

`CompressionType: None` lets SageMaker take single files or whole prefixes as they are, which saves time with very large
models. Whether a package that is certified for AWS Marketplace takes it is not documented, and none is known that did,
so this is a warning.

Pack the artifacts into one `.tar.gz` and name it with `ModelDataUrl`, or put them into the image.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import data_sources

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: S3ModelDataSource (documented); that it is doubtful for certified packages is inferred",)
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
    """Yield each compression type that says there is none."""
    for path, source in data_sources(doc):
        if source.get("CompressionType") == "None":
            message = "whether a certified package takes uncompressed artifacts is not documented"
            yield (*path, "CompressionType"), message, "pack them into one .tar.gz and name it with ModelDataUrl"
