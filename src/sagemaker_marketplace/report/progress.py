"""Where each of many manifests is in a run: what has failed, what is running or waiting, and what is complete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import events, messages, timeline

# Up to so many manifests, every line of each is shown.
FEW = 3
FAILED, RUNNING, WAITING, COMPLETED = "failed", "running", "waiting", "completed"
# In the order of a table.
STATES = (FAILED, RUNNING, WAITING, COMPLETED)
# How many manifests of a state a table has; those that are complete are only counted.
_MAX_ROWS = {FAILED: 10, RUNNING: 10, WAITING: 5, COMPLETED: 0}
_MAX_LABEL = 40
_STAGES = {
    "check": "being checked",
    "plan": "being planned",
    "preflight": "being checked against the account",
    "rehearse": "being rehearsed",
    "create": "being created",
}


@dataclass
class Row:
    """The state of a manifest; `since` is when `detail` began, in seconds from the start of the watch."""

    manifest: str
    state: str = WAITING
    detail: str = ""
    since: float = 0.0


class Progress:
    """The state of each manifest after the events of a run."""

    def __init__(self) -> None:
        """Start without manifests."""
        self.rows: dict[str, Row] = {}
        self.elapsed = 0.0
        self._width = 0

    @property
    def is_many(self) -> bool:
        """Whether there are too many manifests to show every line of each."""
        return len(self.rows) > FEW

    def add(self, event: events.Event) -> None:
        """Add the next event."""
        if isinstance(event, events.ManifestsFound):
            self.rows = {manifest: Row(manifest) for manifest in event.manifests}
            self._width = min(_MAX_LABEL, max(map(len, self.rows), default=0))
            return
        if isinstance(event, (events.StatusChanged, events.Heartbeat)):
            self.elapsed = max(self.elapsed, event.elapsed_seconds)
        row = self.rows.get(event.manifest)
        if row is None:
            return
        match event:
            case events.StageStarted(stage=stage) if row.state != FAILED:
                self._change(row, RUNNING, _STAGES.get(stage, row.detail))
            case events.StageFinished(stage=stage, succeeded=succeeded):
                self._finish(row, stage, succeeded)
            case events.OutputChanged(name="status", value="Completed"):
                self._change(row, COMPLETED, "")
            case events.OutputChanged(name="status", value=status) if row.state != FAILED:
                self._change(row, FAILED if status == "Failed" else RUNNING, status)
            case events.StatusChanged(resource_type=part) if part in (timeline.TRAINING, timeline.TRANSFORM):
                self._change(row, row.state, f"{part}: {event.status}")
            case events.Note(text=text) if row.state == WAITING:
                self._change(row, WAITING, text)
            case events.RunFailed(message=message, causes=causes):
                self._change(row, FAILED, causes[0].cause if causes else message)

    def _change(self, row: Row, state: str, detail: str) -> None:
        if (row.state, row.detail) != (state, detail):
            row.state, row.detail, row.since = state, detail, self.elapsed

    def _finish(self, row: Row, stage: str, succeeded: bool) -> None:
        if not succeeded and row.state != FAILED:
            self._change(row, FAILED, f"{stage} failed")
        elif row.state == RUNNING:
            self._change(row, RUNNING if stage in ("create", "watch") else WAITING, "")

    def label(self, manifest: str) -> str:
        """The manifest, padded to the width of the others, so that what follows it is aligned."""
        return f"{manifest:{self._width}}"

    def counts(self) -> str:
        """How many manifests are in each state, such as `12 failed, 20 running, 468 completed`."""
        numbers = {state: sum(row.state == state for row in self.rows.values()) for state in STATES}
        return ", ".join(f"{number} {state}" for state, number in numbers.items() if number)

    def shown(self, limit: int) -> Iterator[Row]:
        """Up to `limit` rows in the order of a table, without those that are complete."""
        open_rows = [row for state in STATES[:-1] for row in self.rows.values() if row.state == state]
        yield from open_rows[:limit]

    def table(self) -> list[str]:
        """The counts, and below them a bounded number of rows."""
        lines = [f"  [{messages.clock(self.elapsed)}] {len(self.rows)} manifests: {self.counts()}"]
        for state, limit in _MAX_ROWS.items():
            rows = [row for row in self.rows.values() if row.state == state]
            lines += [f"    {self.row(row)}" for row in rows[:limit]]
            if limit and len(rows) > limit:
                lines.append(f"    and {len(rows) - limit} more {state}")
        return lines

    def row(self, row: Row) -> str:
        """State, manifest, and what happens with it."""
        lasting = self.elapsed - row.since
        since = f" ({messages.duration(lasting)})" if row.state == RUNNING and row.detail and lasting >= 1 else ""
        return f"{row.state:9}  {self.label(row.manifest)}  {row.detail}{since}".rstrip()
