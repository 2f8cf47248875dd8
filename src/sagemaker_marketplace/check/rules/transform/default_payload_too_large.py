"""A job with more than 16 concurrent transforms should set `MaxPayloadInMB`.

`MaxConcurrentTransforms` times `MaxPayloadInMB` must not exceed 100. `MaxPayloadInMB` defaults to 6, so more than 16
concurrent transforms exceed the limit. A container that responds to `/execution-parameters` can set another payload,
and that the default counts in the product is inferred.

Set a lower `MaxPayloadInMB`, or reduce `MaxConcurrentTransforms`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import DEFAULT_MB, MAX_MB, jobs

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
    """Yield each MaxConcurrentTransforms that exceeds the limit with the default payload."""
    for job in jobs(doc):
        number = job.field("MaxConcurrentTransforms")
        total = number * DEFAULT_MB if isinstance(number, int) else 0
        if total > MAX_MB and "MaxPayloadInMB" not in job.data:
            message = f"MaxConcurrentTransforms × {DEFAULT_MB} MB (default) must not exceed {MAX_MB} MB (is {total} MB)"
            smaller = f"add MaxPayloadInMB: {MAX_MB // number}, or " if number <= MAX_MB else ""
            hint = f"{smaller}use MaxConcurrentTransforms: {MAX_MB // DEFAULT_MB}"
            yield (*job.path, "MaxConcurrentTransforms"), message, hint
