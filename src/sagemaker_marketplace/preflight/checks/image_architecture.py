"""Every image must be built for linux/amd64.

No instance type for training or batch transform has an ARM processor, and all run Linux. A container of another
platform ends immediately (`exec format error`). The usual cause is a build on a laptop with an Apple processor.

Build with `--platform linux/amd64`, push, and release the new image. Additional inference specifications are not
checked: no source says that the validation runs them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from . import Result, _images

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
LOCAL = "image"
SOURCES = (
    "service model: no Graviton type in TransformInstanceType or TrainingInstanceType (documented)",
    "OCI image specification, config: os and architecture (documented)",
)
_NEEDED = "linux/amd64"
_UNTRIED = "AdditionalInferenceSpecifications"


def check(doc: Document, source: _images.Source) -> Iterator[Result]:
    """Yield each image that the validation runs and whose config names another platform."""
    for image, config in _images.configs(doc, source):
        if config.platform != _NEEDED and image.path[1] != _UNTRIED:
            message = (
                f"the image is built for {_images.short(config.platform)}, but the validation's machines are {_NEEDED}"
            )
            yield image.path, message, f"build it with docker build --platform {_NEEDED} and push it again"
