"""Plain text for terminals and logs, as it happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .. import colors, events, messages, untrusted
from ..many import ManyLines
from ..report import Report

DESCRIPTION = "text: `FILE:LINE:COLUMN: SEVERITY: MESSAGE [RULE]`, the line with the value underlined, the hint"
LIVE = True
OPTIONS = ("paint",)


def render(
    stream: Iterable[events.Event], paint: colors.Paint = colors.uncolored, has_tables: bool = True
) -> Iterator[str]:
    """Yield each event's lines when it comes, and counts of the findings after the checks.

    The first finding of a rule has a link to the rule's page. Many manifests have a line per change, and a table of all
    every few minutes if `has_tables`.
    """
    many = ManyLines(has_tables)
    checked = messages.Checked()
    linked: set[str] = set(messages.CAUSES)
    reasons: set[tuple[str, str]] = set()
    for event in messages.without_repetitions(stream):
        many.add(event)
        # The closing lines have the hint of a failure whose message is the plan's decision.
        if isinstance(event, events.RunFailed) and (event.manifest, event.message) in reasons:
            continue
        if isinstance(event, events.PlanMade):
            reasons.add((event.manifest, event.reason))
        checked.add(event)
        if many.has(event):
            yield from map(untrusted.line, many.lines(event))
            continue
        if isinstance(event, events.FindingsComplete):
            found, counts = checked.end(event.stage)
            fixable = sum(finding.fix is not None for finding in found)
            if counts:
                yield f"{counts}; {fixable} fixable with --fix" if fixable else counts
        elif isinstance(event, events.StageStarted) and event.stage != "check":
            yield untrusted.line(messages.stage(event))
        if isinstance(event, (events.FindingReported, events.PlanMade)):
            shown = messages.lines(event, checked.sources, paint)
            if isinstance(event, events.FindingReported) and many.is_repeated(event):
                yield from shown[:1]
                continue
            yield from shown
            if isinstance(event, events.FindingReported):
                yield from messages.link_lines(event.finding.rule, linked, paint)
            continue
        for line in messages.lines(event, checked.sources):
            yield untrusted.line(line)
    yield from map(untrusted.line, many.end())


def closing_lines(run: Report, paint: colors.Paint = colors.uncolored) -> Iterator[str]:
    """Yield the closing lines. A check has none, so it does not load what they consist of."""
    if run.command != "check":
        from .. import closing

        yield from closing.lines(run, paint)
