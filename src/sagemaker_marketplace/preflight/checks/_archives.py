"""The beginning of a model archive: the first 64 KiB, unpacked."""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Callable, Iterator

from ...aws import s3
from ...aws.queries import NotFound, Queries
from ...manifest import fields
from ...manifest.document import Document
from .. import model_archives
from ..model_archives import Archive, Entry, LocalArchive
from . import Result, _data

# Where model archives come from.
Source = Queries | LocalArchive

_READ = 64 * 1024
# The maximum size after decompression, whatever the compression.
_MAX_BYTES = 4 * 1024 * 1024
_GZIP_FORMAT = 16 + zlib.MAX_WBITS


def check_each(doc: Document, source: Source, check: Callable[[Archive], Iterator[Result]]) -> Iterator[Result]:
    """Yield the findings on each model archive; after the last, raise the first error of a query, if any."""
    if isinstance(source, LocalArchive):
        return check(source.archive)

    def check_one(data: fields.Data) -> Iterator[Result]:
        archive = read_archive(source, data)
        if archive:
            yield from check(archive)

    return _data.check_each(archives(doc), check_one)


def archives(doc: Document) -> Iterator[fields.Data]:
    """Yield each model artifact that should be a compressed archive, by the manifest."""
    for data in fields.artifacts(doc):
        compression = doc.get(".".join(map(str, (*data.path[:-1], "CompressionType"))))
        if data.kind != _data.PREFIX and (
            compression == "Gzip" or (compression is None and data.key.endswith(".tar.gz"))
        ):
            yield data


def read_archive(account: Queries, data: fields.Data) -> Archive | None:
    """Return the beginning of an archive; None if it does not exist. Raises what `Queries.query` raises."""
    try:
        size = s3.object_size(account, data)
        begun = s3.first_bytes(account, data, data.key, _READ) if size else b""
    except NotFound:
        return None
    unpacked = _decompress(begun)
    if unpacked is None:
        return Archive(data.path, data.uri, size, False, False)
    return Archive(data.path, data.uri, size, True, _is_tar(unpacked), tuple(_entries(unpacked)))


def _decompress(begun: bytes) -> bytes | None:
    """Decompress the parts of a gzip file, which can have several; None if it is not a gzip file."""
    if not begun.startswith(_data.GZIP):
        return None
    unpacked = b""
    while begun.startswith(_data.GZIP) and len(unpacked) < _MAX_BYTES:
        unpacking = zlib.decompressobj(_GZIP_FORMAT)
        try:
            unpacked += unpacking.decompress(begun, _MAX_BYTES - len(unpacked))
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


def _entries(unpacked: bytes) -> Iterator[Entry]:
    """Yield the entries whose headers are complete, up to the first that can't be read."""
    try:
        with tarfile.open(fileobj=io.BytesIO(unpacked), mode="r:") as archive:
            for entry in archive:
                yield Entry(entry.name, model_archives.kind(entry))
    except model_archives.TAR_ERRORS:
        return
