"""Files of an image, read from a container that is created and never started."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from ...manifest.findings import Failure
from .api import NOT_FOUND, Api, EngineError
from .archives import files_of

HEAD_BYTES = 4_096
# As Linux: more symbolic links in one path are an error (ELOOP).
_MAX_LINKS = 40
# Errors with status 500 that mean that the image has no such file: Docker's, and Podman's for circular links.
_MISSING = ("not a directory", "too many links", "too many levels")
# Bits of the type in Go's os.FileMode, which the engine's description of a file contains.
_FOLDER, _LINK = 1 << 31, 1 << 27
# An archive of one file begins with a header; the engine may send extended headers before it.
_MAX_HEADER_BYTES = 1_048_576
# A list of files is read from an archive with their content: no further than this.
_MAX_LISTED, _MAX_LISTED_BYTES = 100, 64 << 20


@dataclass(frozen=True)
class ImageFile:
    """A file or folder of an image: path after all links, permission bits, size in bytes, first HEAD_BYTES bytes.

    A folder, a device and a socket have no `head`.
    """

    path: str
    mode: int
    size: int
    head: bytes = b""
    is_folder: bool = False


def read_file(api: Api, container: str, path: str) -> ImageFile | None:
    """Return a file of a container, following links; None if it does not exist or its links are circular.

    Raises EngineError.
    """
    for _ in range(_MAX_LINKS):
        try:
            chunks, stat = api.call("get_archive", container, path, chunk_size=65_536)
        except EngineError as error:
            if is_missing(error):
                return None
            raise
        with closing(chunks):
            if not stat["mode"] & _LINK:
                return _file(api.iterate(chunks), path, stat["mode"], stat["size"])
        path = posixpath.join(posixpath.dirname(path), stat["linkTarget"])
    return None


def files_below(api: Api, container: str, path: str) -> tuple[str, ...]:
    """Return the paths of the first files of a container below a folder, which may be missing. Raises EngineError."""
    try:
        chunks, _ = api.call("get_archive", container, path)
    except EngineError as error:
        if is_missing(error):
            return ()
        raise
    names: list[str] = []
    with closing(chunks):
        try:
            for name, _ in islice(files_of(api.iterate(chunks), _MAX_LISTED_BYTES), _MAX_LISTED):
                names.append(posixpath.join(posixpath.dirname(path), name))
        except EngineError:
            raise
        except Failure:  # the first file is that large
            pass
    return tuple(sorted(names))


def is_missing(error: EngineError) -> bool:
    """Return whether an error means that a container does not have a file."""
    return error.status == NOT_FOUND or any(words in error.words for words in _MISSING)


def _file(chunks: Iterator[bytes], path: str, mode: int, size: int) -> ImageFile:
    permissions = mode & 0o777
    if mode & _FOLDER:
        return ImageFile(path, permissions, size, is_folder=True)
    contents = files_of(chunks, size + _MAX_HEADER_BYTES)
    head = next((content.read(HEAD_BYTES) for _, content in contents), b"")
    return ImageFile(path, permissions, size, head)
