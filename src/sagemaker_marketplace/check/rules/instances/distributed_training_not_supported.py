"""Validation training should use one instance unless the algorithm supports distributed training.

With `SupportsDistributedTraining: false`, buyers can use only one instance. A validation with several instances then
tests something that buyers can't do, and AWS's Python SDK does not start such a job. Whether the service rejects it in
a validation, and which default it uses for `SupportsDistributedTraining`, is not documented.

Train on one instance, or set `SupportsDistributedTraining: true`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import RESOURCES

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: SupportsDistributedTraining, false means one instance for buyers (documented)",
    "aws/sagemaker-python-sdk, algorithm.py: rejects several instances (seen); the conclusion is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportsDistributedTraining: true
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {ResourceConfig: {InstanceCount: 2}}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {ResourceConfig: {InstanceCount: 1}}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportsDistributedTraining: false
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceCount: 2   # <- here
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceGroups:   # <- here
              - {InstanceGroupName: a, InstanceType: ml.m5.large, InstanceCount: 1}
              - {InstanceGroupName: b, InstanceType: ml.c5.xlarge, InstanceCount: 1}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstancePreferences:
              - {InstanceType: ml.m5.large, InstanceCount: 1}
              - InstanceType: ml.c5.xlarge
                InstanceCount: 4   # <- here
""",
)
_SUPPORTS = "spec.TrainingSpecification.SupportsDistributedTraining"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each training instance count above one if the algorithm does not support it."""
    supports = doc.get(_SUPPORTS)
    if supports is True:
        return
    state = "is false" if supports is False else "is not set"
    location = ("spec", "TrainingSpecification", "SupportsDistributedTraining")
    for path, number in _counts(doc):
        if number > 1:
            message = f"the validation trains on {number} instances, but SupportsDistributedTraining {state}"
            single = "keep one group with one instance" if path[-1] == "InstanceGroups" else "use InstanceCount: 1"
            hint = f"{single}, or set SupportsDistributedTraining: true if the algorithm supports it"
            yield path, message, hint, ((location, f"SupportsDistributedTraining {state}"),)


def _counts(doc: Document) -> Iterator[tuple[Path, int]]:
    for pattern in ("InstanceCount", "InstancePreferences.*.InstanceCount"):
        for path, number in doc.at(f"{RESOURCES}.{pattern}"):
            if isinstance(number, int):
                yield path, number
    for path, groups in doc.at(RESOURCES + ".InstanceGroups"):
        entries = groups if isinstance(groups, list) else []
        counts = [group.get("InstanceCount") for group in entries if isinstance(group, dict)]
        yield path, sum(number for number in counts if isinstance(number, int))
