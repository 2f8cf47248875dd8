"""JSON lines: one object per event, as it happens."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .. import colors, events, matrix, measured, plans, report
from ..contract import SCHEMA_VERSION

DESCRIPTION = "one JSON object per line for each event: `type`, then the event's fields"
LIVE = True
# The `type` of each event in JSON lines.
TYPES: dict[type[Any], str] = {
    events.ManifestsFound: "manifests_found",
    events.StageStarted: "stage_started",
    events.StageFinished: "stage_finished",
    events.ShardSelected: "shard",
    events.ManifestRead: "manifest_read",
    events.FindingReported: "finding",
    events.FindingHidden: "finding_hidden",
    events.FindingsComplete: "findings_complete",
    events.PlanMade: "plan",
    events.MatrixPlanned: "matrix",
    events.StatusChanged: "status",
    events.Heartbeat: "heartbeat",
    events.LogLine: "log",
    events.MetricReported: "metric",
    events.JobFinished: "job_finished",
    events.RehearsalMeasured: "rehearsal",
    events.TrainingMeasured: "training",
    events.RealTimeMeasured: "real_time",
    events.Note: "note",
    events.OutputChanged: "output",
    events.RunFailed: "failure",
}


def render(stream: Iterable[events.Event]) -> Iterator[str]:
    """Yield each event's object when it comes: `type`, then the event's fields."""
    for event in stream:
        yield encode({"type": TYPES[type(event)], **_fields(event)})


def opening_lines(run: report.Report) -> Iterator[str]:
    """Yield the first line, which has the version of the schema."""
    yield encode(
        {"type": "run_started", "manifest": "", "schema_version": SCHEMA_VERSION, "command": run.command},
    )


def closing_lines(run: report.Report, _paint: colors.Paint = colors.uncolored) -> Iterator[str]:
    """Yield the last line: a file without it is incomplete."""
    ended = {"type": "run_finished", "manifest": "", "exit_code": run.exit_code}
    yield encode({**ended, **report.counts(run.findings, run.hidden)})


def encode(value: Any, indent: int | None = None) -> str:
    """Encode a value as JSON in ASCII, in which a runner finds no workflow command.

    Source: actions/runner, ActionCommand.cs: `##[name]` counts anywhere in a line; JSON begins no line with `::`.
    """
    # These characters are only adjacent inside a string, where an escape means the same.
    return json.dumps(value, indent=indent, default=str).replace("##[", "#\\u0023[")


def _fields(event: events.Event) -> Mapping[str, Any]:
    if isinstance(event, (events.FindingReported, events.FindingHidden)):
        return {"manifest": event.manifest, "finding": report.finding_data(event.finding)}
    if isinstance(event, events.RunFailed):
        return report.failure_data(event)
    if isinstance(event, events.ManifestRead):
        # The names without the lines: the reader has the files.
        return {"manifest": event.manifest, "sources": sorted(event.sources)}
    if isinstance(event, events.PlanMade):
        return {"manifest": event.manifest, "region": event.region, **plans.data(event), "request": event.request}
    if isinstance(event, events.MatrixPlanned):
        return {**vars(event), "jobs": matrix.data(event)}
    if isinstance(event, (events.RehearsalMeasured, events.TrainingMeasured, events.RealTimeMeasured)):
        return measured.data(event)
    return {name: _rounded(name, value) for name, value in vars(event).items()}


def _rounded(name: str, value: Any) -> Any:
    """Round seconds to tenths, since more would only differ from run to run; amounts keep their cents."""
    return round(value, 4 if name == "cost_usd" else 1) if isinstance(value, float) else value
