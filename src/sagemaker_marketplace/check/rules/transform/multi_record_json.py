"""Several lines of JSON in one request are not one JSON document.

With `SplitType: Line` and `BatchStrategy: MultiRecord` a request holds as many lines as fit. If it is sent as
`application/json`, a container that parses it as one document fails at the second line. One that reads lines does not
mind, so this is advice.

Write `BatchStrategy: SingleRecord`, unless the container reads several lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs
from ._types import content_type

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformInput.SplitType, as many records as fit with MultiRecord (documented)",
    "that a container parses one document is inferred",
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
    """Yield each strategy that puts several lines into one request of JSON."""
    for job in jobs(doc):
        together = job.member("BatchStrategy") == "MultiRecord" and job.split == "Line"
        if together and content_type(job) == "application/json":
            message = "a request holds several lines, which are not one document of application/json"
            hint = "write BatchStrategy: SingleRecord, unless the container reads several lines"
            related = (((*job.path, "TransformInput", "ContentType"), "the type of the data"),)
            yield (*job.path, "BatchStrategy"), message, hint, related
