"""Runs one transform job as SageMaker does, and collects what can be observed; nothing here decides what it means."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeVar

from ..aws.logs import LogEvent
from ..context import Clock
from ..manifest.findings import USAGE, Failure
from ..report import events
from ..watch.logbook import Logbook
from . import contract, driver_client
from .answers import AnswerFiles
from .api import StartError
from .arrivals import Arrivals
from .batches import Batches
from .container import Container
from .contract import Parameters
from .driver_client import DriverClient
from .group import Group
from .inputs import InputObject
from .job import TransformJob
from .observations import End, Image, Limits, Observations, ParametersAnswer
from .payloads import MULTI_RECORD, Payload

JOB_TYPE, STREAM = "transform", "container"
# The container has this long to end after SIGTERM; SageMaker's grace for batch transform is not documented.
GRACE_SECONDS = 10.0
# After a failed job nothing depends on how it ends.
_ABORT_SECONDS = 1.0
# Something that listens elsewhere only is not expected to listen on port 8080 later.
_ELSEWHERE_SECONDS = 10.0
# The second run has small batches, so that what happens between two requests is seen with little data.
_SMALL_RECORDS, _SMALL_REQUESTS = 2, 100
# An answer of the container asks for more requests at a time than SageMaker allows.
_MAX_CONCURRENT = 100
_HEARTBEAT_SECONDS, _POLL_SECONDS, _LOG_SECONDS = 60.0, 0.1, 5.0
_MAX_SOCKETS = 64

Expected = TypeVar("Expected")


@dataclass(frozen=True)
class Setup:
    """What is rehearsed: the job of a manifest, its local image and input, and how long to wait for the first ping.

    `model_entries` are the first paths in the model folder, None without a model. `logbook` limits what is shown of
    the container's log.
    """

    manifest: str
    job: TransformJob
    image: Image
    objects: Sequence[InputObject]
    limits: Limits
    patience_seconds: float
    logbook: Logbook
    model_entries: tuple[str, ...] | None = None


@dataclass(frozen=True)
class _Line:
    """A line of the container's log."""

    text: bytes


class _LogEnded:
    """The container's log has ended."""


class _DriverEnded:
    """The driver has ended."""


def run(group: Group, setup: Setup, clock: Clock) -> Generator[events.Event, None, tuple[Observations, AnswerFiles]]:
    """Run the job in a group whose driver runs; yield statuses and the log, return the observations and the answers.

    The caller closes the answers. Raises Failure if the engine or the driver fails.
    """
    inference = _Inference(group, setup, clock)
    answers = AnswerFiles()
    with closing(inference.arrivals):
        try:
            yield from inference.run(answers)
        except BaseException:
            answers.__exit__()
            raise
    return inference.observations, answers


