"""Plain text for terminals and logs, as it happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...manifest.findings import Finding
from .. import closing, colors, events, messages, untrusted

DESCRIPTION = "text: `FILE:LINE:COLUMN: SEVERITY: MESSAGE [RULE]`, the line with the value underlined, the hint"
LIVE = True
closing_lines = closing.lines


def render(stream: Iterable[events.Event], paint: colors.Paint = colors.uncolored) -> Iterator[str]:
    """Yield each event's lines when it comes, and counts of the findings after the checks.

    The first finding of a rule has a link to the rule's page.
    """
    sources: dict[str, Mapping[int, str]] = {}
    found: list[Finding] = []
    hidden: list[Finding] = []
    linked: set[str] = set(messages.CAUSES)
    checked = 0
    for event in messages.without_repetitions(stream):
        if isinstance(event, events.ManifestRead):
            sources.update(event.sources)
            checked += 1
        elif isinstance(event, events.FindingReported):
            found.append(event.finding)
        elif isinstance(event, events.FindingHidden):
            hidden.append(event.finding)
        elif isinstance(event, events.FindingsComplete):
            if event.stage in messages.COUNTED:
                counts = messages.counts(found, checked, event.stage, hidden)
                fixable = sum(finding.fix is not None for finding in found)
                yield f"{counts}; {fixable} fixable with --fix" if fixable else counts
            found, hidden, checked = [], [], 0
        elif isinstance(event, events.StageStarted) and event.stage != "check":
            checked += event.stage == "preflight"
            yield untrusted.line(messages.stage(event))
        if isinstance(event, (events.FindingReported, events.PlanMade)):
            yield from messages.lines(event, sources, paint)
            if isinstance(event, events.FindingReported):
                yield from messages.link_lines(event.finding.rule, linked, paint)
            continue
        for line in messages.lines(event, sources):
            yield untrusted.line(line)
