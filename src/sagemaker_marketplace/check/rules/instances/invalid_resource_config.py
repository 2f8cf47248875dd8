"""A training job says on what, and on how many instances, it runs.

The API requires no member of `ResourceConfig`, because there are three ways to fill it: `InstanceType` with
`InstanceCount`, `InstanceGroups`, or `InstancePreferences`. AWS's Python SDK refuses a type without a count or the
reverse, none of the ways, and groups beside a type. What the service answers is not documented, so this is a warning.
The API also takes a count of 0, on which nothing can train; that such a job fails is inferred.

For a validation `InstanceType` with `InstanceCount: 1` will do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....facts.facts import TRAINING, Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import RESOURCES, entries, supported, usable

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = ("aws/sagemaker-python-sdk, job.py: refuses such a configuration (seen); that the service does is inferred",)
GOOD = (
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
          ResourceConfig:   # <- here
            VolumeSizeInGB: 10
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:   # <- here
            InstanceType: ml.m5.large
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceType: ml.m5.large   # <- here
            InstanceGroups: [{InstanceGroupName: a, InstanceType: ml.m5.large, InstanceCount: 1}]
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceType: ml.m5.large
            InstanceCount: 0   # <- here
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceGroups:
              - InstanceGroupName: a
                InstanceType: ml.m5.large
                InstanceCount: 0   # <- here
""",
)
_NAMES = ("InstanceType", "InstanceCount")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ResourceConfig that lacks a part, a type or count beside groups, and each count of 0."""
    for path, config in doc.at(RESOURCES):
        if isinstance(config, dict):
            yield from _ways(doc, facts, path, config)
            for location, holder in _counting(path, config):
                # False is 0, too, but no count.
                if type(holder.get("InstanceCount")) is int and holder["InstanceCount"] == 0:
                    message = "InstanceCount is 0: there is nothing to train on"
                    yield (*location, "InstanceCount"), message, "write InstanceCount: 1"


def _ways(doc: Document, facts: Facts, path: Path, config: dict[str, Any]) -> Iterator[Result]:
    if "InstancePreferences" in config:
        return
    missing = [name for name in _NAMES if name not in config]
    if config.get("InstanceGroups"):
        related = (((*path, "InstanceGroups"), "the groups"),)
        for name in (name for name in _NAMES if name in config):
            yield (*path, name), f"{name} stands beside InstanceGroups, which have their own", "remove it", related
    elif missing:
        offered = usable(doc, facts, TRAINING, supported(doc, TRAINING)) or ["ml.m5.xlarge"]
        values = {"InstanceType": offered[0], "InstanceCount": "1"}
        hint = f"add {' and '.join(f'{name}: {values[name]}' for name in missing)}"
        yield (*path, missing[0]), f"ResourceConfig has no {' and no '.join(missing)}", hint


def _counting(path: Path, config: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    if not config.get("InstanceGroups"):
        yield path, config
    for name in ("InstanceGroups", "InstancePreferences"):
        for index, entry in entries(config, name):
            yield (*path, name, index), entry
