"""`MaxPendingTimeInSeconds` should only be set for accelerated instance types.

It applies to jobs on accelerated types, such as ml.p, ml.g and ml.trn. On other types it has no effect, according to
its reference.

Remove it, or keep it for a later change to a GPU type.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import instance_options, is_accelerated, jobs

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
    """Yield each MaxPendingTimeInSeconds of a job without an accelerated instance type."""
    for path, job in jobs(doc):
        stopping, types = (
            job.get("StoppingCondition"),
            [type_ for option in instance_options(job) for type_, _ in option],
        )
        is_set = isinstance(stopping, dict) and "MaxPendingTimeInSeconds" in stopping
        if is_set and types and not any(is_accelerated(facts, type_) for type_ in types):
            location = (*path, "StoppingCondition", "MaxPendingTimeInSeconds")
            yield location, f"MaxPendingTimeInSeconds has no effect on {', '.join(types)}", "remove it"
