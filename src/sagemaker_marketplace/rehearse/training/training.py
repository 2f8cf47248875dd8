"""Runs one training job as SageMaker does, and collects what can be observed; nothing here decides what it means."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ...context import Clock
from ...manifest.findings import USAGE, Failure
from ...report import events
from ...watch.logbook import Logbook
from ..contract import training as contract
from ..contract.record_formats import FormatError
from ..engine.api import NOT_FOUND, EngineError
from ..engine.container import Container
from ..engine.group import Group
from ..engine.volumes import Files
from ..inference import driver_client, programs
from ..inference.driver_client import DriverClient
from ..inference.observer import Observer
from ..observations import End, Image, Limits
from ..training_job import Channel, TrainingJob
from ..training_observations import TrainingObservations
from . import archive, layout
from .idleness import Idleness
from .layout import Channels
from .metrics import MetricCounter
from .pipes_client import Feeding, PipesClient, Reported

# SageMaker waits 120 seconds between SIGTERM and SIGKILL (developer guide, -dockerfile). A job that is stopped is lost,
# so that nothing depends on how it ends.
_GRACE_SECONDS = 10.0
_ABORT_SECONDS = 1.0
# A program that has used none of its pipes, and hardly the CPU for so long, waits for what will never be there.
_IDLE_SECONDS = 20.0
_NO_LIMIT_SECONDS = 28 * 24 * 3_600.0


@dataclass(frozen=True)
class Setup:
    """What is rehearsed: the job of a manifest, its local image, its files by channel, and its environment.

    `patience_seconds` is how long to wait for the first use of a pipe, if there is no other data. `logbook` limits what
    is shown of the container's log. The model is packed to the path `model`, if there is one.
    """

    manifest: str
    job: TrainingJob
    image: Image
    channels: Channels
    environment: dict[str, str]
    limits: Limits
    patience_seconds: float
    logbook: Logbook
    model: Path


def run(group: Group, setup: Setup, clock: Clock) -> Generator[events.Event, None, TrainingObservations]:
    """Run the job in a group whose driver runs; yield statuses and the log, return the observations.

    Raises Failure if the engine or the driver fails, and if the data of a channel can't be read.
    """
    training = _Training(group, setup, clock)
    with closing(training.observer):
        yield from training.run()
    return training.observations


class _Training:
    """The state of one run."""

    def __init__(self, group: Group, setup: Setup, clock: Clock) -> None:
        self._group, self._setup, self._clock, self._job = group, setup, clock, setup.job
        image = programs.look_up(group, setup.image, TrainingObservations.ARGUMENT)
        self.observations = TrainingObservations(setup.job, image, setup.limits)
        self._driver = DriverClient(group.stream, {})
        self.observer = Observer(group, self._driver, self.observations, setup.manifest, setup.logbook, clock)
        self._metrics = MetricCounter(self._job.metrics, clock.now)
        self.observer.on_line(self._metrics.add)
        self._pipes: PipesClient | None = None

    def run(self) -> Iterator[events.Event]:
        """Run the job from its data to its model."""
        yield self.observer.enter("Starting")
        # The container can look up names as soon as it starts.
        yield from self.observer.until(driver_client.Started)
        yield self.observer.enter("Downloading")
        files = self._copy_in()
        yield from self._feed(files)
        container = self.observer.start(self._setup.environment)
        if not container:
            return
        yield self.observer.enter("Training")
        yield from self._wait(container)
        yield from self._finish(container)
        yield self.observer.enter("Uploading")
        self._copy_out(files)

    def _copy_in(self) -> Files:
        """Fill the volumes, and note what they have and what they hide."""
        seen, channels = self.observations, self._setup.channels
        files = self._group.add_volumes(layout.volumes(self._job))
        for path, contents in layout.contents(self._job, channels).items():
            files.copy_in(path, contents)
        image = self._setup.image.id
        self._group.copy_from_image(image, contract.CODE, files)
        seen.files = layout.names(self._job, channels)
        visible = (*seen.files, *self._group.files_below(image, contract.CODE))
        seen.hidden_files = tuple(path for path in self._group.files_below(image, contract.ROOT) if path not in visible)
        return files

    def _feed(self, files: Files) -> Iterator[events.Event]:
        """Make the FIFOs of Pipe channels."""
        channels = layout.pipe_channels(self._job)
        if not channels:
            return
        self._pipes = PipesClient(files.start(), channels)
        self.observer.follow_program(self._pipes.events(), self._pipes.on_event)
        for channel in channels:
            self._pipes.store(channel, self._pipe_data(channel))
        self._pipes.feed()
        yield from self.observer.until(Feeding)

    def _pipe_data(self, channel: Channel) -> Iterator[bytes]:
        """Yield the data of a channel. Raises Failure for a file that is not in its format."""
        for each in self._setup.channels[channel.name]:
            try:
                with each.path.open("rb") as stream:
                    yield from contract.pipe_data(channel, stream)
            except FormatError as error:
                message = f"channel {channel.name}: {each.name}: {error}"
                raise Failure(message, USAGE, "replace the file, or change the fields of the channel") from None
            except OSError as error:
                raise Failure(f"cannot read {each.name}: {error.strerror}", USAGE, "check its permissions") from None

    def _wait(self, container: Container) -> Iterator[events.Event]:
        """Wait until the program ends; stop it after MaxRuntimeInSeconds, or if it uses none of its pipes."""
        seen, begun = self.observations, self._clock.now()
        limit = float(self._job.max_runtime_seconds or _NO_LIMIT_SECONDS)
        seen.waited_for_pipes = yield from self._wait_for_pipes(container, limit)
        has_ended = False
        if not seen.waited_for_pipes:
            has_ended = yield from self.observer.wait_for_end(limit - (self._clock.now() - begun))
            seen.is_out_of_time = not has_ended
        if not has_ended:
            yield self.observer.enter("Stopping")
        seen.seconds = self._clock.now() - begun
        grace = _ABORT_SECONDS if seen.waited_for_pipes else _GRACE_SECONDS
        end = yield from self.observer.stop(container, grace)
        seen.end = self._corrected(end)
        if has_ended:
            seen.seconds = end.seconds

    def _wait_for_pipes(self, container: Container, limit: float) -> Generator[events.Event, None, bool]:
        """Wait until the program opens a pipe or ends; return whether it does neither.

        A program that has only pipes has the manifest's patience for that. One that is idle waits for nothing.
        """
        if not self._pipes:
            return False
        is_only_pipes = len(layout.pipe_channels(self._job)) == len(self._job.channels)
        seconds = min(limit, self._setup.patience_seconds) if is_only_pipes else limit
        idleness = Idleness(container.cpu_seconds, self._clock.now, _IDLE_SECONDS)
        has_ended = yield from self.observer.wait_for_end(seconds, lambda: self._is_piping or idleness.is_idle())
        return not has_ended and not self._is_piping and (seconds < limit or idleness.is_idle())

    @property
    def _is_piping(self) -> bool:
        return bool(self._pipes and self._pipes.is_used)

    def _corrected(self, end: End) -> End:
        """Correct when the container ended: the engine only knows whether it was still running."""
        if end.during != "stop":
            return replace(end, during="training")
        return replace(end, during="abort") if self.observations.waited_for_pipes else end

    def _finish(self, container: Container) -> Iterator[events.Event]:
        """Collect what the driver, the pipes and the engine have observed, and the rest of the log."""
        seen = self.observations
        seen.highest_memory_bytes = container.memory_bytes()
        seen.out_of_memory_events = container.out_of_memory_events()
        self._driver.finish()
        yield from self.observer.until(driver_client.Finished)
        if self._pipes:
            self._pipes.report()
            yield from self.observer.until(Reported)
            seen.pipes = self._pipes.uses
        yield from self.observer.read_log()
        seen.log_lines = self._setup.logbook.excerpt.lines
        seen.metrics = self._metrics.uses()

    def _copy_out(self, files: Files) -> None:
        """Read the failure file, and pack the model of a program that succeeded."""
        seen = self.observations
        failure = files.read(contract.FAILURE)
        if failure and not failure.is_folder:
            seen.failure = contract.failure_reason(failure.head)
        if not seen.has_succeeded:
            return
        try:
            with files.archive(contract.MODEL) as chunks:
                names = archive.pack(chunks, self._setup.model)
        except EngineError as error:
            if error.status != NOT_FOUND:
                raise
            names = ()
        seen.model_files = names
        seen.model_bytes = self._setup.model.stat().st_size if names else None
