"""Plain text for terminals and logs, as it happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...manifest.findings import Finding
from .. import closing, events, messages, untrusted

DESCRIPTION = "text: `FILE:LINE:COLUMN: SEVERITY: MESSAGE [RULE]`, the line with the value underlined, the hint"
LIVE = True
closing_lines = closing.lines


def render(stream: Iterable[events.Event]) -> Iterator[str]:
    """Yield each event's lines when it comes, and counts of the findings after the checks."""
    sources: dict[str, Mapping[int, str]] = {}
    found: list[Finding] = []
    checked = 0
    for event in stream:
        if isinstance(event, events.ManifestRead):
            sources.update(event.sources)
            checked += 1
        elif isinstance(event, events.FindingReported):
            found.append(event.finding)
        elif isinstance(event, events.FindingsComplete):
            if event.stage in messages.COUNTED:
                counts = messages.counts(found, checked, event.stage)
                fixable = sum(finding.fix is not None for finding in found)
                yield f"{counts}; {fixable} fixable with --fix" if fixable else counts
            found, checked = [], 0
        elif isinstance(event, events.StageStarted) and event.stage != "check":
            checked += event.stage == "preflight"
            yield untrusted.line(messages.stage(event))
        for line in messages.lines(event, sources):
            yield untrusted.line(line)
