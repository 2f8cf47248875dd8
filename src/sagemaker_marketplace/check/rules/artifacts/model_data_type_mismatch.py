"""The type of model artifacts should fit what is named: an object or a prefix, an archive or plain files.

The API's reference knows three forms: one archive (`S3Object` with `Gzip`), one plain object (`S3Object` with `None`)
and all objects below a prefix (`S3Prefix` with `None`). A prefix with `Gzip` is none of them, and the key of an object
does not end with a slash. What the service does then is not documented, so this is a warning.

Write `S3Object` and `Gzip` for an archive; for a prefix write `None`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import data_sources

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: S3ModelDataSource, the forms there are (documented); what other forms do is inferred",)
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
    """Yield each archive that is a prefix and each object that ends like one."""
    for path, source in data_sources(doc):
        kind, uri = source.get("S3DataType"), source.get("S3Uri")
        if kind == "S3Prefix" and source.get("CompressionType") == "Gzip":
            message = "Gzip is for one archive, S3Prefix names many objects"
            yield (*path, "CompressionType"), message, "write S3DataType: S3Object and the archive's key"
        elif kind == "S3Object" and isinstance(uri, str) and uri.endswith("/"):
            message = "S3Object names one object, the URI ends with a slash like a prefix"
            yield (*path, "S3Uri"), message, "write the object's whole key"
