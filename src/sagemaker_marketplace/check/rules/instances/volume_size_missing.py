"""A training job on types without local storage says how large its volume is.

The API's reference tells to define `VolumeSizeInGB` for types that have no disks of their own, such as `ml.m5` or
`ml.c5`. Types with local NVMe disks need none. A volume of 0 GB is as good as none.

A few gigabytes more than the training data and the model together are enough.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import resources

SEVERITY = "error"
KINDS = ("Algorithm",)
# What disks a family has does not change, and a family newer than the record is passed over.
AGES = {"instance-families": 365}
SOURCES = (
    "service model: ResourceConfig.VolumeSizeInGB must be defined for types without instance storage (documented)",
    "EC2 DescribeInstanceTypes as recorded in moto 5.2.1, May 2026: types with local storage (seen)",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {ResourceConfig: {InstanceType: ml.m5.large, InstanceCount: 1, VolumeSizeInGB: 10}}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {ResourceConfig: {InstanceType: ml.g5.xlarge, InstanceCount: 1}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:   # <- here
            InstanceType: ml.m5.large
            InstanceCount: 1
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceType: ml.c5.xlarge
            VolumeSizeInGB: 0   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each training job with a type that needs a volume, and none given."""
    for path, config, instances in resources(doc):
        bare = [instance for instance in instances if facts.local_storage(instance.type) is False]
        if path[-1] == "ResourceConfig" and bare and config.get("VolumeSizeInGB") in (None, 0):
            message = f"{bare[0].type} has no local storage, so the job needs VolumeSizeInGB"
            verb = "write" if "VolumeSizeInGB" in config else "add"
            hint = f"{verb} VolumeSizeInGB: 10, or as much as data and model need"
            yield (*path, "VolumeSizeInGB"), message, hint, ((bare[0].path, "the type without local storage"),)
