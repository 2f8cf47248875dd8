"""The model of a container: a .tar.gz archive or a folder, and the tar that is unpacked into /opt/ml/model.

Sources: SageMaker developer guide, your-algorithms-inference-code (the archive is unpacked into /opt/ml/model) and
deploy-model-troubleshoot (a symbolic link in it makes the creation of the model fail), batch-transform-storage (the
volume has 30 GB). A folder is what `tar -czf model.tar.gz -C FOLDER .` packs.
"""

from __future__ import annotations

import gzip
import io
import os
import posixpath
import stat
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from ... import files
from ...manifest.findings import USAGE, Failure
from ...preflight import model_archives as archives
from ...preflight.model_archives import Archive, Entry, LocalArchive
from ..observations import ModelProblem
from .model_problems import entry_problems, format_problems

MAX_BYTES = 30 * 1024**3
# As many as `local_data` accepts of a folder.
MAX_ENTRIES = 100_000
_CHUNK_BYTES = 1 << 20
# A header of an archive that is longer is not one: tarfile reads headers at once.
_MAX_HEADER_BYTES = 16 << 20
_READ_ERRORS = (*archives.TAR_ERRORS, OSError, EOFError, zlib.error)

# An entry for the container: its header, and opens its content; None without content.
_Part = tuple[tarfile.TarInfo, Callable[[], IO[bytes]] | None]


@dataclass(frozen=True)
class Model:
    """A model: all names in it, relative to /opt/ml/model, its size unpacked, and what is wrong with it.

    `archive` is what the checks of model archives read, None for a folder.
    """

    path: Path
    entries: tuple[str, ...]
    size_bytes: int
    problems: tuple[ModelProblem, ...] = ()
    archive: Archive | None = None

    @property
    def fails(self) -> bool:
        """Whether AWS can't unpack the model."""
        return any(problem.fails for problem in self.problems)

    @property
    def local_archive(self) -> LocalArchive | None:
        """The archive as a source of the checks of model archives."""
        return LocalArchive(self.archive) if self.archive else None

    def stream(self) -> Iterator[bytes]:
        """Yield a tar of the files, folders and links below /opt/ml/model, without what leads out of it, and devices.

        The links of a folder are left out. The owner of each file is root. Raises Failure if the model can't be
        read any more.
        """
        parts = _archive_parts(self.path) if self.archive else _folder_parts(self.path)
        try:
            for header, open_content in parts:
                yield header.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")
                if open_content:
                    yield from _content(header, open_content)
        except _READ_ERRORS as error:
            raise Failure(f"cannot read the model {self.path.name}: {error}", USAGE, "run it again") from None
        yield bytes(2 * tarfile.BLOCKSIZE)


def archive_of(path: Path, name: str = "", field_path: tuple[str | int, ...] = ()) -> Model:
    """Read a model archive, or a folder, once to its end; nothing is kept but names.

    `name` is its location in messages, `field_path` the field that names it. Raises Failure if it can't be read, or has
    more entries or bytes than a transform job can have.
    """
    shown = name or path.name
    try:
        if path.is_dir():
            return _read_folder(path, shown)
        with path.open("rb") as file:
            is_gzip = file.read(2) == b"\x1f\x8b"
        return _read_archive(path, shown, field_path, is_gzip)
    except OSError as error:
        raise Failure(f"cannot read {shown}: {error.strerror}", USAGE, "check its permissions") from None


@dataclass
class _Reading:
    """What has been read of a model."""

    shown: str
    entries: list[Entry] = field(default_factory=list)
    size: int = 0

    def add(self, name: str, kind: str, size: int) -> None:
        """Count an entry. Raises Failure beyond the limits."""
        self.entries.append(Entry(name, kind))
        self.size += size
        if len(self.entries) > MAX_ENTRIES:
            raise Failure(f"{self.shown} has more than {MAX_ENTRIES:,} entries", USAGE, "use a smaller model")
        if self.size > MAX_BYTES:
            message = f"{self.shown} has more than 30 GB unpacked, the volume of a transform job"
            raise Failure(message, USAGE, "use a smaller model")


def _read_archive(path: Path, shown: str, field_path: tuple[str | int, ...], is_gzip: bool) -> Model:
    reading, is_damaged = _Reading(shown), False
    try:
        for entry in _tar_entries(path) if is_gzip else ():
            reading.add(entry.name, archives.kind(entry), entry.size)
    except _READ_ERRORS as raised:
        is_damaged = True
        is_gzip = bool(reading.entries) or not isinstance(raised, (gzip.BadGzipFile, zlib.error))
    is_tar = is_gzip and (bool(reading.entries) or not is_damaged)
    archive = Archive(field_path, shown, path.stat().st_size, is_gzip, is_tar, tuple(reading.entries))
    problems = tuple(format_problems(archive, is_damaged)) or tuple(entry_problems(reading.entries))
    return Model(path, _names(reading.entries), reading.size, problems, archive)


