"""A validation's training has no use for a waiting time: it can't run on spot capacity.

`MaxWaitTimeInSeconds` limits managed spot training, the wait for capacity included. The switch for spot training is a
member of training jobs; a validation profile's training job definition has none. What the service makes of the member
here is not documented, so this is a warning.

Remove it; `MaxRuntimeInSeconds` alone limits the training.
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
    "service model: TrainingJobDefinition has no switch for it (documented); the conclusion is inferred",
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
    """Yield each waiting time."""
    for path, job in jobs(doc):
        stopping = job.get("StoppingCondition")
        if isinstance(stopping, dict) and "MaxWaitTimeInSeconds" in stopping:
            location = (*path, "StoppingCondition", "MaxWaitTimeInSeconds")
            yield location, "MaxWaitTimeInSeconds is for spot training, which a validation can't use", "remove it"
