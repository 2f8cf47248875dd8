"""The payloads of a transform job are 100 MB at most, all that are under way together.

`MaxPayloadInMB` can't exceed 100, and where `MaxConcurrentTransforms` is given, the product of the two can't either.
The job that the validation creates is refused. 0 means that the container's own word counts, or that the payload is
sent in chunks, and is not counted. A manifest that leaves one of the two out breaks no limit here: the container may
set it.

Lower one of the two. Smaller payloads need a `SplitType`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import MOST, jobs

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
    """Yield each payload that is too large, alone or times the number of requests."""
    for job in jobs(doc):
        payload, number = job.member("MaxPayloadInMB"), job.member("MaxConcurrentTransforms")
        path = (*job.path, "MaxPayloadInMB")
        if not isinstance(payload, int):
            continue
        if payload > MOST:
            message = f"MaxPayloadInMB is {payload}, a transform job takes {MOST} at most"
            yield path, message, _hint(number if isinstance(number, int) else 1, payload)
        elif isinstance(number, int) and payload * number > MOST:
            message = f"{number} payloads of {payload} MB are {payload * number} MB, {MOST} can be under way"
            related = (((*job.path, "MaxConcurrentTransforms"), "the number of requests at a time"),)
            yield path, message, _hint(number, payload), related


def _hint(number: int, payload: int) -> str:
    fewer = f"MaxConcurrentTransforms: {MOST // payload}" if payload <= MOST else ""
    smaller = f"MaxPayloadInMB: {MOST // max(number, 1)}" if number <= MOST else ""
    both = f"MaxPayloadInMB: {MOST} and MaxConcurrentTransforms: 1"
    return f"write {', or '.join(filter(None, (smaller, fewer))) or both}"
