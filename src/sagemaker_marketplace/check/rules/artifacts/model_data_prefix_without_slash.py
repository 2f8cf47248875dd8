"""A prefix of model artifacts must end with a slash.

With `S3DataType: S3Prefix` SageMaker uses all objects under the prefix. According to the API reference, a valid prefix
always ends with `/`. Without it, `s3://bucket/model` would also match `model-old.bin`.

Add the slash, or use `S3DataType: S3Object` for a single object.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import data_sources

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: S3ModelDataSource, a valid prefix always ends with a forward slash (documented)",)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataSource:
          S3DataSource: {S3Uri: s3://acme-sagemaker/churn/, S3DataType: S3Prefix, CompressionType: None}
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataSource:
          S3DataSource:
            S3Uri: s3://acme-sagemaker/churn   # <- here
            S3DataType: S3Prefix
            CompressionType: None
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each prefix that does not end with a slash."""
    for path, source in data_sources(doc):
        uri = source.get("S3Uri")
        if source.get("S3DataType") == "S3Prefix" and isinstance(uri, str) and not uri.endswith("/"):
            hint = f"use {uri}/, or S3DataType: S3Object for a single object"
            yield (*path, "S3Uri"), "a prefix of model artifacts must end with a slash", hint
