"""Where the image, the input and the model of a rehearsal come from: local ones first, otherwise ECR and S3."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...aws import access_denied, ecr
from ...aws.access_denied import Denial
from ...aws.errors import MISSING, RETRY, CredentialsError, CredentialsRejected
from ...aws.queries import NoAnswer, NotFound, PermissionMissing, Queries
from ...context import Workspace
from ...manifest import fields
from ...manifest import paths as manifest_paths
from ...manifest.document import Document
from ...manifest.findings import AWS_REFUSED, USAGE, Failure
from ...manifest.paths import Path as ManifestPath
from ...manifest.rehearsal import IMAGE, INPUT, MODEL, NO_MODEL, Rehearsal
from ...report.events import Event, Note
from ..engine.api import EngineError
from ..engine.engine import Engine
from ..job import TransformJob
from ..observations import Image
from . import downloads, inputs
from . import model as models
from .downloads import size_text
from .inputs import InputObject
from .model import Model


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
        if self.block.image:
            found = engine.find_image(self.block.image)
            if found:
                return found
            hint = f"build it first, such as docker build --tag {self.block.image} ., or remove rehearsal.image"
            raise self._failure(f"image not found on {engine.name}: {self.block.image}", USAGE, hint, IMAGE)
        remote = self._remote_image()
        name = _pull_name(remote) if remote else self.job.image
        found = engine.find_image(name)
        if found:
            yield Note(self.document.file, f"using the local image {name} ({_short(found.id)})")
            return found
        if not remote:
            hint = "pull it first, or set rehearsal.image to a local image"
            raise self._failure(f"image not found on {engine.name}: {name}", USAGE, hint, self._image_path)
        yield from self.pull(engine, remote, name)
        found = engine.find_image(name)
        if not found:
            message = f"image not found on {engine.name} after pulling it: {name}"
            raise self._failure(message, USAGE, "pull it first, or set rehearsal.image", self._image_path)
        return found

    def objects(self, workspace: Workspace, folder: Path) -> Generator[Event, None, list[InputObject]]:
        """Return the input objects: the block's, or those in S3, which are downloaded into an existing folder."""
        if self.block.input:
            return inputs.local_objects(self.job, self.block.input, workspace, self.document.file)
        path: ManifestPath = (*self.job.path, "TransformInput", "DataSource", "S3DataSource", "S3Uri")
        data = next((one for one in fields.inputs(self.document, fields.TRANSFORM) if one.job == self.job.path), None)
        if data is None:
            raise self._failure("the transform job has no input in S3", USAGE, "set rehearsal.input", path)
        with self._failures("rehearsal.input", data.path, (INPUT, MODEL)):
            found = downloads.input_objects(self.account, data)
            count = "1 object" if len(found) == 1 else f"{len(found):,} objects"
            size = size_text(sum(each.size for each in found))
            yield Note(self.document.file, f"downloading {count} from {data.uri} ({size})")
            local = downloads.download(self.account, found, folder, "input")
        gzip = self.job.compression == "Gzip"
        return [InputObject(each.name, path, gzip) for each, path in zip(found, local, strict=True)]

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
            raise self._failure(message, USAGE, hint, path)
        with self._failures("rehearsal.model", path, (MODEL,)):
            found = downloads.model_object(self.account, data)
            yield Note(self.document.file, f"downloading {data.uri} ({size_text(found.size)})")
            [archive] = downloads.download(self.account, [found], folder, "model")
        return models.archive_of(archive, data.uri, path)

    @property
    def _image_path(self) -> ManifestPath:
        return (*self.job.container_path, "Image")

    def _remote_image(self) -> fields.Image | None:
        """Return the image in ECR; None for one of another registry."""
        return next((image for image in fields.images(self.document) if image.uri == self.job.image), None)

    def pull(self, engine: Engine, image: fields.Image, name: str) -> Iterator[Event]:
        """Pull an image by a name with the login of its account's registry; its size is asked before, and shown."""
        with self._failures("rehearsal.image", image.path, (IMAGE, INPUT, MODEL)):
            login = ecr.log_in(self.account, image)
            try:
                size = int(ecr.describe_image(self.account, image).get("imageSizeInBytes") or 0)
            except NotFound:
                raise Failure(
                    f"image not found in ECR: {name}", AWS_REFUSED, "push it, or set rehearsal.image"
                ) from None
            except (PermissionMissing, NoAnswer):
                size = 0
        free = _free_bytes(engine)
        if free is not None and size > free:
            message = f"not enough disk space: the image has {size_text(size)} compressed, {size_text(free)} are free"
            raise self._failure(message, USAGE, "remove images that are not used, or use a larger disk", image.path)
        known = f"{size_text(size)} compressed" if size else "size unknown, needs ecr:DescribeImages"
        yield Note(self.document.file, f"pulling {name} ({known})")
        try:
            for _ in engine.pull(name, {"username": login.user, "password": login.password}):
                pass
        except EngineError as error:
            raise self._not_pulled(error, image) from None

    def _not_pulled(self, error: EngineError, image: fields.Image) -> Failure:
        """Return the failure for an engine that could not pull an image; its words can contain those of ECR."""
        denial = access_denied.parse(error.words)
        if denial:
            return self._denied(denial, "rehearsal.image", image.path)
        hint = "check that the engine can reach the registry and has free disk space, or set rehearsal.image"
        return self._failure(f"cannot pull {image.uri}: {error.words}", AWS_REFUSED, hint, image.path)

    def _denied(self, denial: Denial, field: str, path: ManifestPath) -> Failure:
        hint = f"{access_denied.fix_with_command(denial)}; or set {field}"
        return self._failure(f"missing permission {denial.action}", AWS_REFUSED, hint, path)

    @contextmanager
    def _failures(self, field: str, path: ManifestPath, parts: tuple[ManifestPath, ...]) -> Iterator[None]:
        """Translate the errors of a query into failures at a location of the manifest.

        `field` is the field of the block to set instead; `parts` are those that may need credentials from now on.
        """
        try:
            yield
        except CredentialsError as error:
            raise self._without_credentials(error, parts) from error
        except PermissionMissing as error:
            raise self._denied(error.denial, field, path) from None
        except NoAnswer as error:
            raise self._failure(f"could not reach AWS: {error.reason}", AWS_REFUSED, RETRY, path) from None
        except Failure as failure:
            if not failure.location:
                failure.location, failure.path = self.document.location(path), path
            raise

    def _without_credentials(self, error: CredentialsError, parts: tuple[ManifestPath, ...]) -> CredentialsError:
        """Return the failure for credentials that AWS does not accept, or none: once, for all parts that need them."""
        remote: dict[ManifestPath, str] = {
            IMAGE: "" if self.block.image else f"the image {self.job.image}",
            INPUT: "" if self.block.input else f"the input {self.job.input_uri}",
            MODEL: "" if self.block.model or not self.job.model_uri else f"the model {self.job.model_uri}",
        }
        needed = [part for part in parts if remote[part]]
        message = "no AWS credentials found" if error.problem == MISSING else error.message
        names = _joined([manifest_paths.text(part) for part in needed])
        hint = f"set {names} to use local ones; with credentials instead: {error.hint}"
        code = USAGE if error.problem == MISSING else error.exit_code
        return CredentialsRejected(
            f"{message}, needed for {_joined([remote[part] for part in needed])}", hint, "", code
        )

    def _failure(self, message: str, code: int, hint: str, path: ManifestPath) -> Failure:
        return Failure(message, code, hint, self.document.location(path), path)


def _pull_name(image: fields.Image) -> str:
    """Return the name to pull an image by: with the digest if the manifest has one."""
    return f"{image.uri.partition('/')[0]}/{image.repository}@{image.digest}" if image.digest else image.uri


def _free_bytes(engine: Engine) -> int | None:
    """Return the free space of the engine's disk; None if it is unknown, because the engine runs elsewhere."""
    return shutil.disk_usage("/").free if engine.own_image() else None


def _short(image_id: str) -> str:
    return image_id[: len("sha256:") + 12]


def _joined(words: list[str]) -> str:
    return " and ".join([*([", ".join(words[:-1])] if words[:-1] else []), *words[-1:]])
