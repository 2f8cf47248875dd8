"""A request of type `application/json` should contain one record.

With `SplitType: Line` and `BatchStrategy: MultiRecord`, a request contains as many lines as fit. A container that
parses `application/json` as one document fails at the second line, with an error such as "Extra data: line 2 column 1".
Two users report it. A container that reads line by line works.

Use `BatchStrategy: SingleRecord`, unless the container reads several lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs
from ._mime_types import content_type

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformInput.SplitType, as many records as fit with MultiRecord (documented)",
    "huggingface/notebooks#227, #187: Extra data, in a transform job with several documents in a request (seen)",
    "that other containers parse one document is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          BatchStrategy: SingleRecord
          TransformInput: {ContentType: application/json, SplitType: Line}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          BatchStrategy: MultiRecord
          TransformInput: {ContentType: application/jsonlines, SplitType: Line}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          BatchStrategy: MultiRecord
          TransformInput: {ContentType: application/json, SplitType: RecordIO}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          BatchStrategy: MultiRecord   # <- here
          TransformInput: {ContentType: application/json, SplitType: Line}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each BatchStrategy that combines several lines in one JSON request."""
    for job in jobs(doc):
        combines = job.field("BatchStrategy") == "MultiRecord" and job.split == "Line"
        if combines and content_type(job) == "application/json":
            message = "MultiRecord sends several lines of application/json in one request"
            hint = "use BatchStrategy: SingleRecord, unless the container reads several lines"
            related = (((*job.path, "TransformInput", "ContentType"), "content type"),)
            yield (*job.path, "BatchStrategy"), message, hint, related
