"""A prefix of model artifacts must end with a slash.

With `S3DataType: S3Prefix` SageMaker takes all objects below the prefix. The API's reference says that a valid prefix
always ends with `/`; without it `s3://bucket/model` would also mean `model-old.bin`.

Add the slash, or write `S3DataType: S3Object` if it is one object.
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
    """Yield each prefix without a slash at its end."""
    for path, source in data_sources(doc):
        uri = source.get("S3Uri")
        if source.get("S3DataType") == "S3Prefix" and isinstance(uri, str) and not uri.endswith("/"):
            hint = f"write {uri}/, or S3DataType: S3Object if it is one object"
            yield (*path, "S3Uri"), "a prefix of model artifacts ends with a slash", hint
