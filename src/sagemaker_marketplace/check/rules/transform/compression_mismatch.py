"""Compressed test data is named as such, and nothing else is.

With `CompressionType: Gzip` SageMaker decompresses each object before it is sent; without, the container gets the
compressed bytes. Data that is not gzip can't be decompressed, and the job fails. The name of a file is a hint and no
proof: this is a warning. A `ContentType` that speaks of gzip says that the container decompresses itself.

Write `CompressionType: Gzip` for objects ending in .gz, and none for others.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import file_name, jobs

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformInput.CompressionType, data is decompressed, the default is None (documented)",
    "that the ending of a name tells the compression is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            CompressionType: Gzip
            DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/input/rows.csv.gz}}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            CompressionType: Gzip
            DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/input/}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:   # <- here
            DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/input/rows.csv.gz}}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            CompressionType: Gzip   # <- here
            DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/input/rows.csv}}
""",
)
_PLAIN = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".jsonlines", ".ndjson", ".xml", ".parquet")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each CompressionType that the name of the one input file speaks against."""
    for job in jobs(doc):
        name = file_name(job.uri).lower() if job.of_prefix else ""
        gzip = job.member("TransformInput", "CompressionType") == "Gzip"
        path = (*job.path, "TransformInput", "CompressionType")
        related = (((*job.path, "TransformInput", "DataSource", "S3DataSource", "S3Uri"), "the input"),)
        own = "gzip" in str(job.member("TransformInput", "ContentType"))
        if name.endswith((".gz", ".gzip")) and not gzip and not own:
            message = "the input's name ends like a gzip file's, but it will not be decompressed"
            yield path, message, "add CompressionType: Gzip", related
        elif gzip and name.endswith(_PLAIN):
            message = "the input is to be decompressed, but its name is not a gzip file's"
            yield path, message, "remove CompressionType, or compress the object", related
