"""The `CompressionType` of the test data should match its file name.

With `CompressionType: Gzip`, SageMaker decompresses each object before sending it. Without it, the container receives
the compressed bytes. If the data is not gzip, decompression fails and so does the job. A file name does not prove the
format. If `ContentType` contains gzip, the container is expected to decompress the data itself.

Use `CompressionType: Gzip` for objects ending in .gz, and only for those.
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
    "that the file name extension matches the compression is inferred",
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
_UNCOMPRESSED = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".jsonlines", ".ndjson", ".xml", ".parquet")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each CompressionType that does not match the name of the only input file."""
    for job in jobs(doc):
        name = file_name(job.uri).lower() if job.is_prefix else ""
        is_gzip = job.field("TransformInput", "CompressionType") == "Gzip"
        path = (*job.path, "TransformInput", "CompressionType")
        related = (((*job.path, "TransformInput", "DataSource", "S3DataSource", "S3Uri"), "input"),)
        decompresses_itself = "gzip" in str(job.field("TransformInput", "ContentType"))
        if name.endswith((".gz", ".gzip")) and not is_gzip and not decompresses_itself:
            message = "the input is named like a gzip file, but CompressionType is not Gzip"
            yield path, message, "add CompressionType: Gzip", related
        elif is_gzip and name.endswith(_UNCOMPRESSED):
            message = "CompressionType is Gzip, but the input is not named like a gzip file"
            yield path, message, "remove CompressionType, or compress the object", related
