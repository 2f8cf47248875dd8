"""The size of a volume has no meaning for instance types with storage of their own.

On types with local NVMe disks, such as `ml.g4dn` or `ml.g5`, SageMaker creates no volume: a job has the disks there
are, whatever `VolumeSizeInGB` says.

Nothing has to be done. If the data needs more room than the disks have, take a larger type.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import resources

SEVERITY = "info"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: ResourceConfig.VolumeSizeInGB, storage is fixed on types with NVMe (documented)",
    "EC2 DescribeInstanceTypes as recorded in moto 5.2.1, May 2026: types with local storage (seen)",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {ResourceConfig: {InstanceType: ml.m5.large, InstanceCount: 1, VolumeSizeInGB: 10}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceType: ml.g5.xlarge
            VolumeSizeInGB: 100   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each size given for nothing but types with local storage."""
    for path, config, instances in resources(doc):
        local = bool(instances) and all(facts.local_storage(instance.type) for instance in instances)
        if path[-1] == "ResourceConfig" and local and config.get("VolumeSizeInGB"):
            message = f"{instances[0].type} has local storage of a fixed size, VolumeSizeInGB changes nothing"
            yield (*path, "VolumeSizeInGB"), message, "remove it, or take a larger type if the data needs the room"
