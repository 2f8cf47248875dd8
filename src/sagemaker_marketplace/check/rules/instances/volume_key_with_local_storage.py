"""A volume key can't be given for an instance type with storage of its own.

Types such as `ml.g4dn`, `ml.g5` or `ml.m5d` have local NVMe disks that their hardware encrypts. The API's reference
says that `VolumeKmsKeyId` can't be requested with one of them.

Leave the key out; the disks are encrypted all the same. If the key is a must, validate on a type without local storage.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import resources

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
# What disks a family has does not change, and a family newer than the record is passed over.
AGES = {"instance-families": 365}
SOURCES = (
    "service model: VolumeKmsKeyId of TransformResources and ResourceConfig (documented)",
    "EC2 DescribeInstanceTypes as recorded in moto 5.2.1, May 2026: types with local storage (seen)",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformResources: {InstanceType: ml.m5.large, InstanceCount: 1, VolumeKmsKeyId: alias/validation}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformResources: {InstanceType: ml.g5.xlarge, InstanceCount: 1, VolumeKmsKeyId: ''}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstancePreferences: [{InstanceType: ml.m5.large}, {InstanceType: ml.m5d.large}]
            VolumeKmsKeyId: alias/validation   # <- here
        TransformJobDefinition:
          TransformResources:
            InstanceType: ml.g4dn.xlarge
            VolumeKmsKeyId: alias/validation   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each key of a job that names a type with local storage."""
    for path, config, instances in resources(doc):
        local = [instance for instance in instances if facts.local_storage(instance.type)]
        if local and config.get("VolumeKmsKeyId"):
            message = f"{local[0].type} has local storage, so VolumeKmsKeyId can't be requested"
            hint = "remove it: local storage is encrypted by the hardware"
            yield (*path, "VolumeKmsKeyId"), message, hint, ((local[0].path, "the type with local storage"),)
