"""When stages, scans and jobs ran: the events of a run as spans of time, in seconds since the first of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..manifest.findings import TIMED_OUT
from . import events

STAGE, SCAN, VALIDATION, TRAINING, TRANSFORM = "stage", "image scan", "validation", "training job", "transform job"
DONE, FAILED, ACTIVE = "done", "failed", "active"
# By the `job_type` of a JobFinished.
JOBS = {"training": TRAINING, "transform": TRANSFORM}
# What a resource's validation consists of.
PARTS = (SCAN, VALIDATION, TRAINING, TRANSFORM)
_NOT_STARTED = "NotStarted"
_END_STATES = {"Completed": DONE, "Failed": FAILED, "Stopped": FAILED, "MaxRuntimeExceeded": FAILED}


@dataclass(frozen=True)
class Span:
    """A stage, scan, validation or job from `began` to `ended`; an ACTIVE one was running at the last event."""

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
        self.failures: dict[str, int] = {}
        self.last = 0.0
        # When a manifest was last heard of: the end of a watch is that of all manifests.
        self.heard_of: dict[str, float] = {}

    def add(self, event: events.Event) -> None:
        """Add the next event."""
        match event:
            case events.StageStarted(stage=stage, manifest=manifest, elapsed_seconds=seconds):
                self._start_stage(stage, manifest, seconds)
            case events.StageFinished(stage=stage, manifest=manifest, succeeded=succeeded, elapsed_seconds=seconds):
                self._finish_stage(stage, manifest, seconds, succeeded)
            case events.StatusChanged():
                self._add_status(event)
            case events.Heartbeat(manifest=manifest, elapsed_seconds=seconds):
                self._time(manifest, seconds)
            case events.JobFinished():
                self._finish_job(event)
            case events.RunFailed(manifest=manifest, exit_code=exit_code):
                self.failures[manifest] = exit_code

    def _start_stage(self, stage: str, manifest: str, seconds: float) -> None:
        self.last = max(self.last, seconds)
        self.heard_of[manifest] = seconds
        self.spans[manifest, STAGE, stage] = _OpenSpan(seconds)
        if stage == "watch":
            self.watch_started[manifest] = seconds

    def _finish_stage(self, stage: str, manifest: str, seconds: float, succeeded: bool) -> None:
        # A watch lasts at least until the last change that it has seen.
        self.last = max(self.last, seconds)
        if stage != "watch" or self.failures.get(manifest) == TIMED_OUT:
            self.heard_of[manifest] = seconds
        span = self.spans.setdefault((manifest, STAGE, stage), _OpenSpan(seconds))
        span.ended = max(seconds, self.last if stage == "watch" else seconds)
        if succeeded:
            span.state = DONE
        elif self.failures.get(manifest) != TIMED_OUT:
            span.state = FAILED

    def _add_status(self, event: events.StatusChanged) -> None:
        time = self._time(event.manifest, event.elapsed_seconds)
        if event.resource_type not in PARTS or event.status == _NOT_STARTED:
            return
        span = self.spans.setdefault((event.manifest, event.resource_type, event.name), _OpenSpan(time))
        if span.state == ACTIVE:
            span.ended = time
            span.state = _END_STATES.get(event.status, ACTIVE)

    def _finish_job(self, event: events.JobFinished) -> None:
        """Use the job's own times, which are exact; a watch sees a job start and end only when it polls."""
        began = self.watch_started.get(event.manifest, 0.0) + event.started_seconds
        key = (event.manifest, JOBS.get(event.job_type, TRANSFORM), event.name)
        span = self.spans.setdefault(key, _OpenSpan(began))
        span.began = min(span.began, began)
        span.ended = max(span.ended if span.state != ACTIVE else began, began + event.billed_seconds)
        span.state = _END_STATES.get(event.status, FAILED)
        self.last = max(self.last, span.ended)

    def _time(self, manifest: str, seconds: float) -> float:
        time = self.watch_started.get(manifest, 0.0) + seconds
        self.last = max(self.last, time)
        self.heard_of[manifest] = time
        return time

    def finished(self) -> list[Span]:
        """The spans after the last event."""
        return [self._finished(*key, span) for key, span in self.spans.items()]

    def _finished(self, manifest: str, span_type: str, name: str, span: _OpenSpan) -> Span:
        state, ended = span.state, span.ended
        if state == ACTIVE:
            ended = self.last
            if span_type == STAGE and self.failures.get(manifest, TIMED_OUT) != TIMED_OUT:
                state = FAILED
        return Span(manifest, span_type, name, span.began, ended, state)


def durations(stream: Iterable[events.Event]) -> dict[str, float]:
    """Return the seconds from the run's start to the last status of each manifest, or to the end of its last stage."""
    timeline = _Timeline()
    for event in stream:
        timeline.add(event)
    return timeline.heard_of


def spans(stream: Iterable[events.Event]) -> list[Span]:
    """Return the spans of a second or longer, by manifest in the order of the events, stages first, then by start.

    The first span starts at second 0. Stages count if their events have a time.
    """
    timeline = _Timeline()
    for event in stream:
        timeline.add(event)
    finished = timeline.finished()
    lasting = [span for span in finished if span.ended - span.began >= 1]
    zero = min((span.began for span in lasting), default=0.0)
    manifests = list(dict.fromkeys(span.manifest for span in finished))
    lasting.sort(key=lambda span: (manifests.index(span.manifest), span.type != STAGE, span.began))
    return [replace(span, began=span.began - zero, ended=span.ended - zero) for span in lasting]
