"""Many requests at a time need a payload limit of their own.

`MaxConcurrentTransforms` times `MaxPayloadInMB` can't exceed 100. Without `MaxPayloadInMB` the service takes 6, so that
more than 16 requests at a time are over the limit. A container that answers `/execution-parameters` may set another
payload, and that the default counts in the product is inferred, so this is a warning.

Write `MaxPayloadInMB` so that the product fits, or fewer requests at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import DEFAULT, MOST, jobs

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: CreateTransformJob.MaxPayloadInMB, the default and the limit of the product (documented)",
    "that the default counts in the product is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition: {MaxConcurrentTransforms: 16}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition: {MaxConcurrentTransforms: 20, MaxPayloadInMB: 5}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          MaxConcurrentTransforms: 20   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each number of requests at a time whose default payloads are too much."""
    for job in jobs(doc):
        number = job.member("MaxConcurrentTransforms")
        if isinstance(number, int) and number * DEFAULT > MOST and "MaxPayloadInMB" not in job.members:
            message = (
                f"{number} payloads of {DEFAULT} MB, the default, are {number * DEFAULT} MB, {MOST} can be under way"
            )
            smaller = f"add MaxPayloadInMB: {MOST // number}, or " if number <= MOST else ""
            hint = f"{smaller}write MaxConcurrentTransforms: {MOST // DEFAULT}"
            yield (*job.path, "MaxConcurrentTransforms"), message, hint
