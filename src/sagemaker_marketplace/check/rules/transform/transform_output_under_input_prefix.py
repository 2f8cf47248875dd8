"""The output should not land among the input.

A job with `S3Prefix` reads every object whose key begins with its `S3Uri`. If the output path begins with it too, the
next validation of this manifest reads the answers of the last one as test data, and may fail on them. The prefix is a
beginning of the key, not a folder: `s3://b/test` is also the beginning of `s3://b/test-output/`. What the job does with
such objects is inferred, so this is a warning.

Write the output elsewhere, and end the input's prefix with a slash.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformS3DataSource.S3DataType, all objects with the prefix are used (documented)",
    "that earlier answers are in the way is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/test/}}}
          TransformOutput: {S3OutputPath: s3://b/test-output/}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/test}}}
          TransformOutput:
            S3OutputPath: s3://b/test-output/   # <- here
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/test/}}}
          TransformOutput:
            S3OutputPath: s3://b/test   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each output path under which keys begin with the input's prefix."""
    for job in jobs(doc):
        output = job.member("TransformOutput", "S3OutputPath")
        # Keys of the output are the path, a slash unless it ends with one, and the input's name.
        written = output.rstrip("/") + "/" if isinstance(output, str) else ""
        # A bucket's name alone is no beginning of another bucket's.
        prefix = job.uri if job.uri.count("/") > 2 else f"{job.uri}/"
        if job.of_prefix and job.uri and written.startswith(prefix):
            message = "the output's keys begin with the input's S3Uri: the next validation reads them as test data"
            related = (((*job.path, "TransformInput", "DataSource", "S3DataSource", "S3Uri"), "the input"),)
            hint = "write to another prefix, and end the input's S3Uri with a slash"
            yield (*job.path, "TransformOutput", "S3OutputPath"), message, hint, related
