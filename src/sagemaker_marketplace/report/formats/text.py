"""Plain text for terminals and logs, as it happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .. import colors, events, messages, untrusted
from ..report import Report

DESCRIPTION = "text: `FILE:LINE:COLUMN: SEVERITY: MESSAGE [RULE]`, the line with the value underlined, the hint"
LIVE = True
OPTIONS = ("paint",)


def render(stream: Iterable[events.Event], paint: colors.Paint = colors.uncolored) -> Iterator[str]:
    """Yield each event's lines when it comes, and counts of the findings after the checks.

    The first finding of a rule has a link to the rule's page.
    """
    checked = messages.Checked()
    linked: set[str] = set(messages.CAUSES)
    reasons: set[tuple[str, str]] = set()
    for event in messages.without_repetitions(stream):
        # The closing lines have the hint of a failure whose message is the plan's decision.
        if isinstance(event, events.RunFailed) and (event.manifest, event.message) in reasons:
            continue
        if isinstance(event, events.PlanMade):
            reasons.add((event.manifest, event.reason))
        checked.add(event)
        if isinstance(event, events.FindingsComplete):
            found, counts = checked.end(event.stage)
            fixable = sum(finding.fix is not None for finding in found)
            if counts:
                yield f"{counts}; {fixable} fixable with --fix" if fixable else counts
        elif isinstance(event, events.StageStarted) and event.stage != "check":
            yield untrusted.line(messages.stage(event))
        if isinstance(event, (events.FindingReported, events.PlanMade)):
            yield from messages.lines(event, checked.sources, paint)
            if isinstance(event, events.FindingReported):
                yield from messages.link_lines(event.finding.rule, linked, paint)
            continue
        for line in messages.lines(event, checked.sources):
            yield untrusted.line(line)


def closing_lines(run: Report, paint: colors.Paint = colors.uncolored) -> Iterator[str]:
    """Yield the closing lines. A check has none, so it does not load what they consist of."""
    if run.command != "check":
        from .. import closing

        yield from closing.lines(run, paint)
