"""JSON Lines: one object an event, as it happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json import dumps
from typing import Any

from .. import events, report

DESCRIPTION = "one JSON object a line for each event, as it happens"
LIVE = True


def render(stream: Iterable[events.Event]) -> Iterator[str]:
    """Give each event's object when it comes: `type`, then the event's parts."""
    for event in stream:
        yield encoded({"type": events.TYPES[type(event)], **_parts(event)})


def encoded(value: Any, indent: int | None = None) -> str:
    """A value as JSON in ASCII, in which a runner finds no workflow command.

    Source: actions/runner, ActionCommand.cs: `##[name]` counts anywhere in a line; JSON begins no line with `::`.
    """
    # Two of these signs only meet inside a string, where an escape is the same text.
    return dumps(value, indent=indent, default=str).replace("##[", "#\\u0023[")


def _parts(event: events.Event) -> dict[str, Any]:
    if isinstance(event, events.FindingReported):
        return {"manifest": event.manifest, "finding": report.finding_data(event.finding)}
    if isinstance(event, events.ManifestRead):
        # The names alone: who reads this has the files.
        return {"manifest": event.manifest, "sources": sorted(event.sources)}
    return {name: _rounded(name, part) for name, part in vars(event).items()}


def _rounded(name: str, part: Any) -> Any:
    """Tenths of seconds: more would only differ from run to run. Amounts keep their cents."""
    return round(part, 4 if name == "cost_usd" else 1) if isinstance(part, float) else part
