"""`VolumeSizeInGB` should not be set for instance types with local storage.

On types with local NVMe disks, such as `ml.g4dn` and `ml.g5`, SageMaker creates no volume. A job has the disks of the
type, whatever `VolumeSizeInGB` is.

Remove the field. If the data needs more space than the disks have, use a larger type.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import job_resources

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
    """Yield each volume size of a job that uses only types with local storage."""
    for path, config, instances in job_resources(doc):
        local = bool(instances) and all(facts.local_storage(instance.type) for instance in instances)
        if path[-1] == "ResourceConfig" and local and config.get("VolumeSizeInGB"):
            message = f"VolumeSizeInGB has no effect on {instances[0].type}, which has local storage of a fixed size"
            yield (*path, "VolumeSizeInGB"), message, "remove it, or use a larger type if the data needs more space"
