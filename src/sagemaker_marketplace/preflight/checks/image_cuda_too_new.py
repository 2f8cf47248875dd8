"""An image for a batch transform on GPUs should be built for CUDA 12 or older.

The container uses the NVIDIA driver of the instance. Batch transform offers two, 470 and 535, and the newer one is for
CUDA 12.2. Programs for a newer major version need a newer driver. NVIDIA's base images name their version in the
variables `CUDA_VERSION` and `NVIDIA_REQUIRE_CUDA`. An image can have NVIDIA's compatibility package or use no GPU, and
the default driver is not documented, so this is a warning. Training images are not reported: their driver is not known.

Build the inference image on a base image for CUDA 12, or validate on a type without a GPU.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...facts.facts import GPU
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
LOCAL = "image"
SOURCES = (
    "service model, TransformAmiVersion: the drivers 470 and 535, the latter for CUDA 12.2 (documented)",
    "NVIDIA's base images on Docker Hub: CUDA_VERSION and NVIDIA_REQUIRE_CUDA (seen)",
    "that newer images fail is inferred",
)
_NEWEST = 12
_VARIABLES = {
    "CUDA_VERSION": re.compile(r"([0-9]{1,3})(?:\.|$)"),
    "NVIDIA_REQUIRE_CUDA": re.compile(r"cuda>=([0-9]{1,3})\b"),
}


def check(doc: Document, source: _images.Source) -> Iterator[Result]:
    """Yield each inference image for a newer CUDA, if a transform job of the validation runs on a GPU."""
    machines = [
        machine
        for machine in fields.instances(doc)
        if machine.use == fields.TRANSFORM and source.facts.accelerator(machine.type) == GPU
    ]
    if not machines:
        return
    for image, config in _images.configs(doc, source):
        for name, pattern in _VARIABLES.items():
            match = pattern.match(config.variables.get(name, ""))
            if image.path[1] == "InferenceSpecification" and match and int(match[1]) > _NEWEST:
                message = f"the image requires CUDA {match[1]} ({name}), but batch transform supports CUDA {_NEWEST}"
                hint = f"build it on a base image for CUDA {_NEWEST}, or validate on a type without a GPU"
                yield image.path, message, hint, ((machines[0].path, "the validation's type"),)
                break
