"""The volume of a training job should be larger than its image.

SageMaker's developers report that an image that does not fit on the volume of the training job can't be pulled: `Cannot
pull algorithm container`. The check compares `VolumeSizeInGB` with the compressed size of the image in ECR. The image
needs more space than that when it is unpacked, and so do the training data. Types with local storage have no such
volume and are not reported.

Increase `VolumeSizeInGB`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "warning"
KINDS = ("Algorithm",)
ACTIONS = ("ecr:DescribeImages",)
SOURCES = (
    "aws/sagemaker-python-sdk#57: the image is larger than the training's volume (seen)",
    "ECR API, ImageDetail: imageSizeInBytes is the compressed size (documented)",
    "that the image needs the same volume as the data in every job is inferred",
)
_GIB = 1024**3
_RESOURCES = "spec.ValidationSpecification.ValidationProfiles.*.TrainingJobDefinition.ResourceConfig"


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each volume that is smaller than the training image."""
    for image, detail in _images.details(doc, account):
        size = detail.get("imageSizeInBytes")
        if image.path[1] != "TrainingSpecification" or not isinstance(size, int):
            continue
        for path, resources in doc.at(_RESOURCES):
            volume = resources.get("VolumeSizeInGB") if isinstance(resources, dict) else None
            if isinstance(volume, int) and 0 < volume * _GIB < size and not _has_local_storage(account, resources):
                message = f"the volume has {volume} GB, but the training image has {size / _GIB:.1f} GiB compressed"
                hint = "increase VolumeSizeInGB to several times the size of the image"
                yield (*path, "VolumeSizeInGB"), message, hint, ((image.path, "the image"),)


def _has_local_storage(account: Queries, resources: dict[str, object]) -> bool:
    return account.facts.local_storage(str(resources.get("InstanceType"))) is True
