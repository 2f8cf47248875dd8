"""Files into and out of a container, which may run, have ended, or never be started."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from .api import Api
from .archives import files_of, tar_of
from .image_files import ImageFile, read_file

MAX_OUTPUT_BYTES = 8 * 1024**3


class Copies:
    """Copies files into and out of one container."""

    def __init__(self, api: Api, container: str) -> None:
        """`container` is the ID of a container that has been created."""
        self._api, self._container = api, container

    def copy_in(self, path: str, files: Mapping[str, bytes | Path] | Iterable[bytes]) -> None:
        """Write files to a folder of the container, which exists: by name, or a tar archive as a stream.

        Names may contain folders, which are created. Raises EngineError.
        """
        data = tar_of(files) if isinstance(files, Mapping) else files
        self._api.call("put_archive", self._container, path, iter(data))

    def copy_out(self, path: str, max_bytes: int = MAX_OUTPUT_BYTES) -> Generator[tuple[str, BinaryIO], None, None]:
        """Yield name and content of each file below a path of the container; read each before the next.

        Names begin with the last part of the path. Raises EngineError, and Failure for more than `max_bytes`.
        """
        with self.archive(path) as chunks:
            yield from files_of(chunks, max_bytes)

    def read(self, path: str) -> ImageFile | None:
        """Return a file of the container, following links; None if it does not exist. Raises EngineError."""
        return read_file(self._api, self._container, path)

    @contextmanager
    def archive(self, path: str) -> Iterator[Iterator[bytes]]:
        """Provide a tar archive of a file or folder in chunks; its names begin with the last part of the path.

        Raises EngineError.
        """
        chunks, _ = self._api.call("get_archive", self._container, path)
        with closing(chunks):  # the engine does not remove a container while it sends its files
            yield self._api.iterate(chunks)
