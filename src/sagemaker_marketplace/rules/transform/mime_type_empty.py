"""A MIME type of the transform job is better left out than empty.

The API takes an empty `ContentType` or `Accept`. What the job then sends to the container is not documented: an empty
header, or none. A container that looks at it may refuse the request. That it is a slip is inferred, so this is a
warning.

Write the type, or remove the line.
"""

from __future__ import annotations

from . import jobs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

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
        for names in (("TransformInput", "ContentType"), ("TransformOutput", "Accept")):
            value = job.member(*names)
            if isinstance(value, str) and not value.strip():
                yield (*job.path, *names), f"{names[1]} is empty", f"write a type, {names[1]}: text/csv, or remove it"
