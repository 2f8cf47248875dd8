"""What the live display shows: the state of a run after its events, as text for rich."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import events, messages, progress, timeline, untrusted

if TYPE_CHECKING:  # rich is optional
    from rich.text import Text

_LOG_LINES = 6
_MAX_MANIFESTS = 6
# The rows of many manifests: the lines above the display stay in sight.
_MAX_ROWS = 20
# The counts, how many rows are not shown, and the line of the cursor.
_OTHER_LINES = 3
_ROW_STYLES = {progress.FAILED: "red", progress.RUNNING: "", progress.WAITING: "dim"}
_MAX_LINE = 500
_MAX_LOG_EVENT = 5000
_MAX_METRICS = 6
_JOBS = (timeline.TRAINING, timeline.TRANSFORM, *timeline.REHEARSALS)
# The stages of a command, in order.
_STAGES = {
    "rehearse": ("check", "rehearse"),
    "plan": ("check", "plan", "preflight"),
    "create": ("check", "plan", "preflight", "create", "watch"),
    "watch": ("watch",),
}
_TITLES = {
    "check": "Checking",
    "rehearse": "Rehearsing",
    "plan": "Planning",
    "preflight": "Checking the account",
    "create": "Creating",
    "watch": "Validating",
}
_RUNNING, _DONE, _FAILED, _PENDING = "running", "done", "failed", "pending"
_STYLES = {_DONE: "green", _FAILED: "red", _RUNNING: "bold", _PENDING: "dim"}
_FRAMES_PER_SECOND = 10


@dataclass(frozen=True)
class Signs:
    """The sign of each state; that of a running stage changes with time."""

    done: str
    failed: str
    pending: str
    neutral: str
    frames: str

    def of(self, state: str, seconds: float) -> str:
        """Return the sign of a state."""
        frame = self.frames[int(seconds * _FRAMES_PER_SECOND) % len(self.frames)]
        return {_DONE: self.done, _FAILED: self.failed, _PENDING: self.pending}.get(state, frame)


UNICODE = Signs("✓", "✗", "·", "•", "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")
ASCII = Signs("+", "x", ".", "*", "|/-\\")


class _Manifest:
    """The state of one manifest; its parts are replaced, never changed, because the drawing thread reads them."""

    def __init__(self) -> None:
        self.stages: dict[str, str] = {}
        self.status = ""
        # By name: the type, the status, and when it began.
        self.jobs: dict[str, tuple[str, str, float]] = {}
        self.metrics: dict[str, str] = {}

    @property
    def is_running(self) -> bool:
        """Whether a stage or a job is running."""
        return _RUNNING in self.stages.values() or bool(self.jobs)

    @property
    def state(self) -> str:
        """The state of the manifest; the watch of all manifests ends with the last of them."""
        if _FAILED in self.stages.values():
            return _FAILED
        is_done = not self.is_running or (self.status == "Completed" and not self.jobs)
        return _DONE if is_done else _RUNNING


class State:
    """The state of a run for its display."""

    def __init__(
        self,
        clock: Callable[[], float],
        command: str = "",
        signs: Signs = UNICODE,
        height: Callable[[], int] = lambda: _MAX_ROWS,
    ) -> None:
        """Start now by the clock, which returns seconds; the stages of `command` are pending.

        `height` returns the lines of the terminal, which can be resized.
        """
        self._clock, self._signs, self._height = clock, signs, height
        self._progress = progress.Progress()
        self._stages = _STAGES.get(command, ())
        self._began = clock()
        self._manifests: dict[str, _Manifest] = {}
        self._log_lines: tuple[str, ...] = ()

    def add(self, event: events.Event) -> None:
        """Add the next event."""
        self._progress.elapsed = max(self._progress.elapsed, self._elapsed)
        self._progress.add(event)
        if not event.manifest:
            return
        if event.manifest not in self._manifests:
            self._manifests = {**self._manifests, event.manifest: _Manifest()}
        manifest = self._manifests[event.manifest]
        match event:
            case events.StageStarted(stage=stage):
                manifest.stages = {**manifest.stages, stage: _RUNNING}
            case events.StageFinished(stage=stage, succeeded=succeeded):
                manifest.stages = {**manifest.stages, stage: _DONE if succeeded else _FAILED}
            case events.RunFailed():
                # A stage that failed before it could report its end, such as a refused plan.
                stages = manifest.stages.items()
                manifest.stages = {stage: _FAILED if state == _RUNNING else state for stage, state in stages}
                manifest.jobs = {}
            case events.OutputChanged(name="status", value=value):
                manifest.status = value
            case events.StatusChanged(resource_type=job_type, name=name, status=status) if job_type in _JOBS:
                manifest.jobs = {**manifest.jobs, name: (job_type, status, self._clock())}
            case events.JobFinished(name=finished):
                manifest.jobs = {name: job for name, job in manifest.jobs.items() if name != finished}
                manifest.metrics = {}
            case events.RehearsalMeasured() | events.TrainingMeasured() | events.RealTimeMeasured():
                manifest.jobs = {}
            case events.MetricReported(name=name, value=value):
                manifest.metrics = {**manifest.metrics, name: value}
            case events.LogLine(text=text):
                lines = text[-_MAX_LOG_EVENT:].splitlines()
                self._log_lines = (*self._log_lines, *lines)[-_LOG_LINES:]

    def render(self) -> Text:
        """Return the display as it is now; it is empty while nothing is running."""
        from rich.text import Text

        shown = Text("\n").join(self._lines())
        shown.no_wrap, shown.overflow = True, "ellipsis"
        return shown

    def _lines(self) -> Iterator[Text]:
        from rich.text import Text

        if self._progress.is_many:
            yield from self._many_lines()
            return
        # Running manifests first.
        shown = sorted(self._manifests.items(), key=lambda item: not item[1].is_running)
        if not shown or not shown[0][1].is_running:
            return
        for name, manifest in shown[:_MAX_MANIFESTS]:
            yield self._headline(name, manifest)
            if len(shown) == 1:
                yield self._stage_line(manifest)
            yield from self._details(manifest)
        if len(shown) > _MAX_MANIFESTS:
            yield Text(f"and {len(shown) - _MAX_MANIFESTS} more")
        yield from (Text(f"  | {_line(line)}", style="dim") for line in self._log_lines)

    def _many_lines(self) -> Iterator[Text]:
        """The counts, and as many manifests as have room: those that failed first, then those that are running."""
        from rich.text import Text

        all_of = self._progress
        all_of.elapsed = max(all_of.elapsed, self._elapsed)
        states = [row.state for row in all_of.rows.values()]
        if progress.RUNNING not in states:
            return
        sign = self._signs.of(_RUNNING, self._elapsed)
        clock = messages.clock(self._elapsed)
        yield Text(f"{sign} {clock}  {len(states)} manifests: {all_of.counts()}", style=_STYLES[_RUNNING])
        room = max(1, min(_MAX_ROWS, self._height() - _OTHER_LINES))
        for row in all_of.shown(room):
            yield Text(f"  {_line(all_of.row(row))}", style=_ROW_STYLES[row.state])
        more = len(states) - states.count(progress.COMPLETED) - room
        if more > 0:
            yield Text(f"  and {more} more")

    def _headline(self, name: str, manifest: _Manifest) -> Text:
        """What is done with a manifest now, or how it has ended."""
        from rich.text import Text

        running = [_TITLES.get(stage, stage) for stage, state in manifest.stages.items() if state == _RUNNING]
        now = (running[-1], messages.clock(self._elapsed)) if manifest.state == _RUNNING and running else ("", "")
        parts = [now[0], _line(name), now[1], _line(manifest.status)]
        sign = self._signs.of(manifest.state, self._elapsed)
        return Text(f"{sign} {'  '.join(filter(None, parts))}", style=_STYLES[manifest.state])

    def _stage_line(self, manifest: _Manifest) -> Text:
        """The stages that have started, and those that follow."""
        from rich.text import Text

        stages = list(self._stages)
        started = max((stages.index(stage) for stage in manifest.stages if stage in stages), default=0)
        all_stages = {**manifest.stages, **dict.fromkeys(stages[started + 1 :], _PENDING)}
        signed = [
            Text(f"{self._signs.of(state, self._elapsed)} {_TITLES.get(stage, stage)}", style=_STYLES[state])
            for stage, state in all_stages.items()
        ]
        return Text("  ") + Text("  ").join(signed)

    def _details(self, manifest: _Manifest) -> Iterator[Text]:
        """The running jobs of a manifest and their metrics."""
        from rich.text import Text

        for job, (job_type, job_status, began) in manifest.jobs.items():
            lasting = messages.duration(self._clock() - began)
            yield Text(f"  {job_type}{f' {_line(job)}' if job else ''}: {_line(job_status)} ({lasting})")
        metrics = list(manifest.metrics.items())[-_MAX_METRICS:]
        if metrics:
            yield Text(f"  {', '.join(f'{_line(name)} {_line(value)}' for name, value in metrics)}")

    @property
    def _elapsed(self) -> float:
        return self._clock() - self._began


def _line(text: str) -> str:
    return untrusted.line(text[:_MAX_LINE])
