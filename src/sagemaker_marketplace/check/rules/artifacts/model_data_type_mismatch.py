"""The type and compression of model data should match its URI.

The API reference describes three combinations: one archive (`S3Object` with `Gzip`), one uncompressed object
(`S3Object` with `None`) and all objects under a prefix (`S3Prefix` with `None`). `S3Prefix` with `Gzip` is not among
them, and the key of an object does not end with a slash. How the service handles other combinations is not documented.

For an archive, use `S3Object` and `Gzip`. For a prefix, use `S3Prefix` and `None`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import data_sources

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: S3ModelDataSource, valid combinations (documented); the effect of others is inferred",)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataSource:
          S3DataSource: {S3Uri: s3://acme-sagemaker/churn/model.tar.gz, S3DataType: S3Object, CompressionType: Gzip}
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
            CompressionType: Gzip   # <- here
      - ModelDataSource:
          S3DataSource:
            S3Uri: s3://acme-sagemaker/churn/   # <- here
            S3DataType: S3Object
            CompressionType: None
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each compressed prefix, and each object whose URI ends with a slash."""
    for path, source in data_sources(doc):
        kind, uri = source.get("S3DataType"), source.get("S3Uri")
        if kind == "S3Prefix" and source.get("CompressionType") == "Gzip":
            message = "Gzip can't be combined with S3Prefix"
            yield (*path, "CompressionType"), message, "use S3DataType: S3Object and the key of the archive"
        elif kind == "S3Object" and isinstance(uri, str) and uri.endswith("/"):
            message = "S3DataType is S3Object, but the URI ends with a slash"
            yield (*path, "S3Uri"), message, "use the full key of the object"
