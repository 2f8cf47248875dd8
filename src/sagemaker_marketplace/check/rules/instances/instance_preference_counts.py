"""With preferences, the number of instances stands at all of them or once for the job.

The API's reference gives two ways: `InstanceCount` in every entry of `InstancePreferences` and none beside them, or one
beside them and none inside. It says that anything else is rejected: a count at some entries, at both levels, or none.

If the same number suits every type, write it once beside the preferences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import RESOURCES, preferences

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = ("service model: InstancePreference.InstanceCount says which requests are rejected (documented)",)
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
      - TrainingJobDefinition:
          ResourceConfig:
            InstancePreferences:
              - {InstanceType: ml.m5.large, InstanceCount: 2}
              - {InstanceType: ml.m5.xlarge, InstanceCount: 1}
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
              - {InstanceType: ml.m5.large, InstanceCount: 2}
              - {InstanceType: ml.m5.xlarge}   # <- here
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceCount: 1   # <- here
            InstancePreferences: [{InstanceType: ml.m5.large, InstanceCount: 1}]
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstancePreferences: [{InstanceType: ml.m5.large}]   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each place where a count is missing, or is one too many."""
    for path, config in doc.at(RESOURCES):
        if isinstance(config, dict):
            yield from _counts(path, config)


def _counts(path: Path, config: dict[str, Any]) -> Iterator[Result]:
    entries = preferences(config)
    without = [index for index, preference in entries if "InstanceCount" not in preference]
    once, location = "write InstanceCount once, beside InstancePreferences", (*path, "InstancePreferences")
    if "InstanceCount" in config:
        if len(without) < len(entries):
            hint = "keep it here or in every preference"
            yield (*path, "InstanceCount"), "InstanceCount stands here and in InstancePreferences", hint
    elif entries and len(without) == len(entries):
        yield location, "neither the job nor its preferences say how many instances", once
    else:
        for index in without:
            message = "this preference has no InstanceCount, another one has"
            yield (*location, index, "InstanceCount"), message, "give every preference one"
