"""A machine image for GPUs is of no use on a type without one.

`TransformAmiVersion` chooses the machine image a batch transform's instances start from. The versions the API's
reference names are for GPUs and differ in their NVIDIA driver. What becomes of a job on a type without a GPU is not
documented: so this is a warning.

Leave the member out, and SageMaker chooses the driver. Or validate on a type with a GPU.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import GPU, UNKNOWN, Facts
from ....manifest.document import Document
from .. import Result
from . import offered, resources

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformResources.TransformAmiVersion names the accelerator of each version (documented)",
    "that a job on a type without a GPU can't use one is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformResources:
            InstanceType: ml.g5.xlarge
            TransformAmiVersion: al2-ami-sagemaker-batch-gpu-535
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition: {TransformResources: {InstanceType: ml.m5.large}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformResources:
            InstanceType: ml.m5.large
            TransformAmiVersion: al2-ami-sagemaker-batch-gpu-535   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each machine image with `gpu` in its name for a type without a GPU."""
    for job in resources(doc):
        ami = job.config.get("TransformAmiVersion")
        other = [instance for instance in job.instances if facts.accelerator(instance.type) not in (GPU, UNKNOWN)]
        if isinstance(ami, str) and "gpu" in ami.lower().split("-") and other:
            gpus = [name for name in offered(doc, facts, job, other[0]) if facts.accelerator(name) == GPU]
            hint = f"remove it, or validate on {gpus[0]}" if gpus else "remove it"
            message = f"the machine image is for GPUs, {other[0].type} has none"
            yield (*job.path, "TransformAmiVersion"), message, hint, ((other[0].path, "the type"),)
