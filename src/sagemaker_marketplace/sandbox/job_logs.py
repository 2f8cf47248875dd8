"""The log groups of SageMaker's jobs, separate from moto's CloudWatch Logs, and what validation jobs write to them.

Groups and stream names are those of the SageMaker developer guide's page on logging with CloudWatch. Event timestamps
follow the times of the job, regardless of when it is polled.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, insort
from collections.abc import Iterator

from moto.backends import get_backend

from sagemaker_marketplace.sandbox.jobs import Job, phases
from sagemaker_marketplace.sandbox.log_events import Segment, Stream

GROUPS = {"training": "/aws/sagemaker/TrainingJobs", "transform": "/aws/sagemaker/TransformJobs"}

_MILLISECONDS = 1000
_DATA_LOG = "/data-log"
# Seconds from the container's start to its log, its generated log and its last lines, and the duration of each.
_LOG, _GENERATED, _LAST, _SPAN = 0, 10, 20, 10


class Group:
    """The log streams of a group; a stream without events does not exist yet."""

    def __init__(self) -> None:
        """Begin without streams."""
        self._streams: dict[str, Stream] = {}
        self._names: list[str] = []

    def __bool__(self) -> bool:
        """Return whether any stream exists."""
        return any(True for _ in self.streams())

    def add(self, stream: Stream) -> Stream:
        """Add a stream unless there is one of this name; return the stream of this name."""
        if stream.name not in self._streams:
            self._streams[stream.name] = stream
            insort(self._names, stream.name)
        return self._streams[stream.name]

    def find(self, name: str) -> Stream | None:
        """Return the stream with this name; None if it does not exist."""
        stream = self._streams.get(name)
        return stream if stream and any(stream.parts) else None

    def streams(self, prefix: str = "") -> Iterator[Stream]:
        """Yield the streams whose names begin with a prefix, sorted by name."""
        for index in range(bisect_left(self._names, prefix), len(self._names)):
            if not self._names[index].startswith(prefix):
                return
            stream = self.find(self._names[index])
            if stream:
                yield stream


class JobLogs:
    """The log streams of all jobs of an account and Region."""

    def __init__(self, late: bool) -> None:
        """If `late`, every third line appears after later ones."""
        self._late = late
        self.groups = {name: Group() for name in GROUPS.values()}
        self._written: dict[str, dict[str, tuple[Stream, Segment]]] = {}

    def update(self, job: Job) -> None:
        """Write what a job has logged so far."""
        if job.arn not in self._written:
            self._written[job.arn] = self._create_streams(job)
        for kind, (stream, segment) in self._written[job.arn].items():
            part, whole = _written_share(job, kind)
            stream.write(segment, segment.count * part // whole)
        self._ensure_group(job)

    def record(self, job: Job, timestamp: int, text: str, is_data_log: bool = False) -> None:
        """Write a line that a job's container prints, or one of its data log, at a time in milliseconds."""
        name = container_stream(job) + (_DATA_LOG if is_data_log else "")
        self._stream(job, name).recorded.add(timestamp, text)
        self._ensure_group(job)

    def _ensure_group(self, job: Job) -> None:
        # moto needs the group, too, for calls that list groups.
        backend = get_backend("logs")[job.owner.account][job.owner.region]
        if GROUPS[job.stage] not in backend.groups and self.groups[GROUPS[job.stage]]:
            backend.create_log_group(GROUPS[job.stage], {})

    def _create_streams(self, job: Job) -> dict[str, tuple[Stream, Segment]]:
        """Create the streams of a job, with everything it will write."""
        outcome, extra = job.outcome, job.extra_seconds
        start = int(job.running_since * _MILLISECONDS)
        container = self._stream(job, container_stream(job))
        data = self._stream(job, container.name + _DATA_LOG)
        text, count = (
            str(outcome.generated_lines.get("text", "line {number}")),
            int(outcome.generated_lines.get("count", 0)),
        )
        segments = (
            ("log", container, len(outcome.log), outcome.log.__getitem__, _LOG, _SPAN),
            (
                "generated_lines",
                container,
                count,
                lambda number: text.replace("{number}", str(number)),
                _GENERATED,
                extra,
            ),
            ("last_log", container, len(outcome.last_log), outcome.last_log.__getitem__, _LAST + extra, _SPAN),
            ("data_log", data, len(outcome.data_log), outcome.data_log.__getitem__, _LAST + extra, _SPAN),
        )
        return {
            kind: (stream, stream.add_segment(number, line, start + begin * _MILLISECONDS, span * _MILLISECONDS))
            for kind, stream, number, line, begin, span in segments
        }

    def _stream(self, job: Job, name: str) -> Stream:
        stream = Stream(name, int(job.created * _MILLISECONDS), self._late)
        return self.groups[GROUPS[job.stage]].add(stream)


def container_stream(job: Job) -> str:
    """Return the name of the log stream of the job's container."""
    host = "algo-1" if job.stage == "training" else "i-0" + hashlib.sha256(job.name.encode()).hexdigest()[:16]
    return f"{job.name}/{host}-{int(job.created)}"


def _written_share(job: Job, kind: str) -> tuple[int, int]:
    """Return the written share of a kind of lines: while the job runs, all of the log and part of the generated log."""
    if job.status in ("Completed", "Failed"):
        return 1, 1
    if kind not in ("log", "generated_lines"):
        return 0, 1
    by_poll = phases(job.stage, job.outcome.polls)
    before = by_poll.index("Training")
    polls = min(max(job.polls, 1), len(by_poll))
    return max(polls - before, 0), len(by_poll) - before + (kind == "generated_lines")
