"""A job that sends binary objects without splitting should set `MaxPayloadInMB`.

Without a `SplitType` each object is sent whole and must fit in `MaxPayloadInMB`, which defaults to 6 unless the
container sets it. Tables usually fit, but images, audio and arrays can be larger, and the job then fails. Whether data
is binary is inferred from its content type.

Set `MaxPayloadInMB` if an object is larger than 6 MB.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import DEFAULT_MB, MAX_MB, jobs
from ._mime_types import content_type, is_binary

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "SageMaker developer guide, batch-transform-errors: unsplit objects must fit (documented)",
    "service model: CreateTransformJob.MaxPayloadInMB, 6 MB by default (documented)",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          MaxPayloadInMB: 20
          TransformInput: {ContentType: image/jpeg}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: text/csv}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: application/x-tfrecord, SplitType: TFRecord}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:   # <- here
          TransformInput: {ContentType: image/jpeg}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each job that sends binary objects whole with the default payload limit."""
    for job in jobs(doc):
        number = job.field("MaxConcurrentTransforms")
        number = number if isinstance(number, int) and number > 0 else 1
        # default-payload-too-large reports too many requests for the default.
        is_checked = "MaxPayloadInMB" in job.data or number * DEFAULT_MB > MAX_MB
        if not is_checked and job.split == "None" and is_binary(content_type(job)):
            message = (
                f"MaxPayloadInMB is not set, so objects of type {content_type(job)} are limited to {DEFAULT_MB} MB"
            )
            hint = f"set MaxPayloadInMB (at most {MAX_MB // number}) if an object is larger"
            related = (((*job.path, "TransformInput", "ContentType"), "content type"),)
            yield (*job.path, "MaxPayloadInMB"), message, hint, related
