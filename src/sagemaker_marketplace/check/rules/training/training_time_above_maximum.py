"""No training runs longer than 28 days.

The reference of `MaxRuntimeInSeconds` sets the maximum at 28 days, 2,419,200 seconds, though the service model has no
upper bound. An account's own quota is shorter still: five days, as long as it was not raised.

Give the limit in seconds, not in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import LONGEST, PLENTY, jobs

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
        if isinstance(limit, int) and limit > LONGEST:
            location = (*path, "StoppingCondition", "MaxRuntimeInSeconds")
            message = f"a training runs {LONGEST:,} seconds at most, 28 days; this is {limit:,}"
            yield location, message, f"give seconds; {PLENTY}"
