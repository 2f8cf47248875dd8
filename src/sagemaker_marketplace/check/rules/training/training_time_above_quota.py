"""A training of more than five days needs a quota that was raised.

An account's longest run time for a training job is 432,000 seconds, five days, unless AWS has raised it. A job with a
longer limit is refused when the validation starts it. What your account's quota is no file shows, so this is a warning.

Sample data takes minutes: set the limit to a few times what the training takes.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import LONGEST, PLENTY, jobs

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
    """Yield each time limit over the default quota, up to the most that any account can have."""
    for path, job in jobs(doc):
        stopping = job.get("StoppingCondition")
        limit = stopping.get("MaxRuntimeInSeconds") if isinstance(stopping, dict) else None
        if isinstance(limit, int) and _QUOTA < limit <= LONGEST:
            message = f"the training may run {limit:,} seconds, an account's default quota is {_QUOTA:,}, five days"
            yield (*path, "StoppingCondition", "MaxRuntimeInSeconds"), message, PLENTY
