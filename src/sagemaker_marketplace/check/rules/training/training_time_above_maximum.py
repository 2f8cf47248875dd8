"""The training's `MaxRuntimeInSeconds` must be at most 28 days.

The reference limits `MaxRuntimeInSeconds` to 28 days, 2,419,200 seconds, although the service model has no upper
bound. An account's own quota is lower: five days, unless it has been raised.

Set the limit in seconds, not in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import MAX_RUNTIME, SHORTER_LIMIT, jobs

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = ("service model: StoppingCondition.MaxRuntimeInSeconds, 28 days at most (documented)",)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {StoppingCondition: {MaxRuntimeInSeconds: 2419200}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          StoppingCondition:
            MaxRuntimeInSeconds: 3600000   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each time limit over 28 days."""
    for path, job in jobs(doc):
        stopping = job.get("StoppingCondition")
        limit = stopping.get("MaxRuntimeInSeconds") if isinstance(stopping, dict) else None
        if isinstance(limit, int) and limit > MAX_RUNTIME:
            location = (*path, "StoppingCondition", "MaxRuntimeInSeconds")
            message = f"MaxRuntimeInSeconds must be at most {MAX_RUNTIME:,} (28 days), not {limit:,}"
            yield location, message, f"write the limit in seconds; {SHORTER_LIMIT}"
