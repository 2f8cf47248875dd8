"""`InstancePreferences` must not be combined with fields that it replaces.

`InstancePreferences` is a list of types to try in order. According to the API reference, it can't be combined with
`InstanceType`, `InstanceGroups` or `InstancePlacementConfig`, and training plans are set either for the job or in its
preferences.

Keep one of them. For a validation, `InstanceType` and `InstanceCount` are usually enough.
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
    "service model: ResourceConfig.InstancePreferences lists what it excludes (documented)",
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
    """Yield each field of a ResourceConfig that can't be combined with its InstancePreferences."""
    for path, config in doc.at(RESOURCES):
        if not isinstance(config, dict) or "InstancePreferences" not in config:
            continue
        related = (((*path, "InstancePreferences"), "InstancePreferences"),)
        has_plans = any("TrainingPlanArns" in preference for _, preference in preferences(config))
        excluded = (*_EXCLUDED, "TrainingPlanArn") if has_plans else _EXCLUDED
        for name in config:
            if name in excluded:
                other = "TrainingPlanArns of a preference" if name == "TrainingPlanArn" else "InstancePreferences"
                yield (*path, name), f"{name} and {other} are mutually exclusive", "keep one of the two", related
