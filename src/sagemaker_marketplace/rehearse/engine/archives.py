"""Tar archives that carry files into and out of containers, as streams: nothing is kept in memory or unpacked."""

from __future__ import annotations

import io
import posixpath
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, BinaryIO

from ...manifest.findings import USAGE, Failure

_BLOCK = tarfile.BLOCKSIZE
_CHUNK_BYTES = 262_144


def tar_of(files: Mapping[str, bytes | Path]) -> Iterator[bytes]:
    """Yield an archive of files by their names in the archive; a Path is read while the archive is sent.

    The files are readable for all and belong to root. A name that ends in a slash is that of a folder.
    """
    for name, source in files.items():
        entry = tarfile.TarInfo(name)
        if name.endswith("/"):
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            yield entry.tobuf(format=tarfile.PAX_FORMAT)
            continue
        entry.size = len(source) if isinstance(source, bytes) else source.stat().st_size
        entry.mode = 0o644
        yield entry.tobuf(format=tarfile.PAX_FORMAT)
        yield from [source] if isinstance(source, bytes) else _content(source, entry.size)
        yield bytes(-entry.size % _BLOCK)
    yield bytes(2 * _BLOCK)


def _content(source: Path, size: int) -> Iterator[bytes]:
    """The first `size` bytes of a file; zeros for what it lost since its size was read."""
    with source.open("rb") as file:
        while size and (chunk := file.read(min(size, _CHUNK_BYTES))):
            size -= len(chunk)
            yield chunk
    yield bytes(size)


def files_of(chunks: Iterable[bytes], max_bytes: int) -> Iterator[tuple[str, BinaryIO]]:
    """Yield name and content of each regular file of an archive; read the content before the next file.

    Links, devices and names that lead out of the archive are left out. Raises Failure if the archive is broken or has
    more than `max_bytes`.
    """
    for entry, content in entries_of(chunks, max_bytes):
        name = posixpath.normpath(entry.name)
        if content and not name.startswith(("/", "..")):
            yield name, content


def entries_of(chunks: Iterable[bytes], max_bytes: int) -> Iterator[tuple[tarfile.TarInfo, BinaryIO | None]]:
    """Yield each entry of an archive, with the content of a regular file; read it before the next.

    Raises Failure if the archive is broken or has more than `max_bytes`.
    """
    try:
        with tarfile.open(fileobj=_Reader(chunks, max_bytes), mode="r|", errorlevel=0) as archive:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isreg() else None
                yield entry, io.BufferedReader(_Content(content)) if content else None
    except tarfile.TarError as error:
        raise _broken(error) from None


def _broken(error: tarfile.TarError) -> Failure:
    return Failure(f"container engine: broken archive: {error}", USAGE, "check that the engine is running, then rerun")


class _Content(io.RawIOBase):
    """A file of an archive; an archive that ends in it is a Failure for its reader."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        target = memoryview(buffer)  # type: ignore[arg-type]  # RawIOBase's parameter is a writable buffer
        try:
            data = self._file.read(len(target))
        except tarfile.TarError as error:
            raise _broken(error) from None
        target[: len(data)] = data
        return len(data)


class _Reader(io.RawIOBase):
    """A file over chunks of bytes; refuses to read more than a number of bytes."""

    def __init__(self, chunks: Iterable[bytes], max_bytes: int) -> None:
        self._chunks = iter(chunks)
        self._left = max_bytes
        self._pending = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer with what the next chunk has; 0 at the end."""
        target = memoryview(buffer)  # type: ignore[arg-type]  # RawIOBase's parameter is a writable buffer
        while not self._pending:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left -= len(chunk)
            if self._left < 0:
                raise Failure("files in the container are too large to copy", USAGE, "write smaller answers")
            self._pending = memoryview(chunk)
        count = min(len(target), len(self._pending))
        target[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count
