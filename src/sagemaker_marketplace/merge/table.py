"""A merged report as text: a line for each manifest, worst first, and totals."""

from __future__ import annotations

from collections.abc import Iterator

from ..report import colors, outcome, untrusted
from ..report.report import BY_PRIORITY
from .reports import Merged

_STYLES = {outcome.SUCCESS: colors.ADDED, outcome.NEUTRAL: "warning", outcome.FAILURE: "error"}


def lines(merged: Merged, paint: colors.Paint = colors.uncolored) -> Iterator[str]:
    """Yield what is left out, the outcome of each manifest, and totals. Each is one harmless line."""
    yield from map(untrusted.line, merged.notes)
    found = [each for each in outcome.outcomes(merged.report) if each.manifest]
    found.sort(key=_rank)
    widths = [
        max((len(text) for text in column), default=0)
        for column in ([f.verdict for f in found], [f.manifest for f in found])
    ]
    for each in found:
        row = f"{each.manifest:{widths[1]}}  {each.arn or each.name}".rstrip()
        yield f"{paint(_STYLES[each.state], f'{each.verdict:{widths[0]}}')}  {untrusted.line(row)}"
        if each.state == outcome.FAILURE and each.cause:
            yield untrusted.line(f"  Cause: {each.cause}")
    yield totals(merged)


def totals(merged: Merged) -> str:
    """How many manifests and reports there are, the verdicts, and the number of findings."""
    found = sorted((each for each in outcome.outcomes(merged.report) if each.manifest), key=_rank)
    verdicts = f": {outcome.counts(found)}" if found else ""
    numbers = [_number(len(found), "manifest"), _number(merged.files, "report")]
    counts = [_number(merged.data["errors"], "error"), _number(merged.data["warnings"], "warning")]
    return f"{' in '.join(numbers)}{verdicts}; {', '.join(counts)}"


def _rank(each: outcome.Outcome) -> tuple[bool, int]:
    """Failures by the priority of their exit codes, then what continues, then successes."""
    is_listed = each.exit_code in BY_PRIORITY
    return (
        (outcome.FAILURE, outcome.NEUTRAL, outcome.SUCCESS).index(each.state) > 0,
        BY_PRIORITY.index(each.exit_code) if is_listed else len(BY_PRIORITY) + (each.state == outcome.SUCCESS),
    )


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