class _BoundedGzip(gzip.GzipFile):
    """A gzip file that does not return more at once than a header can have: tarfile believes the size in the file."""

    def read(self, size: int | None = -1) -> bytes:
        """Read as a gzip file does. Raises tarfile.ReadError for more than a header."""
        if size is None or not 0 <= size <= _MAX_HEADER_BYTES:
            raise tarfile.ReadError("a header is too long")
        return super().read(size)


def _tar_entries(path: Path) -> Iterator[tarfile.TarInfo]:
    names = set()
    with _BoundedGzip(path, "rb") as stream, tarfile.open(fileobj=stream, mode="r:") as tar:
        for entry in tar:
            # A negative size would make tarfile read the same header again.
            if entry.size < 0:
                raise tarfile.ReadError("an entry has a negative size")
            yield entry
            if (
                entry.islnk()
                and not archives.leaves_folder(entry.linkname)
                and _inner_name(entry.linkname) not in names
            ):
                raise tarfile.ReadError("the target of a hard link is missing")
            names.add(_inner_name(entry.name))
        # The end of the gzip file, which tar has no need to read, but unpacks: its checksum fails if bytes are missing.
        with suppress(gzip.BadGzipFile):  # what follows the gzip file is ignored
            stream.read(_CHUNK_BYTES)


def _archive_parts(path: Path) -> Iterator[_Part]:
    with _BoundedGzip(path, "rb") as stream, tarfile.open(fileobj=stream, mode="r:") as tar:
        for entry in tar:
            kind, name = archives.kind(entry), _inner_name(entry.name)
            if not name or archives.leaves_folder(entry.name) or kind == archives.OTHER:
                continue
            header = _header(name, entry.mode, entry.mtime)
            if kind == archives.SYMBOLIC_LINK:
                if not _leads_out(name, entry.linkname):
                    header.type, header.linkname = tarfile.SYMTYPE, entry.linkname
                    yield header, None
            elif kind == archives.HARD_LINK:
                if not archives.leaves_folder(entry.linkname):
                    header.type, header.linkname = tarfile.LNKTYPE, _inner_name(entry.linkname)
                    yield header, None
            elif kind == archives.FOLDER:
                header.type = tarfile.DIRTYPE
                yield header, None
            else:
                header.size = entry.size
                yield header, partial(_extract, tar, entry)


def _leads_out(name: str, target: str) -> bool:
    """Whether a relative link leads out of the folder: Docker refuses to unpack it. An absolute one is harmless."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target)).split("/")[0] == ".."


def _extract(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(entry)
    if content is None:
        raise tarfile.ReadError(f"{entry.name} has no content")
    return content


def _read_folder(path: Path, shown: str) -> Model:
    reading = _Reading(shown)
    for name, entry in _walk(path):
        found = entry.stat(follow_symlinks=False)
        kind = _file_kind(found.st_mode)
        reading.add(name, kind, found.st_size if kind == archives.FILE else 0)
    return Model(path, _names(reading.entries), reading.size, tuple(entry_problems(reading.entries)))


def _folder_parts(path: Path) -> Iterator[_Part]:
    for name, entry in _walk(path):
        found = entry.stat(follow_symlinks=False)
        header = _header(name, found.st_mode, found.st_mtime)
        kind = _file_kind(found.st_mode)
        if kind == archives.FOLDER:
            header.type = tarfile.DIRTYPE
            yield header, None
        elif kind == archives.FILE:
            header.size = found.st_size
            yield header, partial(_open_file, entry.path)


def _open_file(path: str) -> IO[bytes]:
    return io.FileIO(files.open_for_reading(path))


def _walk(folder: Path, prefix: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the entries of a folder and the folders in it, each folder before its content, sorted by name."""
    pending = [(prefix, str(folder))]
    while pending:
        prefix, current = pending.pop()
        with os.scandir(current) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            yield prefix + entry.name, entry
        folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        pending += [(f"{prefix}{entry.name}/", entry.path) for entry in reversed(folders)]


def _file_kind(mode: int) -> str:
    if stat.S_ISREG(mode):
        return archives.FILE
    return archives.FOLDER if stat.S_ISDIR(mode) else archives.SYMBOLIC_LINK if stat.S_ISLNK(mode) else archives.OTHER


def _names(entries: list[Entry]) -> tuple[str, ...]:
    """Return the names of the files and folders in the container."""
    names = (_inner_name(entry.name) for entry in entries if not archives.leaves_folder(entry.name))
    return tuple(name for name in names if name)


def _inner_name(name: str) -> str:
    """Return a name of an archive without `.` and slashes at its ends; empty for the folder itself."""
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _header(name: str, mode: int, mtime: float) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.mode, header.mtime = mode & 0o777, max(0, int(mtime))
    return header


def _content(header: tarfile.TarInfo, open_content: Callable[[], IO[bytes]]) -> Iterator[bytes]:
    """Yield the content of an entry, filled up to whole blocks. Raises EOFError if it is shorter than its header says.

    A file that has grown since is cut off.
    """
    missing = header.size
    with open_content() as content:
        while missing and (piece := content.read(min(missing, _CHUNK_BYTES))):
            missing -= len(piece)
            yield piece
    if missing:
        raise EOFError(f"{header.name} is shorter than before")
    yield bytes(-header.size % tarfile.BLOCKSIZE)
