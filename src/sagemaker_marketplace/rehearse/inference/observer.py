"""Follows the driver and the container's log while a job runs: notes what is observed, and yields what is shown."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TypeVar

from ...aws.logs import LogEvent
from ...context import Clock
from ...manifest.findings import USAGE, Failure
from ...report import events
from ...watch.logbook import Logbook
from ..engine.container import Container
from ..engine.group import Group
from ..observations import End, Observations
from . import driver_client
from .arrivals import Arrivals
from .batches import Batches
from .driver_client import DriverClient

JOB_TYPE, STREAM = "transform", "container"
# Marks in the log that the diagnosis reads when the container was ready, as servers log it: what the log shows before
# is not why a request fails.
READY_LINE = 'rehearsal: "GET /ping HTTP/1.1" 200'
_HEARTBEAT_SECONDS, _POLL_SECONDS, _LOG_SECONDS = 60.0, 0.1, 5.0
_MAX_SOCKETS, _SHOWN_SOCKETS = 64, 5

Expected = TypeVar("Expected")


@dataclass(frozen=True)
class _Line:
    """A line of the container's log."""

    text: bytes


class _LogEnded:
    """The container's log has ended."""


class _DriverEnded:
    """The driver has ended."""


class Observer:
    """Reads what the driver and the container report; `batches` are the requests that are being sent."""

    batches: Batches | None = None

    def __init__(
        self,
        group: Group,
        driver: DriverClient,
        observations: Observations,
        manifest: str,
        logbook: Logbook,
        clock: Clock,
    ) -> None:
        """Follow the driver of a group from now on; `logbook` limits what is shown of the container's log."""
        self._group, self._driver, self._observations = group, driver, observations
        self._manifest, self._logbook, self._clock = manifest, logbook, clock
        self._arrivals = Arrivals()
        self._arrivals.follow(driver.events(), _DriverEnded())
        self._started = self._shown_at = clock.now()
        self._status = ""
        self._sockets: tuple[tuple[str, int], ...] = ()
        self._container: Container | None = None
        self._log_ended = self._has_ended = False

    def follow(self, container: Container) -> None:
        """Follow the log of the container."""
        self._container = container
        self._arrivals.follow((_Line(line) for line in container.log()), _LogEnded())

    def close(self) -> None:
        """Let the threads end that follow the driver and the container."""
        self._arrivals.close()

    def enter(self, status: str) -> events.Event:
        """Return the event of a new status of the rehearsal."""
        self._status, self._shown_at = status, self._clock.now()
        profile = self._observations.job.profile
        return events.StatusChanged(self._manifest, "rehearsal", profile, status, self._elapsed())

    def until(self, kind: type[Expected]) -> Generator[events.Event, None, Expected]:
        """Handle what arrives until the driver reports an event of this type; the container's end stops the driver."""
        if self._has_ended:
            self._driver.stop()
        while True:
            is_ending = self._log_ended and not self._has_ended
            arrival = self._arrivals.wait(_POLL_SECONDS if is_ending else _HEARTBEAT_SECONDS)
            if isinstance(arrival, kind):
                return arrival
            yield from self._on(arrival)
            yield from self._heartbeat()
            if self._log_ended and not self._has_ended and self._container and not self._container.state().is_running:
                self._has_ended = True
                self._driver.stop()

    def stop(self, container: Container, grace_seconds: float) -> Generator[events.Event, None, End]:
        """Stop the container and return its end; its log is read meanwhile, because Docker waits for that."""
        self._arrivals.follow((container.stop(seconds) for seconds in (grace_seconds,)), None)
        return (yield from self.until(End))

    def read_log(self) -> Iterator[events.Event]:
        """Show the rest of the log of a container that has ended; one without an end is left."""
        limit = self._clock.now() + _LOG_SECONDS
        while not self._log_ended and self._clock.now() < limit:
            yield from self._on(self._arrivals.wait(limit - self._clock.now()))
        omitted, lines = self._logbook.flush()
        if omitted:
            yield events.Note(self._manifest, omitted)
        for stream, line in lines:
            yield events.LogLine(self._manifest, JOB_TYPE, stream, line)

    def _on(self, arrival: object) -> Iterator[events.Event]:
        """Note what was observed; yield what is to be shown."""
        seen = self._observations
        match arrival:
            case _Line(text=text):
                event = LogEvent(int(time.time() * 1000), STREAM, text.decode("utf-8", "replace"))
                for stream, line in self._logbook.add(event):
                    yield events.LogLine(self._manifest, JOB_TYPE, stream, line)
            case _LogEnded():
                self._log_ended = True
            case _DriverEnded():
                raise Failure(_driver_ended(self._group.stream.errors()), USAGE, "use another --driver-image")
            case driver_client.Listening(sockets=sockets):
                self._sockets = sockets
                new = (socket for socket in sockets if socket not in seen.listening)
                seen.listening += list(new)[: _MAX_SOCKETS - len(seen.listening)]
            case driver_client.NetworkAttempts(count=count):
                seen.network_attempts = count
            case driver_client.NameLookedUp(name=name):
                seen.host_names.append(name)
            case driver_client.Pinged(ping=ping):
                seen.pings.append(ping)
                if ping.status == 200:
                    self._logbook.excerpt.add(int(time.time() * 1000), False, READY_LINE)
            case driver_client.Answered() if self.batches:
                self.batches.on_answer(arrival)

    def _heartbeat(self) -> Iterator[events.Event]:
        """Repeat a status that has lasted for a while."""
        if self._clock.now() - self._shown_at >= _HEARTBEAT_SECONDS:
            self._shown_at = self._clock.now()
            yield events.Heartbeat(self._manifest, self._status, self._elapsed(), self._progress())

    def _progress(self) -> str:
        """How many requests are done; what listens before the container is ready."""
        if self.batches:
            return f"{len(self.batches.answered):,} of {len(self.batches.batches):,} requests"
        sockets = ", ".join(f"{address}:{port}" for address, port in self._sockets[:_SHOWN_SOCKETS])
        return f"listening: {sockets or 'nothing'}"

    def _elapsed(self) -> float:
        return self._clock.now() - self._started


def _driver_ended(errors: str) -> str:
    """The message about a driver that ended, with the last line that it printed."""
    lines = errors.strip().splitlines()
    return f"the driver ended unexpectedly: {lines[-1][:200]}" if lines else "the driver ended unexpectedly"
