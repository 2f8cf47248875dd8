"""An instance type stands in the preferences of a training job only once.

The API's reference says so of `InstancePreferences`: the types are tried in turn, and a type that had no capacity a
moment ago is not tried again.

Remove the later one.
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
    """Yield each preference whose type an earlier one has."""
    for path, config in doc.at(RESOURCES):
        seen: dict[str, int] = {}
        for index, preference in preferences(config):
            name = preference.get("InstanceType")
            location = (*path, "InstancePreferences")
            if isinstance(name, str) and name in seen:
                related = (((*location, seen[name]), "the first one"),)
                yield (
                    (*location, index, "InstanceType"),
                    f"{name} is among the preferences twice",
                    "remove one",
                    related,
                )
            elif isinstance(name, str):
                seen[name] = index
