"""What the run of one job has: its engine, its data, and where its status, its log and its outputs go."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock

from sagemaker_marketplace.aws.logs import LogEvent
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.rehearse.engine.engine import Engine
from sagemaker_marketplace.rehearse.engine.group import Group
from sagemaker_marketplace.rehearse.inference import driver_client
from sagemaker_marketplace.report import events
from sagemaker_marketplace.sandbox.containers.engine import LocalEngine, Result, finish
from sagemaker_marketplace.sandbox.containers.job import ContainerJob
from sagemaker_marketplace.sandbox.containers.storage import Storage
from sagemaker_marketplace.sandbox.job_logs import JobLogs
from sagemaker_marketplace.watch.logbook import Logbook

# CloudWatch Logs would keep more, but not in the memory of a laptop: an event has about so many bytes besides its text.
_MAX_LOG_BYTES, _EVENT_BYTES = 64 * 1024**2, 200


class Cancelled(Exception):
    """The job was stopped, or the server ends."""


@dataclass
class JobRun:
    """The run of a job in a thread; `lock` guards the job and the logs, `folder` is for temporary files."""

    document: Document
    job: ContainerJob
    local: LocalEngine
    engine: Engine
    storage: Storage
    logs: JobLogs
    lock: RLock
    folder: Path
    _group: Group | None = None
    _is_cancelled: bool = False
    _log_bytes: int = field(default=0)

    def cancel(self) -> None:
        """End the run soon: without its input the driver ends, and then everything of its group is removed."""
        self._is_cancelled = True
        group = self._group  # the thread of the run sets it to None
        if group:
            group.stream.close()

    @contextmanager
    def group(self, host_name: str = "") -> Iterator[Group]:
        """Start the driver, and remove all containers at the end. Raises Cancelled, and Failure without the driver."""
        self.require_not_cancelled()
        driver_image = self.local.driver_image(self.engine)
        with self.engine.group(driver_image, driver_client.program(), host_name) as group:
            self._group = group
            try:
                self.require_not_cancelled()
                yield group
            finally:
                self._group = None

    def require_not_cancelled(self) -> None:
        """Raise Cancelled if the run is to end."""
        if self._is_cancelled:
            raise Cancelled

    def follow(
        self, stream: Generator[events.Event, None, Result], on_status: Callable[[str], object] = lambda _status: None
    ) -> Result:
        """Run a stream of events to its end and return its result; `on_status` is called with each status."""

        def on_event(event: events.Event) -> None:
            if isinstance(event, events.StatusChanged):
                on_status(event.status)

        return finish(stream, on_event)

    def enter(self, phase: str) -> None:
        """Begin a phase of the job, if it is another one."""
        with self.lock:
            self.job.enter(phase)

    def set_metrics(self, last_values: Mapping[str, float]) -> None:
        """Set the last value of each metric."""
        with self.lock:
            self.job.last_values.update(last_values)

    def logbook(self) -> Logbook:
        """Return the logbook of the container: each line goes to the job's log stream."""
        return _Recorder(self.job.stage, self._record)

    def write_log(self, lines: list[str], is_data_log: bool = False) -> None:
        """Write lines that are not the container's."""
        with self.lock:
            for line in lines:
                self.logs.record(self.job, int(time.time() * 1000), line, is_data_log)

    def _record(self, event: LogEvent) -> None:
        self._log_bytes += len(event.text) + _EVENT_BYTES
        if self._log_bytes <= _MAX_LOG_BYTES:
            with self.lock:
                self.logs.record(self.job, event.timestamp, event.text)


class _Recorder(Logbook):
    """A logbook that shows nothing, and hands over each line as the container printed it."""

    def __init__(self, job_type: str, record: Callable[[LogEvent], object]) -> None:
        super().__init__(job_type, 0)
        self._record = record

    def add(self, event: LogEvent) -> list[tuple[str, str]]:
        self._record(event)
        return super().add(event)
