"""Events in plain words, a list of lines each: what every text format prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from ..manifest import findings as diagnostics
from ..manifest.findings import ERROR, WARNING
from . import events, relay

_MOST_OF_A_LINE = 160
_MOST_OF_A_VALUE = 120
_CENT = 0.01
_FIXABLE = " (check --fix does it)"
# The stages whose findings are counted at their end.
COUNTED = ("check", "preflight")
# The outputs that no other line tells.
_TOLD = ("arn", "action-taken", "console-url")


def lines(event: events.Event, sources: Mapping[str, Sequence[str]]) -> list[str]:
    """The lines that tell an event; `sources` has the manifests' lines for the carets under findings."""
    match event:
        case events.FindingReported(finding=finding) if finding.rule == "validation-failed":
            return []  # the failure that follows tells it all
        case events.FindingReported(finding=finding):
            return finding_lines(finding, sources.get(finding.location.file, ()))
        case events.PlanMade():
            return _planned(event)
        case events.StatusChanged():
            reason = f": {event.reason}" if event.reason else ""
            name = f" {event.name}" if event.name else ""
            return [f"  [{clock(event.elapsed_seconds)}] {event.resource_type}{name}: {event.status}{reason}"]
        case events.Heartbeat():
            return [f"  [{clock(event.elapsed_seconds)}] still {event.status}"]
        case events.LogLine():
            return _logged(event)
        case events.MetricReported():
            return [f"  {event.job_type} metric {event.name} = {event.value}"]
        case events.JobFinished():
            return [f"  {event.job_type} job {event.name} is over: {event.status}, {_paid(event)}"]
        case events.Note(text=text):
            return [f"  {text}"]
        case events.OutputChanged(name=name, value=value) if name in _TOLD:
            return [f"  {name}: {value}"]
        case events.RunFailed():
            return [f"{event.manifest or 'sagemaker-marketplace'}: {event.message}", *_remedy(event.hint)]
    return []


def stage(event: events.StageStarted) -> str:
    """The headline of a stage."""
    return f"{event.stage} {event.manifest}"


def finding_lines(finding: diagnostics.Finding, source: Sequence[str]) -> list[str]:
    """A finding as `file:line:column: severity: message [rule]`, the source line, a caret and the hint."""
    location = finding.location
    out = [f"{location.file}:{location.line}:{location.column}: {finding.severity}: {finding.message} [{finding.rule}]"]
    if 1 <= location.line <= len(source):
        number = str(location.line)
        shown, column = _window(source[location.line - 1], location.column)
        out += [f"  {number} | {shown}", f"  {' ' * len(number)} | {' ' * (column - 1)}^"]
    if finding.hint:
        out.append(f"    {finding.hint}{_FIXABLE if finding.fix else ''}")
    out += [f"    {other.file}:{other.line}:{other.column}: {text}" for other, text in finding.related]
    return out


def verdict(findings: Iterable[diagnostics.Finding], manifests: int, stage: str = "check") -> str:
    """How a check, or a preflight, ended, in one line."""
    found = list(findings)
    errors, warnings = diagnostics.count(found, ERROR), diagnostics.count(found, WARNING)
    infos = len(found) - errors - warnings
    parts = [_number(errors, "error"), _number(warnings, "warning")] + ([_number(infos, "note")] if infos else [])
    asked = "checked" if stage == "check" else "held against the account"
    return f"{_number(manifests, 'manifest')} {asked}: {', '.join(parts)}"


def clock(seconds: float) -> str:
    """A duration as hours, minutes and seconds."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def _logged(event: events.LogLine) -> list[str]:
    return relay.shown(event)


def _paid(event: events.JobFinished) -> str:
    """What a job costs; the price is the list's, so it is told as one."""
    if event.cost_usd is None:
        return f"{clock(event.billed_seconds)} are paid"
    return f"{clock(event.billed_seconds)} are paid, {dollars(event.cost_usd)}"


def dollars(usd: float) -> str:
    """An amount that rests on a list's price."""
    return f"about ${usd:.2f}" if usd >= _CENT else "less than a cent"


def _planned(event: events.PlanMade) -> list[str]:
    request = json.dumps(event.request, indent=2, ensure_ascii=False, default=str).splitlines()
    out = [f"  {event.reason}"]
    out += [f"  {line}" for difference in event.differences for line in difference.splitlines()]
    out += [f"  {job}" for job in event.jobs]
    out += ["  buyers will see:", *(f"    {uri}" for uri in event.visible_to_buyers)] if event.visible_to_buyers else []
    filled = f" (added: {', '.join(event.added_fields)})" if event.added_fields else ""
    return [*out, f"  {event.operation}{filled}", *(f"    {line}" for line in request)]


def _remedy(hint: str) -> list[str]:
    return [f"  {line}" for line in hint.splitlines()]


def _window(source: str, column: int) -> tuple[str, int]:
    """Cut a long line around a column; tabs become one blank so that the caret fits."""
    start = max(0, column - _MOST_OF_A_LINE // 2) if len(source) > _MOST_OF_A_LINE else 0
    return source.replace("\t", " ")[start : start + _MOST_OF_A_LINE], column - start


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def shorten(value: object) -> str:
    """A value as short JSON, for a line that compares two."""

    written = "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= _MOST_OF_A_VALUE else f"{written[:_MOST_OF_A_VALUE]}…"
