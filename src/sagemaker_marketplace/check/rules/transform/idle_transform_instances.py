"""A transform job with one input object should use one instance.

Batch transform distributes whole objects. With a single object, one instance works while the others are idle but
billed. That an `S3Uri` with a file name extension is a single object is inferred.

Use `InstanceCount: 1`, which is enough for a validation, or provide the data as several objects.
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
    "that the URI is a single object is inferred",
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
    """Yield each instance count above one for input that seems to be a single object."""
    for job in jobs(doc):
        count = job.field("TransformResources", "InstanceCount")
        name = file_name(job.uri) if job.is_prefix else ""
        if isinstance(count, int) and count > 1 and name:
            message = f"only one of {count} instances can process the single object {name}"
            related = (((*job.path, "TransformInput", "DataSource", "S3DataSource", "S3Uri"), "input"),)
            yield (*job.path, "TransformResources", "InstanceCount"), message, "use InstanceCount: 1", related
