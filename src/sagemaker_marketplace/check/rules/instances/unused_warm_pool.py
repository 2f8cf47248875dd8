"""A validation's training keeps no instances for a job to come.

With `KeepAlivePeriodInSeconds` SageMaker keeps the instances of a finished training in a warm pool, so that the next
job starts at once, and bills them for as long as it waits. After a validation's training comes a batch transform, which
has instances of its own. Warm pools also have quotas of their own. That nothing else takes up the pool is inferred, so
this is a warning.

Remove the member.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import RESOURCES

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: ResourceConfig.KeepAlivePeriodInSeconds, for subsequent training jobs (documented)",
    "SageMaker developer guide, train-warm-pools: a billable resource (documented)",
    "that no other training follows the validation's is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {ResourceConfig: {InstanceType: ml.m5.large, InstanceCount: 1}}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {ResourceConfig: {KeepAlivePeriodInSeconds: 0}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceType: ml.m5.large
            InstanceCount: 1
            KeepAlivePeriodInSeconds: 600   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each period above zero."""
    for path, seconds in doc.at(f"{RESOURCES}.KeepAlivePeriodInSeconds"):
        if isinstance(seconds, int) and seconds > 0:
            message = f"the training's instances are kept, and billed, for {seconds} seconds after it"
            yield path, message, "remove it: no other training follows a validation's"
