"""What a live display shows: a fold over the events, and its drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.text import Text

from .. import events, messages, timeline, untrusted

_LAST_LINES = 6
_MOST_MANIFESTS = 6
_MOST_OF_A_LINE = 500
_MOST_OF_A_BLOCK = 5000
_MOST_METRICS = 6
_JOBS = (timeline.TRAINING, timeline.TRANSFORM)
# The stages of a command, in order.
_STAGES = {
    "plan": ("check", "plan", "preflight"),
    "create": ("check", "plan", "preflight", "create", "watch"),
    "watch": ("watch",),
}
_STYLES = {"done": "green", "failed": "red", "now": "bold", "to come": "dim"}


class _Manifest:
    """What is known of one manifest; its parts are replaced, never changed, since a drawing thread reads them."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.stages: dict[str, str] = {}
        self.status = ""
        # Name to what it is, its phase, and when that began.
        self.jobs: dict[str, tuple[str, str, float]] = {}
        self.metrics: dict[str, str] = {}

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return "now" not in self.stages.values() and not self.jobs


class State:
    """The state of a run for its display."""

    def __init__(self, clock: Callable[[], float], command: str = "") -> None:
        """`clock` gives seconds; now is the beginning. `command` tells which stages there will be."""
        self._clock = clock
        self._stages = _STAGES.get(command, ())
        self._began = clock()
        self._manifests: dict[str, _Manifest] = {}
        self._lines: tuple[str, ...] = ()

    def add(self, event: events.Event) -> None:
        """Take in the next event."""
        if not event.manifest:
            return
        if event.manifest not in self._manifests:
            self._manifests = {**self._manifests, event.manifest: _Manifest()}
        one = self._manifests[event.manifest]
        match event:
            case events.StageStarted(stage=stage):
                one.stages = {**one.stages, stage: "now"}
            case events.StageFinished(stage=stage, succeeded=ok):
                one.stages = {**one.stages, stage: "done" if ok else "failed"}
            case events.RunFailed():
                one.stages = {name: "failed" if how == "now" else how for name, how in one.stages.items()}
                one.jobs = {}
            case events.OutputChanged(name="status", value=value):
                one.status = value
            case events.StatusChanged() | events.JobFinished() | events.MetricReported():
                self._job(one, event)
            case events.LogLine(text=text):
                self._lines = (*self._lines, *text[-_MOST_OF_A_BLOCK:].splitlines())[-_LAST_LINES:]

    def _job(self, one: _Manifest, event: events.Event) -> None:
        match event:
            case events.StatusChanged(resource_type=what, name=name, status=status) if what in _JOBS:
                one.jobs = {**one.jobs, name: (what, status, self._clock())}
            case events.JobFinished(name=ended):
                one.jobs = {name: job for name, job in one.jobs.items() if name != ended}
                one.metrics = {}
            case events.MetricReported(name=name, value=value):
                one.metrics = {**one.metrics, name: value}

    def drawn(self) -> Text:
        """The display as it is now, for rich; nothing while nothing goes on."""
        from rich.text import Text

        shown = Text("\n").join(self._drawn())
        shown.no_wrap, shown.overflow = True, "ellipsis"
        return shown

    def _drawn(self) -> Iterator[Text]:
        from rich.text import Text

        running = {name: one for name, one in self._manifests.items() if not one.over}
        if not running:
            return
        for name, one in list(running.items())[:_MOST_MANIFESTS]:
            yield from self._of(name, one)
        if len(running) > _MOST_MANIFESTS:
            yield Text(f"and {len(running) - _MOST_MANIFESTS} more")
        yield from (Text(f"  | {_line(line)}", style="dim") for line in self._lines)

    def _of(self, manifest: str, one: _Manifest) -> Iterator[Text]:
        from rich.text import Text

        stages = {**dict.fromkeys(self._stages, "to come"), **one.stages}
        told = [Text(f"{stage} {how}", style=_STYLES[how]) for stage, how in stages.items()]
        status = Text(f"  {_line(one.status)}") if one.status else Text()
        yield (
            Text(f"{_line(manifest)}  {messages.clock(self._clock() - self._began)}  ") + Text(", ").join(told) + status
        )
        for name, (what, phase, began) in one.jobs.items():
            yield Text(f"  {what} {_line(name)}: {_line(phase)} for {messages.clock(self._clock() - began)}")
        metrics = list(one.metrics.items())[-_MOST_METRICS:]
        if metrics:
            yield Text(f"  {', '.join(f'{_line(name)} {_line(value)}' for name, value in metrics)}")


def _line(text: str) -> str:
    return untrusted.line(text[:_MOST_OF_A_LINE])
