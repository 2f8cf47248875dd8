"""Fills the generated parts of docs/performance.md from the results."""

from __future__ import annotations

import re
from collections.abc import Mapping

from benchmarks import results, rows, table
from benchmarks.processes import ROOT
from benchmarks.results import Result

FILE = ROOT / "docs" / "performance.md"
_PART = re.compile(r"(<!-- (measurements|machines|table)( [a-z-]+)?:[^>]*-->\n).*?(<!-- /\2 -->)", re.DOTALL)


def fill(page: str, measured: Mapping[str, Result]) -> str:
    """Return the page with its generated parts made from the results."""

    def part(match: re.Match[str]) -> str:
        return f"{match[1]}{_content(match[2], (match[3] or '').strip(), measured)}\n{match[4]}"

    return _PART.sub(part, page)


def main() -> None:
    """Write the page."""
    FILE.write_text(fill(FILE.read_text("utf-8"), results.read()), "utf-8")


def _content(part: str, name: str, measured: Mapping[str, Result]) -> str:
    if part == "measurements":
        pairs = {row: pairs for result in measured.values() for row, pairs in result.rows.items()}
        return table.of_rows(rows.load(), pairs)
    if part == "machines":
        return _machines(measured)
    tables = {key: item for result in measured.values() for key, item in result.tables.items()}
    found = tables.get(name)
    return table.markdown(found.columns, found.rows) if found else "Not measured yet."


def _machines(measured: Mapping[str, Result]) -> str:
    """Return a list of dates and machines, each with the parts that were measured then and there."""
    parts: dict[str, list[str]] = {}
    for part, result in measured.items():
        described = "{processor}, {cores} cores, {memory}; {system}; Python {python}; {engine}; {peers}"
        parts.setdefault(f"{result.measured}: {described.format(**result.machine)}", []).append(part.replace("_", " "))
    return "\n".join(f"- {', '.join(names)}: {described}" for described, names in parts.items())


if __name__ == "__main__":
    main()
