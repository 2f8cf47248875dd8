"""Follows the driver and the container's log while a job runs: notes what is observed, and yields what is shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ...aws.logs import LogEvent
from ...context import Clock
from ...manifest.findings import USAGE, Failure
from ...report import events
from ...watch.logbook import Logbook
from ..engine.api import EngineError, StartError
from ..engine.container import Container
from ..engine.group import Group
from ..observations import ContainerObservations, End, ServingObservations
from ..realtime_observations import RealTimeObservations
from . import driver_client
from .arrivals import Arrivals
from .batches import Batches
from .driver_client import DriverClient

STREAM = "container"
# Marks in the log that the diagnosis reads when the container was ready, as servers log it: what the log shows before
# is not why a request fails.
READY_LINE = 'rehearsal: "GET /ping HTTP/1.1" 200'
_HEARTBEAT_SECONDS, _CHECK_SECONDS, _POLL_SECONDS, _LOG_SECONDS = 60.0, 1.0, 0.1, 5.0
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


class _ProgramEnded:
    """The program in the container with the files has ended."""


class Observer:
    """Reads what the driver and the container report; `batches` are the requests that are being sent."""

    batches: Batches | None = None

    def __init__(
        self,
        group: Group,
        driver: DriverClient,
        observations: ContainerObservations[Any],
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
        self._handlers: list[Callable[[object], None]] = []
        self._line_handlers: list[Callable[[str], None]] = []

    def start(self, environment: Mapping[str, str]) -> Container | None:
        """Start the container and follow its log; None if the engine can't start it."""
        before, seen = self._clock.now(), self._observations
        try:
            container = self._group.start(seen.image.id, seen.ARGUMENT, environment, seen.limits)
        except StartError as error:
            seen.start_error = error.message
            return None
        seen.start_seconds = self._clock.now() - before
        self._container = container
        lines = (_Line(line) for line in container.log())
        self._arrivals.follow(lines, _LogEnded(), lambda line: len(line.text))
        return container

    def follow_program(self, reported: Iterable[object], handle: Callable[[object], None]) -> None:
        """Follow what another program of the group reports, and let a function handle what the observer does not."""
        self._handlers.append(handle)
        self._arrivals.follow(reported, _ProgramEnded())

    def on_line(self, handle: Callable[[str], None]) -> None:
        """Let a function handle each line of the container's log."""
        self._line_handlers.append(handle)

    @property
    def has_ended(self) -> bool:
        """Whether the container is known to have ended."""
        return self._has_ended

    def close(self) -> None:
        """Let the threads end that follow the driver and the container."""
        self._arrivals.close()

    def enter(self, status: str) -> events.Event:
        """Return the event of a new status of the rehearsal."""
        self._status, self._shown_at = status, self._clock.now()
        resource_type, profile = f"{self._logbook.job_type} rehearsal", self._observations.job.profile
        return events.StatusChanged(self._manifest, resource_type, profile, status, self._elapsed())

    def until(self, kind: type[Expected]) -> Generator[events.Event, None, Expected]:
        """Handle what arrives until the driver reports an event of this type; the container's end stops the driver."""
        if self._has_ended:
            self._driver.stop()
        while True:
            is_ending = self._log_ended and not self._has_ended
            until_heartbeat = self._shown_at + _HEARTBEAT_SECONDS - self._clock.now()
            arrival = self._arrivals.wait(_POLL_SECONDS if is_ending else until_heartbeat)
            if isinstance(arrival, kind):
                return arrival
            yield from self._on(arrival)
            yield from self._heartbeat()
            self._check_end()

    def wait_for_end(
        self, seconds: float, is_over: Callable[[], bool] = lambda: False
    ) -> Generator[events.Event, None, bool]:
        """Handle what arrives until the container ends, for so many seconds at most, or until a condition is true.

        Returns whether the container has ended.
        """
        limit = self._clock.now() + seconds
        while not self._has_ended and not is_over() and (left := limit - self._clock.now()) > 0:
            wait = _POLL_SECONDS if self._log_ended else _CHECK_SECONDS
            yield from self._on(self._arrivals.wait(min(wait, left)))
            yield from self._heartbeat()
            self._check_end()
        return self._has_ended

    def _check_end(self) -> None:
        """Stop the driver once the container has ended, which ends its log."""
        if self._log_ended and not self._has_ended and self._container and not self._container.state().is_running:
            self._has_ended = True
            self._driver.stop()

    def stop(self, container: Container, grace_seconds: float) -> Generator[events.Event, None, End]:
        """Stop the container and return its end; its log is read meanwhile, because Docker waits for that."""
        self._arrivals.follow((container.stop(seconds) for seconds in (grace_seconds,)), None)
        return (yield from self.until(End))

    def read_log(self) -> Generator[events.Event, None, tuple[str, ...]]:
        """Show the rest of the log of an ended container, and return what is kept; a log without an end is left."""
        limit = self._clock.now() + _LOG_SECONDS
        while not self._log_ended and self._clock.now() < limit:
            yield from self._on(self._arrivals.wait(limit - self._clock.now()))
        omitted, lines = self._logbook.flush()
        if omitted:
            yield events.Note(self._manifest, omitted)
        for stream, line in lines:
            yield events.LogLine(self._manifest, self._logbook.job_type, stream, line)
        return self._logbook.excerpt.lines

    def _on(self, arrival: object) -> Iterator[events.Event]:
        """Note what was observed; yield what is to be shown."""
        seen = self._observations
        match arrival:
            case _Line(text=text):
                event = LogEvent(int(time.time() * 1000), STREAM, text.decode("utf-8", "replace"))
                for handle in self._line_handlers:
                    handle(event.text)
                for stream, line in self._logbook.add(event):
                    yield events.LogLine(self._manifest, self._logbook.job_type, stream, line)
            case _LogEnded():
                self._log_ended = True
            case _DriverEnded():
                raise self._lost_driver()
            case _ProgramEnded():
                self._group.is_driver_running()
                message = "the program that feeds the pipes ended unexpectedly"
                raise Failure(message, USAGE, driver_client.OTHER_IMAGE)
            case driver_client.Listening(sockets=sockets) if isinstance(seen, ServingObservations):
                self._sockets = sockets
                new = (socket for socket in sockets if socket not in seen.listening)
                seen.listening += list(new)[: _MAX_SOCKETS - len(seen.listening)]
            case driver_client.NetworkAttempts(count=count):
                seen.network_attempts = count
            case driver_client.NameLookedUp(name=name):
                seen.host_names.append(name)
            case driver_client.Pinged(ping=ping) if isinstance(seen, ServingObservations):
                seen.pings.append(ping)
                if ping.status == 200:
                    self._logbook.excerpt.add(int(time.time() * 1000), False, READY_LINE)
            case driver_client.Answered() if self.batches:
                self.batches.on_answer(arrival)
            case _:
                for handle_other in self._handlers:
                    handle_other(arrival)

    def _lost_driver(self) -> Failure:
        """Why the driver reports nothing more. Raises EngineError if the engine does not answer either."""
        errors = self._group.stream.errors()
        if not errors and self._group.is_driver_running():
            return EngineError("the connection to the driver was lost")
        return Failure(_driver_ended(errors), USAGE, driver_client.OTHER_IMAGE)

    def _heartbeat(self) -> Iterator[events.Event]:
        """Repeat a status that has lasted for a while. Raises EngineError if the engine does not answer any more."""
        if self._clock.now() - self._shown_at >= _HEARTBEAT_SECONDS:
            self._group.is_driver_running()
            self._shown_at = self._clock.now()
            yield events.Heartbeat(self._manifest, self._status, self._elapsed(), self._progress())

    def _progress(self) -> str:
        """How many requests are done; what listens before the container is ready."""
        seen = self._observations
        if self.batches:
            return f"{len(self.batches.answered):,} of {len(self.batches.batches):,} requests"
        if isinstance(seen, RealTimeObservations) and seen.is_ready:
            return f"requests: {len(seen.responses)}"
        if not isinstance(seen, ServingObservations):
            return ""
        sockets = ", ".join(f"{address}:{port}" for address, port in self._sockets[:_SHOWN_SOCKETS])
        return f"listening: {sockets or 'nothing'}"

    def _elapsed(self) -> float:
        return self._clock.now() - self._started


def _driver_ended(errors: str) -> str:
    """The message about a driver that ended, with the last line that it printed."""
    lines = errors.strip().splitlines()
    return f"the driver ended unexpectedly: {lines[-1][:200]}" if lines else "the driver ended unexpectedly"
