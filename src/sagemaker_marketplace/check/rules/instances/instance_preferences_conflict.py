"""A training job names its instances either by preferences or in one of the other ways.

`InstancePreferences` is a list of types to try in turn. The API's reference says that it goes neither with
`InstanceType` nor with `InstanceGroups` or `InstancePlacementConfig`, and that training plans stand either at the job
or at its preferences.

Keep one of the ways. A validation mostly needs no more than `InstanceType` and `InstanceCount`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import RESOURCES, preferences

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: ResourceConfig.InstancePreferences names what it excludes (documented)",
    "service model: InstancePreference.TrainingPlanArns excludes TrainingPlanArn (documented)",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceCount: 1
            InstancePreferences: [{InstanceType: ml.m5.large}, {InstanceType: ml.m5.xlarge}]
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {ResourceConfig: {InstanceType: ml.m5.large, InstanceCount: 1}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceType: ml.m5.large   # <- here
            InstanceCount: 1
            InstancePreferences: [{InstanceType: ml.m5.large}, {InstanceType: ml.m5.xlarge}]
            InstanceGroups: []   # <- here
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            TrainingPlanArn: arn:aws:sagemaker:us-east-1:123456789012:training-plan/a   # <- here
            InstancePreferences:
              - InstanceType: ml.p5.48xlarge
                TrainingPlanArns: ["arn:aws:sagemaker:us-east-1:123456789012:training-plan/b"]
""",
)
_EXCLUDED = ("InstanceType", "InstanceGroups", "InstancePlacementConfig")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each member of a ResourceConfig that its InstancePreferences exclude."""
    for path, config in doc.at(RESOURCES):
        if not isinstance(config, dict) or "InstancePreferences" not in config:
            continue
        related = (((*path, "InstancePreferences"), "the preferences"),)
        planned = any("TrainingPlanArns" in preference for _, preference in preferences(config))
        excluded = (*_EXCLUDED, "TrainingPlanArn") if planned else _EXCLUDED
        for name in config:
            if name in excluded:
                other = "TrainingPlanArns of a preference" if name == "TrainingPlanArn" else "InstancePreferences"
                yield (*path, name), f"{name} and {other} exclude each other", "keep one of the two", related
