"""The real-time endpoint that buyers can create: what a rehearsal sends to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..manifest.paths import Path


@dataclass(frozen=True)
class Sample:
    """One request body: a file, what it is called in messages, and its field in the manifest.

    `accept` is the type that the request asks for; empty if it asks for none.
    """

    name: str
    path: Path
    content_type: str
    accept: str
    body: bytes


@dataclass(frozen=True)
class RealTimeJob:
    """An endpoint with the manifest's container; it has no validation profile.

    `path` and `container_path` are that of the container. `is_bidirectional` if WebSocket connections are rehearsed.
    `path` of a sample is that of the manifest's field.
    """

    path: Path
    container_path: Path
    image: str
    environment: Mapping[str, str]
    content_types: tuple[str, ...]
    response_types: tuple[str, ...]
    samples: tuple[Sample, ...]
    instance_type: str
    is_bidirectional: bool
    profile: str = ""

    @property
    def image_path(self) -> Path:
        """The path of the container's image."""
        return (*self.container_path, "Image")
