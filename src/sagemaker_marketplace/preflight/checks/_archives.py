"""The beginning of a model archive: the first 64 KiB, unpacked as far as they go."""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from ...aws import s3
from ...aws.queries import NotFound, Queries
from ...manifest import fields
from ...manifest.document import Document
from . import _data

_READ = 64 * 1024
# Nothing may unpack to more than this, however well it was packed.
_MOST = 4 * 1024 * 1024
_GZIP_FORMAT = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class Archive:
    """What is to be a gzip compressed tar: whether it is, and its first members as (name, is a folder)."""

    data: fields.Data
    size: int
    is_gzip: bool
    is_tar: bool
    members: tuple[tuple[str, bool], ...]


def archives(doc: Document) -> Iterator[fields.Data]:
    """Yield each model artifact of which the manifest says that it is a compressed archive."""
    for data in fields.artifacts(doc):
        said = doc.get(".".join(map(str, (*data.path[:-1], "CompressionType"))))
        if data.kind != _data.PREFIX and (said == "Gzip" or (said is None and data.key.endswith(".tar.gz"))):
            yield data


def opened(account: Queries, data: fields.Data) -> Archive | None:
    """The beginning of an archive; None if it is not there. Raises what a question raises."""
    try:
        size = s3.object_size(account, data)
        begun = s3.first_bytes(account, data, data.key, _READ) if size else b""
    except NotFound:
        return None
    unpacked = _unpacked(begun)
    if unpacked is None:
        return Archive(data, size, False, False, ())
    return Archive(data, size, True, _is_tar(unpacked), tuple(_members(unpacked)))


def _unpacked(begun: bytes) -> bytes | None:
    """Unpack one gzip member after the other; None for what is no gzip file."""
    if not begun.startswith(_data.GZIP):
        return None
    unpacked = b""
    while begun.startswith(_data.GZIP) and len(unpacked) < _MOST:
        unpacking = zlib.decompressobj(_GZIP_FORMAT)
        try:
            unpacked += unpacking.decompress(begun, _MOST - len(unpacked))
        except zlib.error:
            return unpacked or None
        begun = unpacking.unused_data
    return unpacked


def _is_tar(unpacked: bytes) -> bool:
    """Whether the first block is a tar header, or the end of an archive with nothing in it."""
    try:
        tarfile.TarInfo.frombuf(unpacked[: tarfile.BLOCKSIZE], tarfile.ENCODING, "surrogateescape")
    except tarfile.HeaderError:
        return len(unpacked) >= tarfile.BLOCKSIZE and not any(unpacked[: tarfile.BLOCKSIZE])
    return True


def _members(unpacked: bytes) -> Iterator[tuple[str, bool]]:
    """Yield the members whose headers are there; what can't be read ends them."""
    try:
        with tarfile.open(fileobj=io.BytesIO(unpacked), mode="r:") as archive:
            for member in archive:
                yield member.name, member.isdir()
    except (tarfile.TarError, ValueError, ArithmeticError, LookupError, RecursionError):
        return
