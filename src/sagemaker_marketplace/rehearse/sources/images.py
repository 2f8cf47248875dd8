"""The image of a container: one of the engine, or that of the manifest, which is pulled from Amazon ECR."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

from ...aws import access_denied, ecr
from ...aws.queries import NoAnswer, NotFound, PermissionMissing
from ...manifest import fields
from ...manifest import paths as manifest_paths
from ...manifest.findings import AWS_REFUSED, USAGE, Failure
from ...manifest.paths import Path as ManifestPath
from ...report.events import Event, Note
from ..engine.api import EngineError
from ..engine.engine import Engine
from ..observations import Image
from .downloads import size_text
from .remote import Remote


@dataclass(frozen=True)
class ImageSource:
    """An image: the field of the manifest and its value, and the field of the block, which names a local one or none.

    `local` is empty if the block does not name an image.
    """

    path: ManifestPath
    uri: str
    field: ManifestPath
    local: str


def find(engine: Engine, source: ImageSource, remote: Remote) -> Generator[Event, None, Image]:
    """Return the image: the block's, or the manifest's, which is pulled from ECR unless the engine has it.

    Raises Failure if it can't be found.
    """
    field = manifest_paths.text(source.field)
    if source.local:
        found = engine.find_image(source.local)
        if found:
            return found
        hint = f"build it first, such as docker build --tag {source.local} ., or remove {field}"
        raise remote.failure(f"image not found on {engine.name}: {source.local}", USAGE, hint, source.field)
    in_ecr = fields.image_at(remote.document, source.path)
    name = _pull_name(in_ecr) if in_ecr else source.uri
    found = engine.find_image(name)
    if not found and in_ecr and in_ecr.digest:
        # Docker's containerd image store: the ID of an image that was not pulled is its digest.
        by_id = engine.find_image(in_ecr.digest)
        found = replace(by_id, name=name) if by_id else None
    if found:
        yield Note(remote.document.file, f"using the local image {name} ({short_digest(found.id)})")
        return found
    if not in_ecr:
        hint = f"pull it first, or set {field} to a local image"
        raise remote.failure(f"image not found on {engine.name}: {name}", USAGE, hint, source.path)
    yield from pull(engine, in_ecr, name, source.field, remote)
    found = engine.find_image(name)
    if not found:
        message = f"image not found on {engine.name} after pulling it: {name}"
        raise remote.failure(message, USAGE, f"pull it first, or set {field}", source.path)
    return found


def pull(engine: Engine, image: fields.Image, name: str, field: ManifestPath, remote: Remote) -> Iterator[Event]:
    """Pull an image by a name with the login of its account's registry; its size is asked before, and shown."""
    with remote.failures(field, image.path):
        login = ecr.log_in(remote.account, image)
        try:
            size = int(ecr.describe_image(remote.account, image).get("imageSizeInBytes") or 0)
        except NotFound:
            hint = f"push it, or set {manifest_paths.text(field)}"
            raise Failure(f"image not found in ECR: {name}", AWS_REFUSED, hint) from None
        except (PermissionMissing, NoAnswer):
            size = 0
    free = _free_bytes(engine)
    if free is not None and size > free:
        message = f"not enough disk space: the image has {size_text(size)} compressed, {size_text(free)} are free"
        raise remote.failure(message, USAGE, "remove images that are not used, or use a larger disk", image.path)
    known = f"{size_text(size)} compressed" if size else "size unknown, needs ecr:DescribeImages"
    yield Note(remote.document.file, f"pulling {name} ({known})")
    try:
        for _ in engine.pull(name, {"username": login.user, "password": login.password}):
            pass
    except EngineError as error:
        raise _not_pulled(error, image, field, remote) from None


def _not_pulled(error: EngineError, image: fields.Image, field: ManifestPath, remote: Remote) -> Failure:
    """Return the failure for an engine that could not pull an image; its words can contain those of ECR."""
    denial = access_denied.parse(error.words)
    if denial:
        return remote.denied(denial, field, image.path)
    instead = manifest_paths.text(field)
    hint = f"check that the engine can reach the registry and has free disk space, or set {instead}"
    return remote.failure(f"cannot pull {image.uri}: {error.words}", AWS_REFUSED, hint, image.path)


def _pull_name(image: fields.Image) -> str:
    """Return the name to pull an image by: with the digest if the manifest has one."""
    return f"{image.uri.partition('/')[0]}/{image.repository}@{image.digest}" if image.digest else image.uri


def _free_bytes(engine: Engine) -> int | None:
    """Return the free space of the engine's disk; None if it is unknown, because the engine runs elsewhere."""
    return shutil.disk_usage("/").free if engine.own_image() else None


def short_digest(digest: str) -> str:
    """Return the beginning of a digest or an ID, as long as an engine shows it."""
    return digest[: len("sha256:") + 12]
