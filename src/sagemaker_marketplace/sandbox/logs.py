"""The log groups of SageMaker's jobs, apart from moto's CloudWatch Logs, and what the validation's jobs write there.

Groups and stream names are those of the SageMaker developer guide's page on logging with CloudWatch. The times of
events are those the job tells of itself, whenever the looks came.
"""

from __future__ import annotations

import hashlib

from moto.backends import get_backend

from sagemaker_marketplace.sandbox.jobs import Job, phases
from sagemaker_marketplace.sandbox.log_events import Segment, Stream
from sagemaker_marketplace.sandbox.wire import ACCOUNT

GROUPS = {"training": "/aws/sagemaker/TrainingJobs", "transform": "/aws/sagemaker/TransformJobs"}

_MS = 1000
# When the lines of a container are written, counted from its start: what it logs, a flood after that, then the last.
_LOG, _FLOOD, _LAST, _SPAN = 0, 10, 20, 10


class Logs:
    """The log streams of all jobs of one server."""

    def __init__(self, late: bool) -> None:
        """`late` tells whether every third line is there later than those after it."""
        self._late = late
        self._groups: dict[tuple[str, str], dict[str, Stream]] = {}
        self._written: dict[str, dict[str, tuple[Stream, Segment]]] = {}

    def group(self, region: str, name: str) -> dict[str, Stream] | None:
        """Give the streams of a group that have something in them, sorted by name; None if there is no such group."""
        streams = self._groups.get((region, name), {})
        return {key: streams[key] for key in sorted(streams) if any(part for part in streams[key].parts)} or None

    def follow(self, job: Job) -> None:
        """Write what a job has logged by now."""
        if job.arn not in self._written:
            self._written[job.arn] = self._begin(job)
        for kind, (stream, segment) in self._written[job.arn].items():
            part, whole = _share(job, kind)
            stream.show(segment, segment.count * part // whole)
        # The group is moto's, too, so that who lists groups finds it.
        backend = get_backend("logs")[ACCOUNT][job.region]
        if GROUPS[job.stage] not in backend.groups and self.group(job.region, GROUPS[job.stage]):
            backend.create_log_group(GROUPS[job.stage], {})

    def _begin(self, job: Job) -> dict[str, tuple[Stream, Segment]]:
        """Make the streams of a job, with all it will ever write."""
        outcome, extra = job.outcome, job.extra
        start = int(job.running_since * _MS)
        container = self._stream(job, container_stream(job))
        data = self._stream(job, f"{container.name}/data-log")
        text, count = str(outcome.flood.get("text", "line {number}")), int(outcome.flood.get("count", 0))
        held = (
            ("log", container, len(outcome.log), outcome.log.__getitem__, _LOG, _SPAN),
            ("flood", container, count, lambda number: text.replace("{number}", str(number)), _FLOOD, extra),
            ("last_log", container, len(outcome.last_log), outcome.last_log.__getitem__, _LAST + extra, _SPAN),
            ("data_log", data, len(outcome.data_log), outcome.data_log.__getitem__, _LAST + extra, _SPAN),
        )
        return {
            kind: (stream, stream.hold(number, line, start + begin * _MS, span * _MS))
            for kind, stream, number, line, begin, span in held
        }

    def _stream(self, job: Job, name: str) -> Stream:
        stream = Stream(name, int(job.created * _MS), self._late)
        return self._groups.setdefault((job.region, GROUPS[job.stage]), {}).setdefault(name, stream)


def container_stream(job: Job) -> str:
    """Give the name of the stream that holds what the job's container wrote."""
    host = "algo-1" if job.stage == "training" else "i-0" + hashlib.sha256(job.name.encode()).hexdigest()[:16]
    return f"{job.name}/{host}-{int(job.created)}"


def _share(job: Job, kind: str) -> tuple[int, int]:
    """Tell which part of a kind of lines a job has written: before its last look all of the log, some of the flood."""
    if job.status in ("Completed", "Failed"):
        return 1, 1
    if kind not in ("log", "flood"):
        return 0, 1
    shown = phases(job.stage, job.outcome.looks)
    before = shown.index("Training")
    seen = min(max(job.looks, 1), len(shown))
    return max(seen - before, 0), len(shown) - before + (kind == "flood")
