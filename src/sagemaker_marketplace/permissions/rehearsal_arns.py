"""The ARNs of what a rehearsal needs from AWS: what the block `rehearsal` of the manifest does not replace."""

from __future__ import annotations

from ..manifest import fields, rehearsal
from ..manifest.fields import Data
from .resource_arns import ManifestArns

_IMAGE = "spec.InferenceSpecification.Containers.0.Image"
_MODEL = ("spec", "InferenceSpecification", "Containers", 0, "ModelDataUrl")


class RehearsalArns:
    """The image, the model and the inputs of a manifest's transform jobs, without those that are local."""

    def __init__(self, arns: ManifestArns) -> None:
        """`arns` are those of the manifest."""
        self._arns = arns
        self._block = rehearsal.read(arns.document)
        self._is_rehearsed = "Transform" in arns.jobs()

    def images(self) -> list[str]:
        """Return the repository of the image; empty if the block has an image."""
        if self._block.image or not self._is_rehearsed:
            return []
        list(self._arns.images())  # raises Failure for an image with an unknown variable
        uri = self._arns.document.get(_IMAGE)
        return [self._arns.repository(image) for image in fields.images(self._arns.document) if image.uri == uri]

    def objects(self) -> list[str]:
        """Return the objects of the model and of the inputs; a file that lists objects stands for its whole bucket."""
        return [self._arns.objects_of(data, listed=True) for data in (*self._model(), *self._inputs())]

    def buckets(self) -> list[str]:
        """Return the buckets: prefixes are listed, and S3 answers that an object is missing only to who can list."""
        return [self._arns.bucket(data) for data in (*self._model(), *self._inputs())]

    def _model(self) -> list[Data]:
        if self._block.model or not self._is_rehearsed:
            return []
        return [data for data in self._arns.read() if data.path == _MODEL]

    def _inputs(self) -> list[Data]:
        if self._block.input:
            return []
        jobs = {data.job for data in fields.inputs(self._arns.document, fields.TRANSFORM)}
        return [data for data in self._arns.read() if data.job in jobs]
