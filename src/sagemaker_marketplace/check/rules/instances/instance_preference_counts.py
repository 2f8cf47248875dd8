"""`InstanceCount` must be set in every instance preference, or once for the job.

The API reference allows two ways: `InstanceCount` in every entry of `InstancePreferences`, or once next to
`InstancePreferences`. It states that everything else is rejected: a count in some entries only, at both levels, or not
at all.

If the same number suits every type, set it once for the job.
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
SOURCES = ("service model: InstancePreference.InstanceCount, which requests are rejected (documented)",)
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
    """Yield each missing or superfluous InstanceCount."""
    for path, config in doc.at(RESOURCES):
        if isinstance(config, dict):
            yield from _counts(path, config)


def _counts(path: Path, config: dict[str, Any]) -> Iterator[Result]:
    entries = preferences(config)
    without = [index for index, preference in entries if "InstanceCount" not in preference]
    once, location = "set InstanceCount once, next to InstancePreferences", (*path, "InstancePreferences")
    if "InstanceCount" in config:
        if len(without) < len(entries):
            hint = "set it either here or in every preference"
            yield (*path, "InstanceCount"), "InstanceCount is set both here and in InstancePreferences", hint
    elif entries and len(without) == len(entries):
        yield location, "InstanceCount is missing", once
    else:
        for index in without:
            message = "this preference has no InstanceCount, but another one does"
            yield (*location, index, "InstanceCount"), message, "add InstanceCount to every preference"