class _Inference:
    """The state of one run."""

    def __init__(self, group: Group, setup: Setup, clock: Clock) -> None:
        self._group, self._setup, self._clock, self._job = group, setup, clock, setup.job
        self.observations = Observations(setup.job, setup.image, setup.limits, model_entries=setup.model_entries)
        self.arrivals = Arrivals()
        self._headers = contract.request_headers(setup.job)
        self._driver = DriverClient(group.stream, {name: self._headers[name] for name in ("Host", "User-Agent")})
        self._started = clock.now()
        self._status = ""
        self._batches: Batches | None = None
        self._container: Container | None = None
        self._log_ended = self._has_ended = False

    def run(self, answers: AnswerFiles) -> Iterator[events.Event]:
        """Run the job from the start of the container to its end."""
        self.arrivals.follow(self._driver.events(), _DriverEnded())
        yield self._enter("Starting")
        container = self._start()
        if not container:
            return
        runs: list[Batches] = []
        if (yield from self._become_ready()):
            yield from self._invoke_all(runs)
        yield from self._finish(container, runs)
        self._collect(runs, answers)

    def _start(self) -> Container | None:
        """Start the container; None if the engine can't."""
        environment = contract.environment(self._job)
        before = self._clock.now()
        try:
            container = self._group.start(self._setup.image.id, "serve", environment, self._setup.limits)
        except StartError as error:
            self.observations.start_error = error.message
            return None
        self.observations.start_seconds = self._clock.now() - before
        self._container = container
        self.arrivals.follow((_Line(line) for line in container.log()), _LogEnded())
        return container

    def _become_ready(self) -> Generator[events.Event, None, bool]:
        """Wait for the first successful ping and ask for the parameters; return whether the container is ready."""
        self._driver.ping(contract.PING_SECONDS, self._setup.patience_seconds, _ELSEWHERE_SECONDS)
        ended = yield from self._until(driver_client.PingsEnded)
        self.observations.pings_outcome = ended.outcome
        if ended.outcome != driver_client.READY:
            return False
        self.observations.first_ping_seconds = ended.seconds
        yield self._enter("Ready")
        self._driver.ask_parameters()
        self.observations.parameters = yield from self._until(ParametersAnswer)
        return True

    def _invoke_all(self, runs: list[Batches]) -> Iterator[events.Event]:
        """Send the job's requests; if all succeed, those of the second run and the first record once more."""
        parameters = contract.parameters_in_force(self._job, self.observations.parameters)
        objects, split_type = self._setup.objects, self._job.split_type
        concurrent = min(parameters.max_concurrent, _MAX_CONCURRENT)
        job = Batches("job", concurrent)
        runs.append(job)
        yield self._enter("Transforming")
        yield from self._invoke(job, job.bodies(objects, split_type, parameters), parameters)
        self.observations.input_problems = job.problems
        if job.problems or not all(job.is_complete(name) for name in job.by_object) or not split_type:
            return
        if parameters.strategy == MULTI_RECORD:
            yield self._enter("Transforming in small batches")
            small = Batches("small")
            runs.append(small)
            bodies = small.bodies(objects, split_type, parameters, _SMALL_RECORDS, _SMALL_REQUESTS)
            yield from self._invoke(small, bodies, parameters)
        if split_type == "Line":
            last = Batches("last")
            runs.append(last)
            yield from self._invoke(last, self._unterminated(last, parameters), parameters)

    def _unterminated(self, batches: Batches, parameters: Parameters) -> Iterator[bytes]:
        """Yield the first line of the input without its newline."""
        first = Batches("first")
        for body in first.bodies(self._setup.objects, self._job.split_type, parameters, 1, 1):
            if body.endswith(b"\n"):
                yield batches.add(first.batches[0].object, 0, Payload(body.removesuffix(b"\n"), 1))

    def _invoke(self, batches: Batches, bodies: Iterator[bytes], parameters: Parameters) -> Iterator[events.Event]:
        """Send requests, in parallel and in order, until all are answered or one has failed."""
        self._driver.store(batches.requests, bodies)
        if not batches.batches:
            return
        self._batches = batches
        self._driver.invoke(
            batches.requests,
            batches.answers,
            contract.INVOCATIONS,
            self._headers,
            contract.REQUEST_SECONDS,
            contract.RETRIES,
            is_chunked=not parameters.max_payload_mb,
        )
        yield from self._until(driver_client.Invoked)

    def _finish(self, container: Container, runs: Sequence[Batches]) -> Iterator[events.Event]:
        """Close the connections, stop the container, and wait for the end of its log."""
        self._driver.finish()
        yield from self._until(driver_client.Finished)
        self.observations.highest_memory_bytes = container.memory_bytes()
        is_good = bool(runs) and all(answered.is_success for each in runs for answered in each.answered.values())
        yield self._enter("Stopping")
        end = container.stop(GRACE_SECONDS if is_good else _ABORT_SECONDS)
        self.observations.end = _end(end, self.observations.is_ready, is_good)
        self.observations.out_of_memory_events = container.out_of_memory_events()
        yield from self._read_log()
        self.observations.log_lines = self._setup.logbook.excerpt.lines

    def _read_log(self) -> Iterator[events.Event]:
        """Show the rest of the log of a container that has ended; one without an end is left."""
        limit = self._clock.now() + _LOG_SECONDS
        while not self._log_ended and self._clock.now() < limit:
            yield from self._on(self.arrivals.wait(limit - self._clock.now()))
        omitted, lines = self._setup.logbook.flush()
        if omitted:
            yield events.Note(self._setup.manifest, omitted)
        for stream, line in lines:
            yield events.LogLine(self._setup.manifest, JOB_TYPE, stream, line)

    def _collect(self, runs: Sequence[Batches], answers: AnswerFiles) -> None:
        """Copy the answers from the driver, and add the requests to the observations."""
        if any(each.answered for each in runs):
            answers.receive(self._group.copy_out(f"{driver_client.FOLDER}/answers"))
        by_name = {each.name: each for each in runs}
        exchanges = {name: each.exchanges(answers.count_records) for name, each in by_name.items()}
        self.observations.exchanges = exchanges.get("job", [])
        self.observations.small_exchanges = exchanges.get("small", [])
        self.observations.unterminated = next(iter(exchanges.get("last", [])), None)
        if "job" in by_name:
            answers.set_job(by_name["job"])

    def _until(self, kind: type[Expected]) -> Generator[events.Event, None, Expected]:
        """Handle what arrives until the driver reports an event of this type; the container's end stops the driver."""
        if self._has_ended:
            self._driver.stop()
        while True:
            is_ending = self._log_ended and not self._has_ended
            arrival = self.arrivals.wait(_POLL_SECONDS if is_ending else _HEARTBEAT_SECONDS)
            if isinstance(arrival, kind):
                return arrival
            yield from self._on(arrival)
            if self._log_ended and not self._has_ended and self._container and not self._container.state().is_running:
                self._has_ended = True
                self._driver.stop()

    def _on(self, arrival: object) -> Iterator[events.Event]:
        """Note what was observed; yield what is to be shown."""
        seen = self.observations
        match arrival:
            case _Line(text=text):
                event = LogEvent(0, STREAM, text.decode("utf-8", "replace"))
                for stream, line in self._setup.logbook.add(event):
                    yield events.LogLine(self._setup.manifest, JOB_TYPE, stream, line)
            case _LogEnded():
                self._log_ended = True
            case _DriverEnded():
                raise Failure(_driver_ended(self._group.stream.errors()), USAGE, "use another --driver-image")
            case driver_client.Listening(sockets=sockets):
                new = (socket for socket in sockets if socket not in seen.listening)
                seen.listening += list(new)[: _MAX_SOCKETS - len(seen.listening)]
            case driver_client.NetworkAttempts(count=count):
                seen.network_attempts = count
            case driver_client.NameLookedUp(name=name):
                seen.host_names.append(name)
            case driver_client.Pinged(ping=ping):
                seen.pings.append(ping)
            case driver_client.Answered() if self._batches:
                self._batches.on_answer(arrival)
            case None if not self._log_ended:
                yield events.Heartbeat(self._setup.manifest, self._status, self._elapsed())

    def _enter(self, status: str) -> events.Event:
        self._status = status
        return events.StatusChanged(self._setup.manifest, "rehearsal", self._job.profile, status, self._elapsed())

    def _elapsed(self) -> float:
        return self._clock.now() - self._started


def _end(end: End, is_ready: bool, is_good: bool) -> End:
    """Correct when the container ended: the engine only knows whether it was still running."""
    if end.during == "stop":
        return end if is_good else replace(end, during="abort")
    return replace(end, during="requests" if is_ready else "start")


def _driver_ended(errors: str) -> str:
    """The message about a driver that ended, with the last line that it printed."""
    lines = errors.strip().splitlines()
    return f"the driver ended unexpectedly: {lines[-1][:200]}" if lines else "the driver ended unexpectedly"
