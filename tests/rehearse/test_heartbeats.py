"""What a rehearsal shows while nothing changes for a minute, and when its driver or its engine is gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any, cast

import pytest
from tests.rehearse.observed import LIMITS, image, ready
from tests.rehearse.observed_endpoints import endpoint, response

from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.engine.api import EngineError
from sagemaker_marketplace.rehearse.engine.group import Group
from sagemaker_marketplace.rehearse.inference.driver_client import DriverClient, Finished
from sagemaker_marketplace.rehearse.inference.observer import Observer
from sagemaker_marketplace.rehearse.observations import ContainerObservations, Observations
from sagemaker_marketplace.report.events import Heartbeat
from sagemaker_marketplace.watch.logbook import Logbook

ENGINE, IMAGE = "check that the engine is running and has free disk space", "use another --driver-image"
LISTENING = b'{"event": "listening", "sockets": [["::", 8080], ["127.0.0.1", 80]]}'


class Fast(Clock):
    """A clock on which a minute passes between any two readings."""

    seconds = 0.0

    def now(self) -> float:
        self.seconds += 60
        return self.seconds


class Recorded:
    """A driver that prints lines, and ends."""

    def __init__(self, *lines: bytes) -> None:
        self._lines = lines

    def send(self, data: bytes) -> None:
        pass

    def lines(self) -> Iterator[bytes]:
        yield from self._lines


class Groups:
    """A group: the engine says whether the driver runs, or does not answer; and what the driver printed as errors."""

    def __init__(self, is_running: bool | None = True, errors: str = "") -> None:
        self._is_running, self._errors = is_running, errors

    @property
    def stream(self) -> Groups:
        return self

    def errors(self) -> str:
        return self._errors

    def is_driver_running(self) -> bool:
        if self._is_running is None:
            raise EngineError("no answer")
        return self._is_running


def shown(observations: ContainerObservations[Any], group: Groups, *lines: bytes) -> list[str]:
    """Return the details of the heartbeats until the driver reports its end."""
    driver = DriverClient(Recorded(*lines), {})
    observer = Observer(cast(Group, group), driver, observations, "m", Logbook("real-time"), Fast())
    observer.enter("Waiting")
    with closing(observer):
        return [event.detail for event in observer.until(Finished) if isinstance(event, Heartbeat)]


@pytest.mark.parametrize(
    ("observations", "expected"),
    [
        (Observations(ready().job, image(), LIMITS), "listening: :::8080, 127.0.0.1:80"),
        (endpoint(first_ping_seconds=None), "listening: :::8080, 127.0.0.1:80"),
        (endpoint(response(), response()), "requests: 2"),
    ],
)
def test_details(observations: ContainerObservations[Any], expected: str) -> None:
    assert shown(observations, Groups(), LISTENING, b'{"event": "finished"}') == [expected]


@pytest.mark.parametrize(
    ("group", "lines", "expected"),
    [
        # The engine is asked with each heartbeat: one that does not answer any more would not end a connection.
        (Groups(is_running=None), [LISTENING] * 9, ("container engine: no answer", ENGINE)),
        (Groups(is_running=None), [], ("container engine: no answer", ENGINE)),
        (Groups(), [], ("container engine: the connection to the driver was lost", ENGINE)),
        (Groups(is_running=False), [], ("the driver ended unexpectedly", IMAGE)),
        (Groups(is_running=False, errors="a\nb\n"), [], ("the driver ended unexpectedly: b", IMAGE)),
        (Groups(errors="a\n"), [], ("the driver ended unexpectedly: a", IMAGE)),
    ],
)
def test_a_driver_that_reports_nothing_more(group: Groups, lines: list[bytes], expected: tuple[str, str]) -> None:
    with pytest.raises(Failure) as failure:
        shown(endpoint(), group, *lines)
    assert (failure.value.message, failure.value.hint) == expected


class Waiting(Recorded):
    """A driver that reports nothing, and does not end."""

    def lines(self) -> Iterator[bytes]:
        threading.Event().wait()
        yield from ()


@pytest.mark.parametrize(
    ("is_running", "message"),
    [(True, "the program that feeds the pipes ended unexpectedly"), (None, "container engine: no answer")],
)
def test_a_program_that_ends(is_running: bool | None, message: str) -> None:
    group, driver = cast(Group, Groups(is_running)), DriverClient(Waiting(), {})
    with closing(Observer(group, driver, endpoint(), "m", Logbook("training"), Clock())) as observer:
        observer.follow_program([], print)
        with pytest.raises(Failure) as failure:
            list(observer.until(Finished))
    assert failure.value.message == message
