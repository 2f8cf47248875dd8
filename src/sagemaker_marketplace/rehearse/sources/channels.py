"""Where the image and the channels of a training job come from: local ones first, otherwise ECR and S3.

Sources: SageMaker developer guide, your-algorithms-training-algo-running-container (paths below the prefix are kept),
and aws/sagemaker-python-sdk#3612 (a prefix that ends within a name keeps the whole name). The service model describes
S3Prefix, ManifestFile and AugmentedManifestFile, and says that the last is only for Pipe mode.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...aws.queries import Queries
from ...context import Workspace
from ...manifest import fields
from ...manifest.document import Document
from ...manifest.findings import USAGE
from ...manifest.paths import Path as ManifestPath
from ...manifest.paths import text
from ...manifest.rehearsal import IMAGE, MODEL, TRAINING_IMAGE, TRAINING_INPUT, Rehearsal, shares_image
from ...report.events import Event, Note
from ..engine.engine import Engine
from ..job import TransformJob, transform_jobs
from ..observations import Image
from ..training_job import Channel, TrainingJob
from . import images, inputs
from .images import ImageSource
from .remote import Part, Remote
from .sources import remote_parts

_AUGMENTED_MANIFEST_FILE = "AugmentedManifestFile"
# The longest name of a file on Linux, in bytes.
_MAX_NAME_BYTES = 255


@dataclass(frozen=True)
class ChannelFile:
    """A file of a channel: its name below the channel's folder, with slashes, and the file that has its content.

    The content is as it is in S3: compressed, if the channel has a CompressionType.
    """

    name: str
    path: Path


@dataclass(frozen=True)
class TrainingSources:
    """The sources of one training job. `account` is asked only for what is not local.

    Without credentials, the message names all parts of the validation profile that need them, and the fields of the
    block that replace them.
    """

    document: Document
    job: TrainingJob
    block: Rehearsal
    account: Queries

    def image(self, engine: Engine) -> Generator[Event, None, Image]:
        """Return the image: the block's, or TrainingImage, which is pulled from ECR unless the engine has it.

        If TrainingImage is also the image of the inference container, `rehearsal.image` replaces both. Raises Failure
        if the image can't be found.
        """
        local = self.block.training.image or (self.block.image if shares_image(self.document) else "")
        source = ImageSource(self.job.image_path, self.job.image, self._image_field, local)
        return (yield from images.find(engine, source, self.remote))

    @property
    def remote(self) -> Remote:
        """The account, and what of the validation profile comes from it."""
        return Remote(self.document, self.account, tuple(self._parts()))

    def _parts(self) -> Iterator[Part]:
        """Yield the parts that are not local: of the training job, and of the transform job that follows it."""
        is_shared = shares_image(self.document)
        if not (self.block.training.image or (is_shared and self.block.image)):
            what = "the image" if is_shared else "the training image"
            yield Part(self._image_field, f"{what} {self.job.image}")
        for channel in self.job.channels:
            if channel.name not in self.block.training.input:
                yield Part((*TRAINING_INPUT, channel.name), f"the channel {channel.name} ({channel.uri})")
        # The transform job has the trained model.
        for part in remote_parts(self._transform_job, self.block) if self._transform_job else ():
            if part.field not in (self._image_field, MODEL):
                yield part

    @property
    def _transform_job(self) -> TransformJob | None:
        profile = self.job.path[:-1]
        return next((each for each in transform_jobs(self.document) if each.path[:-1] == profile), None)

    @property
    def _image_field(self) -> ManifestPath:
        return IMAGE if shares_image(self.document) and not self.block.training.image else TRAINING_IMAGE


def channel_files(
    document: Document,
    job: TrainingJob,
    channel: Channel,
    block: Rehearsal,
    account: Queries,
    workspace: Workspace,
    folder: Path,
) -> Generator[Event, None, list[ChannelFile]]:
    """Return the files of a channel in S3's order: the block's, or those in S3, downloaded into an existing folder.

    Raises Failure without files, and, unless the channel is read in Pipe mode, for keys that can't be files of one
    folder.
    """
    local = block.training.input.get(channel.name, "")
    remote, field = TrainingSources(document, job, block, account).remote, (*TRAINING_INPUT, channel.name)
    if local:
        found = inputs.local_files(channel.data_type, local, workspace, document.file)
        if channel.data_type == _AUGMENTED_MANIFEST_FILE:
            words = f"channel {channel.name}: {local} is sent as it is: an AugmentedManifestFile can't be rehearsed"
            yield Note(document.file, words)
    else:
        found = yield from _remote_files(channel, remote, field, folder)
    problem = "" if channel.is_pipe else _problem([name for name, _ in found])
    if problem:
        path, hint = (field, "rename it") if local else (channel.uri_path, f"rename the object, or set {text(field)}")
        raise remote.failure(f"channel {channel.name}: {problem}", USAGE, hint, path)
    return [ChannelFile(name, path) for name, path in found]


def _remote_files(
    channel: Channel, remote: Remote, field: ManifestPath, folder: Path
) -> Generator[Event, None, list[tuple[str, Path]]]:
    """Download the objects of a channel; `field` is the field of the block that replaces them."""
    path = channel.uri_path
    if channel.data_type == _AUGMENTED_MANIFEST_FILE:
        message = f"channel {channel.name}: an AugmentedManifestFile can't be rehearsed"
        raise remote.failure(message, USAGE, f"set {text(field)} to a file with what the FIFO contains", path)
    data = next((one for one in fields.inputs(remote.document, fields.TRAINING) if one.path == path), None)
    if data is None:
        raise remote.failure(f"channel {channel.name} has no input in S3", USAGE, f"set {text(field)}", channel.path)
    return (yield from remote.input_files(data, field, folder, f"channel-{channel.path[-1]}"))


def _problem(names: Sequence[str]) -> str:
    """Return why objects can't be files of one folder; empty if they can. What AWS does then is not documented."""
    files: set[str] = set()
    folders: set[str] = set()
    for name in names:
        parts = [part for part in name.split("/") if part]
        for part in parts:
            if part in (".", "..") or len(part.encode(errors="surrogateescape")) > _MAX_NAME_BYTES:
                return f"{name!r} can't be the name of a file"
        files.add("/".join(parts))
        folders.update("/".join(parts[:count]) for count in range(1, len(parts)))
    both = sorted(files & folders)
    if both:
        return f"{both[0]!r} is both an object and the beginning of another"
    return "two objects have the same path" if len(files) < len(names) else ""
