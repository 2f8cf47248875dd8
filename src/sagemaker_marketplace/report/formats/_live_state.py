"""What the live display shows: the state of a run after its events, as text for rich."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from .. import events, messages, timeline, untrusted

if TYPE_CHECKING:  # rich is optional
    from rich.text import Text

_LOG_LINES = 6
_MAX_MANIFESTS = 6
_MAX_LINE = 500
_MAX_LOG_EVENT = 5000
_MAX_METRICS = 6
_JOBS = (timeline.TRAINING, timeline.TRANSFORM)
# The stages of a command, in order.
_STAGES = {
    "plan": ("check", "plan", "preflight"),
    "create": ("check", "plan", "preflight", "create", "watch"),
    "watch": ("watch",),
}
_RUNNING = "…"
_STYLES = {"done": "green", "failed": "red", _RUNNING: "bold", "pending": "dim"}


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


class State:
    """The state of a run for its display."""

    def __init__(self, clock: Callable[[], float], command: str = "") -> None:
        """Start now by the clock, which returns seconds; the stages of `command` are pending."""
        self._clock = clock
        self._stages = _STAGES.get(command, ())
        self._began = clock()
        self._manifests: dict[str, _Manifest] = {}
        self._log_lines: tuple[str, ...] = ()

    def add(self, event: events.Event) -> None:
        """Add the next event."""
        if not event.manifest:
            return
        if event.manifest not in self._manifests:
            self._manifests = {**self._manifests, event.manifest: _Manifest()}
        manifest = self._manifests[event.manifest]
        match event:
            case events.StageStarted(stage=stage):
                manifest.stages = {**manifest.stages, stage: _RUNNING}
            case events.StageFinished(stage=stage, succeeded=succeeded):
                manifest.stages = {**manifest.stages, stage: "done" if succeeded else "failed"}
            case events.RunFailed():
                stages = manifest.stages.items()
                manifest.stages = {stage: "failed" if state == _RUNNING else state for stage, state in stages}
                manifest.jobs = {}
            case events.OutputChanged(name="status", value=value):
                manifest.status = value
            case events.StatusChanged(resource_type=job_type, name=name, status=status) if job_type in _JOBS:
                manifest.jobs = {**manifest.jobs, name: (job_type, status, self._clock())}
            case events.JobFinished(name=finished):
                manifest.jobs = {name: job for name, job in manifest.jobs.items() if name != finished}
                manifest.metrics = {}
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

        running = {name: manifest for name, manifest in self._manifests.items() if manifest.is_running}
        if not running:
            return
        for name, manifest in list(running.items())[:_MAX_MANIFESTS]:
            yield from self._manifest_lines(name, manifest)
        if len(running) > _MAX_MANIFESTS:
            yield Text(f"and {len(running) - _MAX_MANIFESTS} more")
        yield from (Text(f"  | {_line(line)}", style="dim") for line in self._log_lines)

    def _manifest_lines(self, name: str, manifest: _Manifest) -> Iterator[Text]:
        from rich.text import Text

        stages = {**dict.fromkeys(self._stages, "pending"), **manifest.stages}
        shown = [Text(f"{stage} {state}", style=_STYLES[state]) for stage, state in stages.items()]
        status = Text(f"  {_line(manifest.status)}") if manifest.status else Text()
        elapsed = messages.clock(self._clock() - self._began)
        yield Text(f"{_line(name)}  {elapsed}  ") + Text(", ").join(shown) + status
        for job, (job_type, job_status, began) in manifest.jobs.items():
            lasting = messages.duration(self._clock() - began)
            yield Text(f"  {job_type} {_line(job)}: {_line(job_status)} ({lasting})")
        metrics = list(manifest.metrics.items())[-_MAX_METRICS:]
        if metrics:
            yield Text(f"  {', '.join(f'{_line(name)} {_line(value)}' for name, value in metrics)}")


def _line(text: str) -> str:
    return untrusted.line(text[:_MAX_LINE])
