"""An object that is not split has to fit into one request.

Without a `SplitType` each object is sent whole, and has to be within `MaxPayloadInMB`. Where that is missing, it is
6 MB unless the container sets it. Rows of a table mostly fit; images, audio and arrays are easily larger, and the job
then fails on them. So this is advice for binary data; which types are binary is inferred.

Write `MaxPayloadInMB` if an object is larger than 6 MB.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import DEFAULT, MOST, jobs
from ._types import content_type, is_binary

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
    """Yield each job that sends binary objects whole and leaves the limit to the default."""
    for job in jobs(doc):
        number = job.member("MaxConcurrentTransforms")
        number = number if isinstance(number, int) and number > 0 else 1
        # Too many requests for the default are another rule's.
        known = "MaxPayloadInMB" in job.members or number * DEFAULT > MOST
        if not known and job.split == "None" and is_binary(content_type(job)):
            message = f"each object of {content_type(job)} is one request, {DEFAULT} MB at most by default"
            hint = f"if one is larger, add MaxPayloadInMB with its size, {MOST // number} at most"
            related = (((*job.path, "TransformInput", "ContentType"), "the type of the data"),)
            yield (*job.path, "MaxPayloadInMB"), message, hint, related
