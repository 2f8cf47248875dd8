"""The transform job's `ContentType` and `Accept` should not be empty.

The API accepts an empty `ContentType` or `Accept`. Whether the container then receives an empty header or none is not
documented. A container that reads the header can refuse the request.

Write the type. `Accept` can be removed instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import Job, jobs
from ._mime_types import LISTS, supported_types, usable_types

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: ContentType and Accept can be empty (documented); that it is a mistake is inferred",)
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
    """Yield each ContentType and Accept that is empty."""
    for job in jobs(doc):
        for list_name, names in LISTS.items():
            value = job.field(*names)
            if isinstance(value, str) and not value.strip():
                yield (*job.path, *names), f"{names[1]} is empty", _hint(doc, job, list_name, names[1])


def _hint(doc: Document, job: Job, list_name: str, field: str) -> str:
    types = usable_types(doc, list_name, job) or ([] if supported_types(doc, list_name) else ["text/csv"])
    write = f"write a type, such as {types[0]}" if types else f"write a type, and add it to {list_name}"
    return write if field == "ContentType" else f"{write}, or remove {field}"
