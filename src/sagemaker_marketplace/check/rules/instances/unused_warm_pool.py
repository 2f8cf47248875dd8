"""Validation training should not keep instances in a warm pool.

With `KeepAlivePeriodInSeconds` SageMaker keeps the instances of a finished training job in a warm pool, so that the
next training job starts faster, and bills them meanwhile. A validation's training job is followed by a batch transform
job, which has separate instances. Warm pools also have separate quotas. That no other job uses the pool is inferred.

Remove the field.
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
    "that no other training job follows is inferred",
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
    """Yield each keep-alive period above zero."""
    for path, seconds in doc.at(f"{RESOURCES}.KeepAlivePeriodInSeconds"):
        if isinstance(seconds, int) and seconds > 0:
            message = f"training instances are kept and billed for {seconds} seconds after the job"
            yield path, message, "remove it, because no other training job follows"
