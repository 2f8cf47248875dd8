"""The container engine of a server, opened once: which images it has under the names of a request."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.manifest.rehearsal import DEFAULT_PATIENCE_SECONDS
from sagemaker_marketplace.rehearse.driver_image import find_driver_image
from sagemaker_marketplace.rehearse.engine.engine import Engine
from sagemaker_marketplace.rehearse.observations import Image
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.sandbox import registry

Result = TypeVar("Result")


@dataclass(frozen=True)
class Containers:
    """How the jobs of a validation run in containers.

    `open_engine` opens the engine and raises Failure without one. `driver_image` is an image with Python; empty for
    that of a rehearsal. `patience_seconds` is how long the first successful ping may take: in AWS about 30 minutes.
    """

    open_engine: Callable[[], Any]
    driver_image: str = ""
    patience_seconds: float = DEFAULT_PATIENCE_SECONDS


class LocalEngine:
    """The engine, opened when the first image is looked up; without one, there are no images."""

    def __init__(self, settings: Containers) -> None:
        """Open nothing yet."""
        self.settings = settings
        self._lock = Lock()
        self._engine: Engine | None = None
        self._is_opened = False

    def find_image(self, uri: str) -> Image | None:
        """Return the local image under the very name of a request; None if there is none.

        A digest is that of a local image, or one that the sandbox's ECR has given to the tag of one.
        """
        with suppress(Failure):
            engine = self.open()
            return next(filter(None, map(engine.find_image, registry.names(uri))), None) if engine else None
        return None

    def ecr_image(self, name: str) -> registry.LocalImage | None:
        """Return the local image with a name as ECR has it: by the digest of the repository, otherwise by its ID."""
        image = self.find_image(name)
        if not image:
            return None
        repository = name.rpartition(":")[0]
        known = (digest.partition("@") for digest in image.digests)
        digest = next((digest for owner, _, digest in known if owner == repository), image.id)
        config, (system, _, architecture) = image.config, image.config.platform.partition("/")
        return registry.LocalImage(
            digest,
            image.size_bytes,
            {
                "os": system,
                "architecture": architecture,
                "entrypoint": list(config.entry_point),
                "cmd": list(config.command),
                "user": config.user,
                "env": [f"{key}={value}" for key, value in config.variables.items()],
            },
        )

    def driver_image(self, engine: Engine) -> str:
        """Return the image of the container that sends the requests. Raises Failure if there is none."""
        return finish(find_driver_image(engine, self.settings.driver_image))

    def open(self) -> Engine | None:
        """Return the engine, after what killed rehearsals have left was removed from it; None without one."""
        with self._lock:
            if not self._is_opened:
                self._is_opened = True
                with suppress(Failure):
                    engine: Engine = self.settings.open_engine()
                    engine.remove_orphans()
                    self._engine = engine
            return self._engine


def finish(stream: Generator[Event, None, Result], on_event: Callable[[Event], object] = lambda _event: None) -> Result:
    """Run a stream of events to its end and return its result; `on_event` is called with each event."""
    while True:
        try:
            on_event(next(stream))
        except StopIteration as ended:
            return ended.value  # type: ignore[no-any-return]  # StopIteration is not generic
