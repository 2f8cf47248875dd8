"""The input and the model in S3: which objects they are, their sizes, and their download into a folder.

Each function raises what `Queries.query` raises, and Failure for what can't be rehearsed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ... import files
from ...aws import parallel, s3
from ...aws.queries import NotFound, Queries
from ...manifest.fields import Data
from ...manifest.findings import AWS_REFUSED, USAGE, Failure
from ...manifest.yaml_reader import MAX_BYTES
from .inputs import listed_keys

MANIFEST_FILE = "ManifestFile"
KIB = 1024
# A validation's input is a sample, and each rehearsal downloads it again, which AWS bills. The limits are ours.
MAX_INPUT_BYTES, MAX_INPUT_OBJECTS = 2 * KIB**3, 10_000
# The volume of a transform job, which the unpacked model must fit on, too. Source: SageMaker developer guide, batch
# transform storage.
MAX_MODEL_BYTES = 30 * 10**9
_MAX_PARALLEL = 8
_INPUT, _MODEL = "rehearsal.input", "rehearsal.model"


@dataclass(frozen=True)
class RemoteObject:
    """An object in S3 with its size in bytes; `name` is its key below the input's location.

    `field` is the field of the block that replaces it.
    """

    name: str
    data: Data
    size: int
    field: str = _INPUT


def input_objects(account: Queries, data: Data, field: str = _INPUT) -> list[RemoteObject]:
    """Return the objects of an input: those under a prefix without markers of folders, or those a ManifestFile lists.

    `field` is the field of the block that replaces the input. Raises Failure if there are none or too many, and for a
    broken ManifestFile.
    """
    listed = _listed if data.kind == MANIFEST_FILE else _under_prefix
    objects: list[RemoteObject] = []
    total = 0
    for each in listed(account, data, field):
        objects.append(each)
        total += each.size
        if total > MAX_INPUT_BYTES:
            message = f"the input is larger than {size_text(MAX_INPUT_BYTES)}, the maximum to download: {data.uri}"
            raise Failure(message, USAGE, _smaller(field))
        if len(objects) > MAX_INPUT_OBJECTS:
            raise _too_many(data, field)
    if not objects:
        raise Failure(f"no objects found under {data.uri}", AWS_REFUSED, f"upload the input, or set {field}")
    return objects


def model_object(account: Queries, data: Data) -> RemoteObject:
    """Return the archive of a model. Raises Failure if it does not exist or can't fit on a transform job's volume."""
    found = _described(account, data, data.key.rpartition("/")[2], _MODEL)
    if found.size > MAX_MODEL_BYTES:
        message = f"the model archive has {size_text(found.size)}, but a transform job's volume has 30 GB: {data.uri}"
        raise Failure(message, USAGE, "set rehearsal.model to a smaller local archive or folder")
    return found


def download(account: Queries, objects: list[RemoteObject], folder: Path, prefix: str) -> list[Path]:
    """Download objects into an existing folder; return their paths in the objects' order.

    The names of the files are a prefix and a number: a key of S3 is not always a file name.

    Raises Failure if the disk is too small.
    """
    needed, free = sum(each.size for each in objects), shutil.disk_usage(folder).free
    if needed > free:
        message = f"not enough disk space: {size_text(needed)} to download, {size_text(free)} free in {folder}"
        raise Failure(message, USAGE, "free some space, or set TMPDIR to a folder on a larger disk")
    paths = []
    for number, each in enumerate(objects):
        paths.append(folder / f"{prefix}-{number}")
        try:
            with files.create_binary(paths[-1]) as file:
                s3.download(account, each.data, each.size, file)
        except NotFound:
            raise _missing(each.data, each.field) from None
        except OSError as error:
            raise Failure(f"cannot write {paths[-1]}: {error.strerror}", USAGE, "free some disk space") from None
    return paths


def size_text(size: int) -> str:
    """Return a number of bytes in the largest unit that it has one of."""
    for unit, name in ((KIB**3, "GiB"), (KIB**2, "MiB"), (KIB, "KiB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"


def _under_prefix(account: Queries, data: Data, field: str) -> Iterator[RemoteObject]:
    """Yield the objects whose keys begin with the key of the data, which is not always a folder."""
    try:
        for each in s3.all_objects(account, data):
            if not each.key.endswith("/"):
                found = data._replace(uri=f"s3://{data.bucket}/{each.key}", key=each.key)
                yield RemoteObject(_below(data.key, each.key), found, each.size, field)
    except NotFound:
        raise Failure(f"bucket not found: {data.bucket}", AWS_REFUSED, f"fix its name, or set {field}") from None


def _below(prefix: str, key: str) -> str:
    """Return a key without the folders of its prefix; a prefix that ends within a name keeps the whole name."""
    rest = key[len(prefix) :]
    if prefix.endswith("/") or rest.startswith("/"):
        return rest.lstrip("/")
    return prefix.rpartition("/")[2] + rest


def _listed(account: Queries, data: Data, field: str) -> list[RemoteObject]:
    """Return the objects that a ManifestFile lists."""
    try:
        prefix, keys = listed_keys(data.uri, s3.first_bytes(account, data, data.key, MAX_BYTES + 1))
    except NotFound:
        raise _missing(data, field) from None
    bucket, _, folder = prefix.removeprefix("s3://").partition("/")
    if not bucket:
        raise Failure(f"{data.uri} is not a ManifestFile: its prefix has no bucket", USAGE, "use s3://BUCKET/PREFIX/")
    if len(keys) > MAX_INPUT_OBJECTS:
        raise _too_many(data, field)
    found = [(key, data._replace(uri=f"{prefix}{key}", bucket=bucket, key=f"{folder}{key}")) for key in keys]
    return parallel.map_in_order(lambda each: _described(account, each[1], each[0], field), found, _MAX_PARALLEL)


def _described(account: Queries, data: Data, name: str, field: str) -> RemoteObject:
    try:
        return RemoteObject(name, data, s3.object_size(account, data), field)
    except NotFound:
        raise _missing(data, field) from None


def _missing(data: Data, field: str) -> Failure:
    return Failure(f"object not found: {data.uri}", AWS_REFUSED, f"upload it, or set {field}")


def _too_many(data: Data, field: str) -> Failure:
    message = f"the input has more than {MAX_INPUT_OBJECTS:,} objects, the maximum to download: {data.uri}"
    return Failure(message, USAGE, _smaller(field))


def _smaller(field: str) -> str:
    return f"set {field} to a smaller local file or folder"
