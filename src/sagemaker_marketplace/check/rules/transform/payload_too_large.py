"""The concurrent payloads of a transform job must be at most 100 MB in total.

`MaxPayloadInMB` must not exceed 100, and neither must its product with `MaxConcurrentTransforms`. Otherwise the job
that the validation creates is refused. 0 means that the payload is set by the container or sent in chunks, and is not
counted. If one of the two fields is missing, the container may set it.

Reduce one of the two. Smaller payloads require a `SplitType`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import MAX_MB, jobs

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: CreateTransformJob.MaxPayloadInMB, both limits (documented)",)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          MaxPayloadInMB: 50
          MaxConcurrentTransforms: 2
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          MaxPayloadInMB: 0
          MaxConcurrentTransforms: 200
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          MaxPayloadInMB: 101   # <- here
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          MaxPayloadInMB: 50   # <- here
          MaxConcurrentTransforms: 3
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each MaxPayloadInMB that is too large, alone or times MaxConcurrentTransforms."""
    for job in jobs(doc):
        payload, number = job.field("MaxPayloadInMB"), job.field("MaxConcurrentTransforms")
        path = (*job.path, "MaxPayloadInMB")
        if not isinstance(payload, int):
            continue
        if payload > MAX_MB:
            message = f"MaxPayloadInMB must be at most {MAX_MB}, not {payload}"
            yield path, message, _hint(number if isinstance(number, int) else 1, payload)
        elif isinstance(number, int) and payload * number > MAX_MB:
            total = payload * number
            message = f"MaxConcurrentTransforms × MaxPayloadInMB must not exceed {MAX_MB} MB (is {total} MB)"
            related = (((*job.path, "MaxConcurrentTransforms"), "concurrent transforms"),)
            yield path, message, _hint(number, payload), related


def _hint(number: int, payload: int) -> str:
    fewer = f"MaxConcurrentTransforms: {MAX_MB // payload}" if payload <= MAX_MB else ""
    smaller = f"MaxPayloadInMB: {MAX_MB // max(number, 1)}" if number <= MAX_MB else ""
    both = f"MaxPayloadInMB: {MAX_MB} and MaxConcurrentTransforms: 1"
    return f"use {', or '.join(filter(None, (smaller, fewer))) or both}"
