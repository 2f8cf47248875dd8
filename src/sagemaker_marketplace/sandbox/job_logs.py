"""The log groups of SageMaker's jobs, separate from moto's CloudWatch Logs, and what validation jobs write to them.

Groups and stream names are those of the SageMaker developer guide's page on logging with CloudWatch. Event timestamps
follow the times of the job, regardless of when it is polled.
"""

from __future__ import annotations

import hashlib

from moto.backends import get_backend

from sagemaker_marketplace.sandbox.jobs import Job, phases
from sagemaker_marketplace.sandbox.json_protocol import ACCOUNT
from sagemaker_marketplace.sandbox.log_events import Segment, Stream

GROUPS = {"training": "/aws/sagemaker/TrainingJobs", "transform": "/aws/sagemaker/TransformJobs"}

_MILLISECONDS = 1000
# Seconds from the container's start to its log, its generated log and its last lines, and the duration of each.
_LOG, _GENERATED, _LAST, _SPAN = 0, 10, 20, 10


class JobLogs:
    """The log streams of all jobs of one server."""

    def __init__(self, late: bool) -> None:
        """If `late`, every third line appears after later ones."""
        self._late = late
        self._groups: dict[tuple[str, str], dict[str, Stream]] = {}
        self._written: dict[str, dict[str, tuple[Stream, Segment]]] = {}

    def group(self, region: str, name: str) -> dict[str, Stream] | None:
        """Return the streams of a group that contain events, sorted by name; None if the group does not exist."""
        streams = self._groups.get((region, name), {})
        return {key: streams[key] for key in sorted(streams) if any(part for part in streams[key].parts)} or None

    def update(self, job: Job) -> None:
        """Write what a job has logged so far."""
        if job.arn not in self._written:
            self._written[job.arn] = self._create_streams(job)
        for kind, (stream, segment) in self._written[job.arn].items():
            part, whole = _written_share(job, kind)
            stream.write(segment, segment.count * part // whole)
        # moto needs the group, too, for calls that list groups.
        backend = get_backend("logs")[ACCOUNT][job.region]
        if GROUPS[job.stage] not in backend.groups and self.group(job.region, GROUPS[job.stage]):
            backend.create_log_group(GROUPS[job.stage], {})

    def _create_streams(self, job: Job) -> dict[str, tuple[Stream, Segment]]:
        """Create the streams of a job, with everything it will write."""
        outcome, extra = job.outcome, job.extra_seconds
        start = int(job.running_since * _MILLISECONDS)
        container = self._stream(job, container_stream(job))
        data = self._stream(job, f"{container.name}/data-log")
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
        return self._groups.setdefault((job.region, GROUPS[job.stage]), {}).setdefault(name, stream)


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
