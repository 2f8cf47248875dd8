"""`VolumeKmsKeyId` must not be set for instance types with local storage.

Types such as `ml.g4dn`, `ml.g5` and `ml.m5d` have local NVMe disks, which their hardware encrypts. According to the API
reference, `VolumeKmsKeyId` can't be requested with these types.

Remove the field; the disks are encrypted anyway. If you need your own key, validate on a type without local storage.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import job_resources

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
# The disks of a family do not change, and families newer than the record are skipped.
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
    """Yield each key of a job that uses a type with local storage."""
    for path, config, instances in job_resources(doc):
        local = [instance for instance in instances if facts.local_storage(instance.type)]
        if local and config.get("VolumeKmsKeyId"):
            message = f"VolumeKmsKeyId can't be used with {local[0].type}, which has local storage"
            hint = "remove it, because the hardware encrypts local storage"
            yield (*path, "VolumeKmsKeyId"), message, hint, ((local[0].path, "instance type with local storage"),)
