"""The volumes of a group, and a container of ours that shares them with the seller's container."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .api import Api
from .attached import Attached, Stream
from .copies import Copies


class Files(Copies):
    """A container that has all volumes of a group, writable, to copy files in and out.

    `start` runs the driver's program in it, which ends with its standard input, hence with this process.
    """

    def __init__(self, api: Api, container: str, program: Mapping[str, bytes]) -> None:
        """`container` is the ID of a container that has been created, `program` its files by name."""
        super().__init__(api, container)
        self._program = program
        self._attached: Attached | None = None

    def start(self) -> Stream:
        """Start the container's program and return its streams. Raises EngineError."""
        self.copy_in("/", self._program)
        # Before the start: a process that ends between the two leaves a container that never starts.
        self._attached = Attached(self._api, self._container, stdin=True)
        self._api.change("start", self._container)
        return Stream(self._attached)

    def close(self) -> None:
        """Close the connection to the program, which ends then."""
        if self._attached:
            self._attached.close()


def mount(volume: str, path: str, read_only: bool) -> dict[str, Any]:
    """Return the engine's description of a volume that is mounted at a path."""
    # NoCopy: the engine would copy the image's own files into an empty volume. Podman 4.3 does so nevertheless.
    described = {"Type": "volume", "Source": volume, "Target": path, "ReadOnly": read_only}
    return {**described, "VolumeOptions": {"NoCopy": True}}
