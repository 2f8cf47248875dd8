"""`VolumeSizeInGB` must be set for training on instance types without local storage.

According to the API reference, `VolumeSizeInGB` must be defined for types without local disks, such as `ml.m5` and
`ml.c5`. Types with local NVMe disks do not need it. A value of 0 counts as missing.

A few gigabytes more than the training data and the model together are enough.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import job_resources

SEVERITY = "error"
KINDS = ("Algorithm",)
# The disks of a family do not change, and families newer than the record are skipped.
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
    """Yield each training job without a volume size that uses a type without local storage."""
    for path, config, instances in job_resources(doc):
        without_storage = [instance for instance in instances if facts.local_storage(instance.type) is False]
        if path[-1] == "ResourceConfig" and without_storage and config.get("VolumeSizeInGB") in (None, 0):
            message = f"{without_storage[0].type} has no local storage, so VolumeSizeInGB is required"
            verb = "use" if "VolumeSizeInGB" in config else "add"
            hint = f"{verb} VolumeSizeInGB: 10, or as much as the data and the model need"
            related = ((without_storage[0].path, "instance type without local storage"),)
            yield (*path, "VolumeSizeInGB"), message, hint, related
