"""The training's `MaxRuntimeInSeconds` should be at most the default quota of five days.

An account's longest run time for a training job is 432,000 seconds, five days, unless AWS has raised the quota. A job
with a higher limit is refused when the validation starts it. Your account's quota can't be checked offline.

Set the limit to a few times the expected duration. Training on sample data takes minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import MAX_RUNTIME, SHORTER_LIMIT, jobs

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "AWS general reference, SageMaker quotas: longest run time for a training job, 432,000 seconds (documented)",
    "that the validation's job is refused is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {StoppingCondition: {MaxRuntimeInSeconds: 432000}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          StoppingCondition:
            MaxRuntimeInSeconds: 864000   # <- here
""",
)
_QUOTA = 5 * 86400


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each time limit over the default quota, up to the maximum for any account."""
    for path, job in jobs(doc):
        stopping = job.get("StoppingCondition")
        limit = stopping.get("MaxRuntimeInSeconds") if isinstance(stopping, dict) else None
        if isinstance(limit, int) and _QUOTA < limit <= MAX_RUNTIME:
            message = f"MaxRuntimeInSeconds is {limit:,}, above the default quota of {_QUOTA:,} (five days)"
            yield (*path, "StoppingCondition", "MaxRuntimeInSeconds"), message, SHORTER_LIMIT
