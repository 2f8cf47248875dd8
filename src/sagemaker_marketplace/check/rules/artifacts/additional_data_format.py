"""An algorithm's additional data should be a single `.tar.gz` object for training or for the first container.

In AWS's fine-tuning sample, `AdditionalS3DataSource` is a gzip archive with the suffix `.tar.gz`, and belongs to the
training specification or to the first inference container. The service model also has other data types, but no example
uses them.

Pack the files with `tar -czf`, then set `S3DataType: S3Object` and `CompressionType: Gzip`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebook on fine-tuning: the format that works (seen)",
    "service model: other formats exist (documented)",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    AdditionalS3DataSource:
      S3DataType: S3Object
      S3Uri: s3://acme-sagemaker/base/weights.tar.gz
      CompressionType: Gzip
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    AdditionalS3DataSource:
      S3DataType: S3Prefix   # <- here
      S3Uri: s3://acme-sagemaker/base/   # <- here
      CompressionType: None   # <- here
  InferenceSpecification:
    Containers:
      - AdditionalS3DataSource:   # <- here
          S3DataType: S3Object
          S3Uri: s3://acme-sagemaker/base/weights.tar.gz
      - AdditionalS3DataSource:   # <- here
          S3DataType: S3Object
          S3Uri: s3://acme-sagemaker/base/weights.tar.gz
          CompressionType: Gzip
""",
)


_PATHS = (
    "spec.TrainingSpecification.AdditionalS3DataSource",
    "spec.InferenceSpecification.Containers.*.AdditionalS3DataSource",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each field of an additional data source that differs from the sample."""
    for pattern in _PATHS:
        for path, source in doc.at(pattern):
            if isinstance(source, dict):
                yield from _source(path, source)


def _source(path: Path, source: dict[str, Any]) -> Iterator[Result]:
    if "Containers" in path and path[-2] != 0:
        yield path, "additional data is only known to work in the first container", "move it to the first container"
        return
    uri = source.get("S3Uri")
    if source.get("S3DataType") != "S3Object":
        yield (*path, "S3DataType"), "additional data is only known to work as one object", "use S3DataType: S3Object"
    if isinstance(uri, str) and not uri.endswith(".tar.gz"):
        hint = "pack the files with tar -czf and use the URI of the archive"
        yield (*path, "S3Uri"), "additional data is only known to work as a .tar.gz archive", hint
    if source.get("CompressionType") != "Gzip":
        message = "additional data is only known to work with Gzip compression"
        yield (*path, "CompressionType"), message, "use CompressionType: Gzip"
