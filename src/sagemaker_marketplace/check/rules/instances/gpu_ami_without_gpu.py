"""A machine image for GPUs should be used only with GPU types.

`TransformAmiVersion` sets the machine image for the instances of a batch transform job. The versions in the API
reference are for GPUs and differ in their NVIDIA driver. How a job behaves on a type without a GPU is not documented.

Remove the field to let SageMaker choose the driver, or validate on a GPU type.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import GPU, UNKNOWN, Facts
from ....manifest.document import Document
from .. import Result
from . import job_resources, suitable_types

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformResources.TransformAmiVersion lists the accelerator of each version (documented)",
    "that it does not work on a type without a GPU is inferred",
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
    """Yield each machine image with `gpu` in its name that is used with a type without a GPU."""
    for job in job_resources(doc):
        ami = job.config.get("TransformAmiVersion")
        other = [instance for instance in job.instances if facts.accelerator(instance.type) not in (GPU, UNKNOWN)]
        if isinstance(ami, str) and "gpu" in ami.lower().split("-") and other:
            gpus = [name for name in suitable_types(doc, facts, job, other[0]) if facts.accelerator(name) == GPU]
            hint = f"remove it, or validate on {gpus[0]}" if gpus else "remove it"
            message = f"the machine image is for GPUs, but {other[0].type} has no GPU"
            yield (*job.path, "TransformAmiVersion"), message, hint, ((other[0].path, "instance type"),)
