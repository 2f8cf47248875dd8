"""An instance type must not appear more than once in `InstancePreferences`.

According to the API reference, each type can appear only once. SageMaker tries the types in order, and does not retry
one that had no capacity.

Remove the duplicate.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import RESOURCES, preferences

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = ("service model: InstancePreference.InstanceType can appear only once (documented)",)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig: {InstancePreferences: [{InstanceType: ml.m5.large}, {InstanceType: ml.m5.xlarge}]}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstancePreferences:
              - InstanceType: ml.m5.large
              - InstanceType: ml.m5.xlarge
              - InstanceType: ml.m5.large   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each preference with the same type as an earlier one."""
    for path, config in doc.at(RESOURCES):
        seen: dict[str, int] = {}
        for index, preference in preferences(config):
            name = preference.get("InstanceType")
            location = (*path, "InstancePreferences")
            if isinstance(name, str) and name in seen:
                related = (((*location, seen[name]), "first occurrence"),)
                message = f"duplicate value {name} in InstancePreferences"
                yield (*location, index, "InstanceType"), message, "remove the duplicate", related
            elif isinstance(name, str):
                seen[name] = index
