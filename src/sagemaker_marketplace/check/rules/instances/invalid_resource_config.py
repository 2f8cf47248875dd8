"""A training job's `ResourceConfig` should set instance type and count in exactly one way.

The API requires no field of `ResourceConfig`, because there are three alternatives: `InstanceType` with
`InstanceCount`, `InstanceGroups`, or `InstancePreferences`. AWS's Python SDK rejects a type without a count, a count
without a type, none of the alternatives, and groups combined with a type. The service's behavior is not documented. The
API also accepts a count of 0; that such a job fails is an inference.

For a validation, `InstanceType` with `InstanceCount: 1` is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....facts.facts import TRAINING, Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import RESOURCES, objects_in, supported_types, usable_types

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "aws/sagemaker-python-sdk, job.py: rejects such a configuration (seen); that the service also does is inferred",
)
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
_FIELDS = ("InstanceType", "InstanceCount")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each missing type or count, each one that is combined with groups, and each count of 0."""
    for path, config in doc.at(RESOURCES):
        if isinstance(config, dict):
            yield from _type_and_count(doc, facts, path, config)
            for location, config_or_entry in _objects_with_count(path, config):
                # False equals 0 but is not a count.
                if type(config_or_entry.get("InstanceCount")) is int and config_or_entry["InstanceCount"] == 0:
                    message = "InstanceCount must be at least 1, not 0"
                    yield (*location, "InstanceCount"), message, "use InstanceCount: 1"


def _type_and_count(doc: Document, facts: Facts, path: Path, config: dict[str, Any]) -> Iterator[Result]:
    if "InstancePreferences" in config:
        return
    missing = [name for name in _FIELDS if name not in config]
    if config.get("InstanceGroups"):
        related = (((*path, "InstanceGroups"), "InstanceGroups"),)
        for name in (name for name in _FIELDS if name in config):
            yield (*path, name), f"{name} and InstanceGroups are mutually exclusive", f"remove {name}", related
    elif missing:
        suggested = usable_types(doc, facts, TRAINING, supported_types(doc, TRAINING)) or ["ml.m5.xlarge"]
        values = {"InstanceType": suggested[0], "InstanceCount": "1"}
        hint = f"add {' and '.join(f'{name}: {values[name]}' for name in missing)}"
        yield (*path, missing[0]), f"ResourceConfig has no {' and no '.join(missing)}", hint


def _objects_with_count(path: Path, config: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    if not config.get("InstanceGroups"):
        yield path, config
    for name in ("InstanceGroups", "InstancePreferences"):
        for index, entry in objects_in(config, name):
            yield (*path, name, index), entry
