"""Findings in the Reviewdog Diagnostic Format.

Source: reviewdog/reviewdog, proto/rdf/reviewdog.proto (DiagnosticResult). Columns count bytes of UTF-8, and the end of
a range is not part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...manifest import findings
from ...manifest.findings import Edit, Finding, Location
from .. import events, report, rule_pages
from .jsonl import encode

Sources = Mapping[str, Mapping[int, str]]

DESCRIPTION = "findings for reviewdog"
LIVE = False
NAME = "sagemaker-marketplace"


def render(stream: Iterable[events.Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Yield one DiagnosticResult when the stream has ended."""
    recorded = list(stream)
    sources: dict[str, dict[int, str]] = {}
    for event in recorded:
        if isinstance(event, events.ManifestRead):
            for file, lines in event.sources.items():
                sources.setdefault(file, {}).update(lines)
    found = report.build(recorded, command, fail_on).findings
    result: dict[str, Any] = {"source": {"name": NAME}}
    if found:
        result["severity"] = findings.worst_first(found)[0].severity.upper()
    yield encode({**result, "diagnostics": [_diagnostic(finding, sources) for finding in found]}, indent=2)


def _diagnostic(finding: Finding, sources: Sources) -> dict[str, Any]:
    data: dict[str, Any] = {
        "message": f"{finding.message}\n{finding.hint}" if finding.hint else finding.message,
        "location": _location(finding.location, sources, finding.end),
        "severity": finding.severity.upper(),
        "code": {"value": finding.rule, "url": rule_pages.url(finding.rule)},
    }
    if finding.fix:
        data["suggestions"] = [_suggestion(finding.fix, sources)]
    if finding.related:
        data["related_locations"] = [
            {"message": text, "location": _location(location, sources)} for location, text in finding.related
        ]
    return data


def _location(start: Location, sources: Sources, end: Location | None = None) -> dict[str, Any]:
    shown = {"start": _position(start, sources)}
    if end:
        shown["end"] = _position(end, sources)
    return {"path": start.file, "range": shown}


def _suggestion(edit: Edit, sources: Sources) -> dict[str, Any]:
    return {"range": {"start": _position(edit.start, sources), "end": _position(edit.end, sources)}, "text": edit.text}


def _position(location: Location, sources: Sources) -> dict[str, int]:
    before = sources.get(location.file, {}).get(location.line, "")[: location.column - 1]
    # A character has one byte or more; beyond the end of a line there is none to count.
    extra_bytes = len(before.encode("utf-8", "surrogatepass")) - len(before)
    return {"line": location.line, "column": location.column + extra_bytes}
