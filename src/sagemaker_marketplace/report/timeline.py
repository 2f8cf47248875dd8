"""When things happened: the events of a run as spans of stages, scans and jobs, in seconds since the first of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..manifest.findings import TIMED_OUT
from . import events

STAGE, SCAN, VALIDATION, TRAINING, TRANSFORM = "stage", "image scan", "validation", "training job", "transform job"
DONE, FAILED, ACTIVE = "done", "failed", "active"
# By the `use` of a JobEnded.
JOBS = {"training": TRAINING, "transform": TRANSFORM}
_WATCHED = (SCAN, VALIDATION, TRAINING, TRANSFORM)
_NOT_BEGUN = "NotStarted"
_ENDS = {"Completed": DONE, "Failed": FAILED, "Stopped": FAILED, "MaxRuntimeExceeded": FAILED}


@dataclass(frozen=True)
class Span:
    """What lasted from `began` to `ended`; what is ACTIVE had not ended when the last event came."""

    manifest: str
    what: str
    name: str
    began: float
    ended: float
    state: str


class _Open:
    """A span while the events come in."""

    def __init__(self, began: float) -> None:
        """Begin it."""
        self.began = self.ended = began
        self.state = ACTIVE


class _Fold:
    """The spans seen up to an event."""

    def __init__(self) -> None:
        """Begin with none."""
        self.spans: dict[tuple[str, str, str], _Open] = {}
        # Statuses count from the watch of their manifest, stages from the run.
        self.watched: dict[str, float] = {}
        self.failures: dict[str, int] = {}
        self.last = 0.0

    def add(self, event: events.Event) -> None:
        """Take in the next event."""
        match event:
            case events.StageStarted(stage=stage, manifest=manifest, elapsed_seconds=seconds):
                self._stage_began(stage, manifest, seconds)
            case events.StageFinished(stage=stage, manifest=manifest, succeeded=ok, elapsed_seconds=seconds):
                self._stage_ended(stage, manifest, seconds, ok)
            case events.StatusChanged(
                manifest=manifest, resource_type=what, name=name, status=status, elapsed_seconds=seconds
            ):
                self._status(manifest, what, name, status, seconds)
            case events.Heartbeat(manifest=manifest, elapsed_seconds=seconds):
                self._at(manifest, seconds)
            case events.JobFinished():
                self._job(event)
            case events.RunFailed(manifest=manifest, exit_code=exit_code):
                self.failures[manifest] = exit_code

    def _stage_began(self, stage: str, manifest: str, seconds: float) -> None:
        self.last = max(self.last, seconds)
        self.spans[(manifest, STAGE, stage)] = _Open(seconds)
        if stage == "watch":
            self.watched[manifest] = seconds

    def _stage_ended(self, stage: str, manifest: str, seconds: float, ok: bool) -> None:
        # A watch lasts at least as long as what it saw.
        self.last = max(self.last, seconds)
        span = self.spans.setdefault((manifest, STAGE, stage), _Open(seconds))
        span.ended = max(seconds, self.last if stage == "watch" else seconds)
        if ok:
            span.state = DONE
        elif self.failures.get(manifest) != TIMED_OUT:
            span.state = FAILED

    def _status(self, manifest: str, what: str, name: str, status: str, seconds: float) -> None:
        at = self._at(manifest, seconds)
        if what not in _WATCHED or status == _NOT_BEGUN:
            return
        span = self.spans.setdefault((manifest, what, name), _Open(at))
        if span.state == ACTIVE:
            span.ended = at
            span.state = _ENDS.get(status, ACTIVE)

    def _job(self, event: events.JobFinished) -> None:
        """A job's own times are exact; a watch sees it begin and end only when it looks."""
        began = self.watched.get(event.manifest, 0.0) + event.started_seconds
        span = self.spans.setdefault((event.manifest, JOBS.get(event.job_type, TRANSFORM), event.name), _Open(began))
        span.began = min(span.began, began)
        span.ended = max(span.ended if span.state != ACTIVE else began, began + event.billed_seconds)
        span.state = _ENDS.get(event.status, FAILED)
        self.last = max(self.last, span.ended)

    def _at(self, manifest: str, seconds: float) -> float:
        at = self.watched.get(manifest, 0.0) + seconds
        self.last = max(self.last, at)
        return at

    def end(self, manifest: str, what: str, name: str, span: _Open) -> Span:
        """A span as it stands after the last event."""
        state, ended = span.state, span.ended
        if state == ACTIVE:
            ended = self.last
            if what == STAGE and self.failures.get(manifest, TIMED_OUT) != TIMED_OUT:
                state = FAILED
        return Span(manifest, what, name, span.began, ended, state)


def spans(stream: Iterable[events.Event]) -> list[Span]:
    """Give what lasted a second or longer, manifest by manifest in their order, stages first, then by beginning.

    The first beginning is second 0. Stages count where their events have a time.
    """
    fold = _Fold()
    for event in stream:
        fold.add(event)
    found = [fold.end(*key, span) for key, span in fold.spans.items()]
    lasting = [span for span in found if span.ended - span.began >= 1]
    zero = min((span.began for span in lasting), default=0.0)
    manifests = list(dict.fromkeys(span.manifest for span in found))
    lasting.sort(key=lambda span: (manifests.index(span.manifest), span.what != STAGE, span.began))
    return [replace(span, began=span.began - zero, ended=span.ended - zero) for span in lasting]
