"""An engine whose connections end while a rehearsal runs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from tests.container.rehearse.engines import LIMITS, client, engine, labelled
from tests.rehearse.observed import image
from tests.rehearse.training_jobs import job

from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.rehearse.engine.api import EngineError
from sagemaker_marketplace.rehearse.engine.engine import open_engine
from sagemaker_marketplace.rehearse.inference.driver_client import DriverClient, Finished, Started, program
from sagemaker_marketplace.rehearse.inference.observer import Observer
from sagemaker_marketplace.rehearse.training_observations import TrainingObservations
from sagemaker_marketplace.watch.logbook import Logbook

pytestmark = pytest.mark.container


class Proxy:
    """A socket that passes everything on to the engine's, until it is cut."""

    def __init__(self, path: Path) -> None:
        self.address = f"unix://{path}"
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen()
        self._is_cut = False
        self._open: list[socket.socket] = []
        self._engine = client().adapters["http+docker://"].socket_path
        self._threads: list[threading.Thread] = []
        self._run(self._serve)

    def _run(self, target: Callable[..., None], *arguments: socket.socket) -> None:
        self._threads.append(threading.Thread(target=target, args=arguments, daemon=True))
        self._threads[-1].start()

    def cut(self) -> None:
        """End all connections, and those that follow."""
        self._is_cut = True
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                outer, _ = self._server.accept()
                if self._is_cut:
                    outer.close()
                    continue
                inner = socket.socket(socket.AF_UNIX)
                inner.connect(self._engine)
                self._open += [outer, inner]
                for pair in ((outer, inner), (inner, outer)):
                    self._run(self._copy, *pair)

    def _copy(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Close the sockets, after everything that uses them has ended."""
        self.cut()
        self._server.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for each in (self._server, *self._open):
            each.close()


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    made = Proxy(tmp_path / "engine.sock")
    yield made
    made.close()


def test_the_engine_is_the_reason(base: str, proxy: Proxy) -> None:
    opened = open_engine({"DOCKER_HOST": proxy.address})
    with closing(opened._api.client), opened.group(base, program()) as group:
        seen = TrainingObservations(job(), image(), LIMITS)
        driver, logbook = DriverClient(group.stream, {}), Logbook("training")
        with closing(Observer(group, driver, seen, "m.yaml", logbook, Clock())) as observer:
            list(observer.until(Started))
            proxy.cut()
            with pytest.raises(EngineError) as lost:
                list(observer.until(Finished))
    assert lost.value.hint == "check that the engine is running and has free disk space"
    # What could not be removed, the next rehearsal removes: the driver has ended.
    limit = time.monotonic() + 300
    while group.name in labelled():
        assert time.monotonic() < limit
        engine().remove_orphans()
        time.sleep(0.05)
