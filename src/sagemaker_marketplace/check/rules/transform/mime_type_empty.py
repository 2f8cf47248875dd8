"""A MIME type of the transform job is better left out than empty.

The API takes an empty `ContentType` or `Accept`. What the job then sends to the container is not documented: an empty
header, or none. A container that looks at it may refuse the request. That it is a slip is inferred, so this is a
warning.

Write the type; an `Accept` can be left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import Job, jobs
from ._types import LISTS, fitting, supported

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: ContentType and Accept can be empty (documented); that it is a slip is inferred",)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: text/csv}
          TransformOutput: {Accept: text/csv}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            ContentType: ''   # <- here
          TransformOutput:
            Accept: ''   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ContentType and Accept that holds nothing."""
    for job in jobs(doc):
        for listed, names in LISTS.items():
            value = job.member(*names)
            if isinstance(value, str) and not value.strip():
                yield (*job.path, *names), f"{names[1]} is empty", _hint(doc, job, listed, names[1])


def _hint(doc: Document, job: Job, listed: str, member: str) -> str:
    types = fitting(doc, listed, job) or ([] if supported(doc, listed) else ["text/csv"])
    write = f"write a type, {member}: {types[0]}" if types else f"write a type, and list it in {listed}"
    return write if member == "ContentType" else f"{write}, or remove it"
