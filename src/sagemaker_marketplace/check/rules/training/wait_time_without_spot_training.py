"""`MaxWaitTimeInSeconds` should not be set, because a validation can't use spot training.

`MaxWaitTimeInSeconds` limits managed spot training, including the wait for capacity. Spot training is enabled by a
field of training jobs that a validation profile's training job definition does not have. How the service handles the
wait time here is not documented.

Remove it. `MaxRuntimeInSeconds` limits the training.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: StoppingCondition.MaxWaitTimeInSeconds is for managed spot training (documented)",
    "service model: TrainingJobDefinition has no field that enables it (documented); the conclusion is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {StoppingCondition: {MaxRuntimeInSeconds: 1800}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          StoppingCondition:
            MaxRuntimeInSeconds: 1800
            MaxWaitTimeInSeconds: 3600   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each MaxWaitTimeInSeconds."""
    for path, job in jobs(doc):
        stopping = job.get("StoppingCondition")
        if isinstance(stopping, dict) and "MaxWaitTimeInSeconds" in stopping:
            location = (*path, "StoppingCondition", "MaxWaitTimeInSeconds")
            yield location, "MaxWaitTimeInSeconds requires spot training, which a validation can't use", "remove it"
