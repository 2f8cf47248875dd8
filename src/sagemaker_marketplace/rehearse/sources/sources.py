"""Where the image, the input and the model of a transform job come from: local ones first, otherwise ECR and S3."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from ...aws.queries import Queries
from ...context import Workspace
from ...manifest import fields
from ...manifest.document import Document
from ...manifest.findings import USAGE
from ...manifest.paths import Path as ManifestPath
from ...manifest.rehearsal import IMAGE, INPUT, MODEL, NO_MODEL, Rehearsal
from ...report.events import Event, Note
from ..engine.engine import Engine
from ..job import TransformJob
from ..observations import Image
from . import downloads, images, inputs
from . import model as models
from .inputs import InputObject
from .model import Model
from .remote import Part, Remote


@dataclass(frozen=True)
class Sources:
    """The sources of one transform job. `account` is asked only for what is not local.

    Each method raises Failure if its part can't be found; without credentials, the message names all parts that need
    them and the fields of the block that replace them.
    """

    document: Document
    job: TransformJob
    block: Rehearsal
    account: Queries

    def image(self, engine: Engine) -> Generator[Event, None, Image]:
        """Return the image: the block's, or the manifest's, which is pulled from ECR unless the engine has it."""
        source = images.ImageSource(self.job.image_path, self.job.image, IMAGE, self.block.image)
        return (yield from images.find(engine, source, self.remote))

    def objects(self, workspace: Workspace, folder: Path) -> Generator[Event, None, list[InputObject]]:
        """Return the input objects: the block's, or those in S3, which are downloaded into an existing folder."""
        if self.block.input:
            return inputs.local_objects(self.job, self.block.input, workspace, self.document.file)
        data = next((one for one in fields.inputs(self.document, fields.TRANSFORM) if one.job == self.job.path), None)
        if data is None:
            message = "the transform job has no input in S3"
            raise self.remote.failure(message, USAGE, "set rehearsal.input", self.job.input_path)
        found = yield from self.remote.input_files(data, INPUT, folder, "input")
        return [InputObject(name, path, self.job.compression == "Gzip") for name, path in found]

    def model(self, workspace: Workspace, folder: Path) -> Generator[Event, None, Model | None]:
        """Return the model: the block's, or that in S3, which is downloaded into an existing folder; None without."""
        if self.block.model == NO_MODEL or not (self.block.model or self.job.model_uri):
            return None
        if self.block.model:
            local = workspace.data_path(self.block.model, self.document.file)
            return models.archive_of(local, self.block.model, MODEL)
        path: ManifestPath = (*self.job.container_path, "ModelDataUrl")
        data = next((one for one in fields.artifacts(self.document) if one.path == path), None)
        if data is None:
            message, hint = f"not an S3 URI: {self.job.model_uri}", "correct ModelDataUrl, or set rehearsal.model"
            raise self.remote.failure(message, USAGE, hint, path)
        with self.remote.failures(MODEL, path):
            found = downloads.model_object(self.account, data)
            yield Note(self.document.file, f"downloading {data.uri} ({downloads.size_text(found.size)})")
            [archive] = downloads.download(self.account, [found], folder, "model")
        return models.archive_of(archive, data.uri, path)

    @property
    def remote(self) -> Remote:
        """The account, and what of the job comes from it."""
        return Remote(self.document, self.account, tuple(remote_parts(self.job, self.block)))


def remote_parts(job: TransformJob, block: Rehearsal) -> Iterator[Part]:
    """Yield the parts of a transform job that are not local."""
    if not block.image:
        yield Part(IMAGE, f"the image {job.image}")
    if not block.input:
        yield Part(INPUT, f"the input {job.input_uri}")
    if job.model_uri and not block.model:
        yield Part(MODEL, f"the model {job.model_uri}")
