"""The output path of a transform job should not be under its input prefix.

A job with `S3Prefix` reads every object whose key begins with its `S3Uri`. If the output path begins with it, the next
validation reads the previous responses as test data and can fail. A prefix is the beginning of a key, not a folder:
`s3://b/test` also includes `s3://b/test-output/`. How the job handles such objects is inferred.

Use a separate output path, and end the input prefix with a slash.
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
    "that earlier responses cause a failure is inferred",
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
    """Yield each output path under the job's input prefix."""
    for job in jobs(doc):
        output = job.field("TransformOutput", "S3OutputPath")
        # SageMaker appends a slash, unless there is one, and the input's name to the output path.
        written = output.rstrip("/") + "/" if isinstance(output, str) else ""
        # A bucket's name must not match longer names.
        prefix = job.uri if job.uri.count("/") > 2 else f"{job.uri}/"
        if job.is_prefix and job.uri and written.startswith(prefix):
            message = "the output path is under the input prefix, so the next validation reads the output as test data"
            related = (((*job.path, "TransformInput", "DataSource", "S3DataSource", "S3Uri"), "input prefix"),)
            hint = "use a separate output path, and end the input's S3Uri with a slash"
            yield (*job.path, "TransformOutput", "S3OutputPath"), message, hint, related
