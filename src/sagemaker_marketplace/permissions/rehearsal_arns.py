"""The ARNs of what a rehearsal needs from AWS: what the block `rehearsal` of the manifest does not replace."""

from __future__ import annotations

from collections.abc import Iterator

from ..manifest import fields, paths, rehearsal, rehearsal_fields
from ..manifest.fields import Data
from ..manifest.paths import Path
from .resource_arns import ManifestArns

_IMAGE: Path = ("spec", "InferenceSpecification", "Containers", 0, "Image")
_TRAINING_IMAGE: Path = ("spec", "TrainingSpecification", "TrainingImage")
_MODEL: Path = ("spec", "InferenceSpecification", "Containers", 0, "ModelDataUrl")
# Only its content can be rehearsed, from a local file.
_AUGMENTED = "AugmentedManifestFile"


class RehearsalArns:
    """The images, the model and the inputs of a manifest's validation jobs, without those that are local."""

    def __init__(self, arns: ManifestArns, pins_images: bool = False) -> None:
        """`arns` are those of the manifest; `pins_images` is whether the images are those of a create request."""
        self._arns, self._pins_images = arns, pins_images
        self._block = rehearsal.read(arns.document)
        self._is_trained, self._is_transformed = (job in arns.jobs() for job in ("Training", "Transform"))

    def images(self) -> list[str]:
        """Return the repositories of the images that the block does not replace."""
        used = [path for path in self._image_fields() if self._pins_images or not self._is_local(path)]
        if used:
            list(self._arns.images())  # raises Failure for an image with an unknown variable
        found = [fields.image_at(self._arns.document, path) for path in used]
        return list(dict.fromkeys(self._arns.repository(image) for image in found if image))

    def objects(self) -> list[str]:
        """Return the objects of the model and of the inputs; a file that lists objects stands for its whole bucket."""
        return [self._arns.objects_of(data, listed=True) for data in (*self._model(), *self._inputs())]

    def buckets(self) -> list[str]:
        """Return the buckets: prefixes are listed, and S3 answers that an object is missing only to who can list."""
        return [self._arns.bucket(data) for data in (*self._model(), *self._inputs())]

    def _image_fields(self) -> Iterator[Path]:
        if self._is_trained:
            yield _TRAINING_IMAGE
        if self._is_transformed:
            yield _IMAGE

    def _is_local(self, path: Path) -> bool:
        return rehearsal_fields.local_path(self._arns.document, path) != path

    def _model(self) -> list[Data]:
        """Return the model; a transform job after a training job has the model of that job."""
        if self._block.model or self._is_trained or not self._is_transformed:
            return []
        return [data for data in self._arns.read() if data.path == _MODEL]

    def _inputs(self) -> list[Data]:
        return [data for data in self._arns.read() if data.job and not self._is_replaced(data)]

    def _is_replaced(self, data: Data) -> bool:
        """Whether an input of a job is local, or can't be rehearsed."""
        in_list = data.path[: len(data.job) + 2]  # the path of a channel of InputDataConfig
        channel = next(paths.matches(self._arns.document.data, (*in_list, "ChannelName")), None)
        if channel is None:
            return bool(self._block.input)
        return data.kind == _AUGMENTED or channel[1] in self._block.training.input
