"""Waits until a container that serves is ready, and stops it: the same for transform jobs and endpoints."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any

from ...report import events
from ..contract import contract
from ..engine.container import Container
from ..observations import End, ServingObservations
from . import driver_client
from .driver_client import DriverClient
from .observer import Observer

# A server that answers pings elsewhere for so long is not expected to listen on port 8080 later.
_ELSEWHERE_SECONDS = 10.0
# After a failed job nothing depends on how it ends.
_ABORT_SECONDS = 1.0


class Serving:
    """One container that serves; `observations` get what is seen."""

    def __init__(self, driver: DriverClient, observer: Observer, observations: ServingObservations[Any]) -> None:
        """The driver runs."""
        self._driver, self._observer, self._observations = driver, observer, observations

    def become_ready(self, patience_seconds: float) -> Generator[events.Event, None, bool]:
        """Wait for the first successful ping; return whether there was one."""
        self._driver.ping(contract.PING_SECONDS, patience_seconds, _ELSEWHERE_SECONDS)
        ended = yield from self._observer.until(driver_client.PingsEnded)
        self._observations.pings_outcome = ended.outcome
        if ended.outcome != driver_client.READY:
            return False
        self._observations.first_ping_seconds = ended.seconds
        yield self._observer.enter("Ready")
        return True

    def stop(self, container: Container, grace_seconds: float, is_good: bool) -> Iterator[events.Event]:
        """Close the connections, stop the container, and wait for the end of its log.

        `is_good` is whether it is known how the job went; otherwise the container has only one second to end.
        """
        seen = self._observations
        self._driver.finish()
        yield from self._observer.until(driver_client.Finished)
        seen.highest_memory_bytes = container.memory_bytes()
        yield self._observer.enter("Stopping")
        end = yield from self._observer.stop(container, grace_seconds if is_good else _ABORT_SECONDS)
        seen.end = _end(end, seen.is_ready, is_good)
        seen.out_of_memory_events = container.out_of_memory_events()
        seen.log_lines = yield from self._observer.read_log()


def _end(end: End, is_ready: bool, is_good: bool) -> End:
    """Correct when the container ended: the engine only knows whether it was still running."""
    if end.during == "stop":
        return end if is_good else replace(end, during="abort")
    return replace(end, during="requests" if is_ready else "start")
