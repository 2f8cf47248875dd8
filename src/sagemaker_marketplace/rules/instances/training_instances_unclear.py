"""A training job says on what, and on how many instances, it runs.

The API requires no member of `ResourceConfig`, because there are three ways to fill it: `InstanceType` with
`InstanceCount`, `InstanceGroups`, or `InstancePreferences`. AWS's Python SDK refuses a type without a count or the
reverse, none of the ways, and groups beside a type. What the service answers is not documented, so this is a warning.

For a validation `InstanceType` with `InstanceCount: 1` will do.
"""

from __future__ import annotations

from . import RESOURCES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

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
)


_VALUES = {"InstanceType": "ml.m5.xlarge", "InstanceCount": "1"}


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ResourceConfig that lacks a part, and a type or count beside groups."""
    for path, config in doc.at(RESOURCES):
        if not isinstance(config, dict) or "InstancePreferences" in config:
            continue
        missing = [name for name in _VALUES if name not in config]
        if "InstanceGroups" in config:
            related = (((*path, "InstanceGroups"), "the groups"),)
            for name in (name for name in _VALUES if name in config):
                yield (*path, name), f"{name} stands beside InstanceGroups, which have their own", "remove it", related
        elif missing:
            hint = f"add {' and '.join(f'{name}: {_VALUES[name]}' for name in missing)}"
            yield (*path, missing[0]), f"ResourceConfig has no {' and no '.join(missing)}", hint
