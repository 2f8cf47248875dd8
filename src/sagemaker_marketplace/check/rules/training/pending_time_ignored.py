"""A limit on the pending time counts only on accelerators.

`MaxPendingTimeInSeconds` takes effect for jobs on accelerated types, such as ml.p, ml.g and ml.trn. On types with a
processor alone it does nothing, says its reference. That is harmless, so this is advice.

Remove it, or leave it for the day the validation moves to a GPU type.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import accelerated, jobs, machines

SEVERITY = "info"
KINDS = ("Algorithm",)
SOURCES = ("service model: StoppingCondition.MaxPendingTimeInSeconds (documented)",)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig: {InstanceType: ml.g5.xlarge}
          StoppingCondition: {MaxPendingTimeInSeconds: 7200}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig: {InstanceType: ml.m5.xlarge}
          StoppingCondition:
            MaxPendingTimeInSeconds: 7200   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each pending time of a job with no accelerated type."""
    for path, job in jobs(doc):
        stopping, types = job.get("StoppingCondition"), [one for choice in machines(job) for one, _ in choice]
        limited = isinstance(stopping, dict) and "MaxPendingTimeInSeconds" in stopping
        if limited and types and not any(accelerated(facts, one) for one in types):
            location = (*path, "StoppingCondition", "MaxPendingTimeInSeconds")
            yield location, f"MaxPendingTimeInSeconds has no effect on {', '.join(types)}", "remove it"
