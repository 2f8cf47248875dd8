"""The table of the rows, and the rows that exceed their budgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.pairs import Pairs, Summary, summarize
from benchmarks.rows import Row

_COLUMNS = ("what", "compared with", "ours", "theirs", "ratio or difference (quartiles)", "budget")
# By how much a figure can exceed its budget before the guard fails.
TOLERANCE = 0.2


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def of_rows(rows: Iterable[Row], measured: Mapping[str, Pairs]) -> str:
    """Return the table of these rows; one that was not measured says so."""
    return markdown(_COLUMNS, [_cells(row, measured.get(row.name)) for row in rows])


def exceeded(rows: Iterable[Row], measured: Mapping[str, Pairs]) -> list[tuple[Row, Summary]]:
    """Return the measured rows whose median exceeds the budget by more than the tolerance."""
    summaries = [(row, summarize(row, measured[row.name])) for row in rows if row.name in measured]
    return [(row, summary) for row, summary in summaries if row.exceeds(summary.figure, TOLERANCE)]


def of_exceeded(found: Iterable[tuple[Row, Summary]]) -> str:
    """Return the table of rows that exceed their budgets."""
    cells = [
        (row.name, _figure(row, summary.figure), _budget(row), f"{_excess(row, summary.figure):.0%}")
        for row, summary in found
    ]
    return markdown(("row", "measured", "budget", "beyond it by"), cells)


def to_json(row: Row, pairs: Pairs) -> dict[str, object]:
    """Return the statistics of a row as a JSON object."""
    summary = summarize(row, pairs)
    return {
        "name": row.name,
        "what": row.ours,
        "compared_with": row.peer,
        "unit": row.unit,
        "comparison": row.comparison,
        "ours": summary.ours,
        "theirs": summary.peer,
        "figure": summary.figure,
        "quartiles": [summary.low, summary.high],
        "pairs": summary.pairs,
        "at_most": row.at_most,
        "at_least": row.at_least,
        "exceeded": row.exceeds(summary.figure),
    }


def amount(unit: str, value: float) -> str:
    """Return a figure with its unit, and three significant digits."""
    if unit == "s" and value < 0.1:
        return f"{_digits(value * 1000)} ms"
    if unit == "calls":
        return f"{value:g} calls"
    return f"{_digits(value)} {unit}"


def _cells(row: Row, pairs: Pairs | None) -> tuple[str, ...]:
    if pairs is None:
        return row.ours, row.peer, "not measured", "", "", _budget(row)
    summary = summarize(row, pairs)
    low, high = (_figure(row, value) for value in (summary.low, summary.high))
    spread = f" ({low} to {high})" if summary.pairs > 1 else ""
    mark = ", not kept" if row.exceeds(summary.figure) else ""
    ours, theirs = (amount(row.unit, value) for value in (summary.ours, summary.peer))
    return row.ours, row.peer, ours, theirs, f"{_figure(row, summary.figure)}{spread}", f"{_budget(row)}{mark}"


def _figure(row: Row, value: float) -> str:
    if row.comparison == "ratio":
        return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.3f}"
    return f"{value:.2f} {row.unit}" if abs(value) < 10 else f"{value:.1f} {row.unit}"


def _budget(row: Row) -> str:
    unit = "" if row.comparison == "ratio" else f" {row.unit}"
    if row.at_most is not None:
        return f"≤ {row.at_most:g}{unit}"
    return f"≥ {row.at_least:g}{unit}"


def _excess(row: Row, figure: float) -> float:
    """Return by which part of the budget a figure exceeds it: 0.5 for 3 of at most 2, and for 2 of at least 3."""
    if row.at_most is not None:
        return figure / row.at_most - 1
    return (row.at_least or 0) / figure - 1


def _digits(value: float) -> str:
    if value >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:#.3g}".rstrip(".") if value else "0"
