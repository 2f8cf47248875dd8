"""An algorithm's additional data should be one `.tar.gz` object, named for training or for the first container.

AWS's sample for fine-tuning says that `AdditionalS3DataSource` takes one gzip archive with the suffix `.tar.gz`, and
belongs to the training or to the first inference container. The API's model has other types, too, so this is a warning.

Pack the files with `tar -czf` and write `S3DataType: S3Object` and `CompressionType: Gzip`.
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
    "aws/amazon-sagemaker-examples, sm-marketplace notebook on fine-tuning: the form that is taken (seen)",
    "service model: other forms exist (documented)",
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


_PLACES = (
    "spec.TrainingSpecification.AdditionalS3DataSource",
    "spec.InferenceSpecification.Containers.*.AdditionalS3DataSource",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each part of an additional data source that is not as in the sample."""
    for location in _PLACES:
        for path, source in doc.at(location):
            if isinstance(source, dict):
                yield from _source(path, source)


def _source(path: Path, source: dict[str, Any]) -> Iterator[Result]:
    if "Containers" in path and path[-2] != 0:
        yield path, "additional data is known for the first container only", "name it there"
        return
    uri = source.get("S3Uri")
    if source.get("S3DataType") != "S3Object":
        yield (*path, "S3DataType"), "additional data is known to work as one object", "write S3Object"
    if isinstance(uri, str) and not uri.endswith(".tar.gz"):
        hint = "pack the files with tar -czf and name that object"
        yield (*path, "S3Uri"), "additional data is known to work as a .tar.gz archive", hint
    if source.get("CompressionType") != "Gzip":
        yield (*path, "CompressionType"), "additional data is known to work compressed", "write CompressionType: Gzip"
