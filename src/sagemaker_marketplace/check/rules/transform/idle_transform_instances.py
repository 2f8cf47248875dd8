"""Several instances for one input file leave all but one idle.

Batch transform hands out whole objects. With a single one, one instance works and the others wait, and are paid for.
That an `S3Uri` with a file's ending is a single object is inferred, so this is a warning.

A validation needs one instance. Write `InstanceCount: 1`, or give the data as several objects.
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
    "SageMaker developer guide, batch-transform: the other instances are idle (documented)",
    "that the URI is one object's is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/input/}}}
          TransformResources: {InstanceCount: 2}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/input/rows.csv}}}
          TransformResources: {InstanceCount: 1}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/input/rows.csv}}}
          TransformResources:
            InstanceCount: 2   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each count of instances above one for what looks like one object."""
    for job in jobs(doc):
        number = job.member("TransformResources", "InstanceCount")
        name = file_name(job.uri) if job.of_prefix else ""
        if isinstance(number, int) and number > 1 and name:
            message = f"{name} is one object: of {number} instances only one works"
            related = (((*job.path, "TransformInput", "DataSource", "S3DataSource", "S3Uri"), "the input"),)
            yield (*job.path, "TransformResources", "InstanceCount"), message, "write InstanceCount: 1", related
