"""When image scans and jobs ran: the events of a run as spans of time, in seconds since the first of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..manifest.findings import TIMED_OUT
from . import events

SCAN, VALIDATION, TRAINING, TRANSFORM = "image scan", "validation", "training job", "transform job"
DONE, FAILED, ACTIVE = "done", "failed", "active"
# The jobs and the endpoint that a rehearsal runs.
REHEARSALS = ("training rehearsal", "transform rehearsal", "real-time rehearsal")
# By the `job_type` of a JobFinished.
JOBS = {"training": TRAINING, "transform": TRANSFORM}
# What a resource's validation consists of.
PARTS = (SCAN, VALIDATION, TRAINING, TRANSFORM)
_DRAWN = (SCAN, TRAINING, TRANSFORM)
_NOT_STARTED = "NotStarted"
_END_STATES = {"Completed": DONE, "Failed": FAILED, "Stopped": FAILED, "MaxRuntimeExceeded": FAILED}


@dataclass(frozen=True)
class Span:
    """A scan or job from `began` to `ended`; an ACTIVE one was running at the last event."""

    manifest: str
    type: str
    name: str
    began: float
    ended: float
    state: str


class _OpenSpan:
    """A span while events are read."""

    def __init__(self, began: float) -> None:
        self.began = self.ended = began
        self.state = ACTIVE


class _Timeline:
    """The spans up to an event."""

    def __init__(self) -> None:
        self.spans: dict[tuple[str, str, str], _OpenSpan] = {}
        # The times of statuses count from the watch of their manifest, those of stages from the run's start.
        self.watch_started: dict[str, float] = {}
        self.timed_out: set[str] = set()
        # When a manifest was last heard of: the end of a watch is that of all manifests.
        self.heard_of: dict[str, float] = {}

    def add(self, event: events.Event) -> None:
        """Add the next event."""
        match event:
            case events.StageStarted(stage=stage, manifest=manifest, elapsed_seconds=seconds):
                self.heard_of[manifest] = seconds
                if stage == "watch":
                    self.watch_started[manifest] = seconds
            case events.StageFinished(stage=stage, manifest=manifest, elapsed_seconds=seconds):
                if stage != "watch" or manifest in self.timed_out:
                    self.heard_of[manifest] = seconds
            case events.StatusChanged():
                self._add_status(event)
            case events.Heartbeat(manifest=manifest, elapsed_seconds=seconds):
                self._time(manifest, seconds)
            case events.JobFinished():
                self._finish_job(event)
            case events.RunFailed(manifest=manifest, exit_code=exit_code) if exit_code == TIMED_OUT:
                self.timed_out.add(manifest)

    def _add_status(self, event: events.StatusChanged) -> None:
        time = self._time(event.manifest, event.elapsed_seconds)
        if event.resource_type not in _DRAWN or event.status == _NOT_STARTED:
            return
        span = self.spans.setdefault((event.manifest, event.resource_type, event.name), _OpenSpan(time))
        if span.state == ACTIVE:
            span.ended = time
            span.state = _END_STATES.get(event.status, ACTIVE)

    def _finish_job(self, event: events.JobFinished) -> None:
        """Use the billed time only of a job that was not seen before its end: it excludes what a job waits for."""
        began = self.watch_started.get(event.manifest, 0.0) + event.started_seconds
        key = (event.manifest, JOBS.get(event.job_type, TRANSFORM), event.name)
        span = self.spans.setdefault(key, _OpenSpan(began))
        if span.state == ACTIVE:
            span.ended = max(span.ended, began + event.billed_seconds)
        if span.began == span.ended:
            span.began = min(span.began, began)
        span.state = _END_STATES.get(event.status, FAILED)

    def _time(self, manifest: str, seconds: float) -> float:
        time = self.watch_started.get(manifest, 0.0) + seconds
        self.heard_of[manifest] = time
        return time

    def finished(self) -> list[Span]:
        """The spans after the last event, up to which those that are still active last."""
        last = self.heard_of
        return [
            Span(*key, span.began, last.get(key[0], span.ended) if span.state == ACTIVE else span.ended, span.state)
            for key, span in self.spans.items()
        ]


def durations(stream: Iterable[events.Event]) -> dict[str, float]:
    """Return the seconds from the run's start to the last status of each manifest, or to the end of its last stage."""
    timeline = _Timeline()
    for event in stream:
        timeline.add(event)
    return timeline.heard_of


def spans(stream: Iterable[events.Event]) -> list[Span]:
    """Return the spans of a second or longer, by manifest in the order of the events, then by start.

    The first span starts at second 0.
    """
    timeline = _Timeline()
    for event in stream:
        timeline.add(event)
    finished = timeline.finished()
    lasting = [span for span in finished if span.ended - span.began >= 1]
    zero = min((span.began for span in lasting), default=0.0)
    manifests = {manifest: index for index, manifest in enumerate(dict.fromkeys(span.manifest for span in finished))}
    lasting.sort(key=lambda span: (manifests[span.manifest], span.began))
    return [replace(span, began=span.began - zero, ended=span.ended - zero) for span in lasting]
