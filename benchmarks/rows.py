"""The rows of the benchmarks with their budgets, from rows.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

FILE = Path(__file__).with_name("rows.yaml")


@dataclass(frozen=True)
class Row:
    """A row of the table; rows.yaml explains the fields."""

    name: str
    part: str
    ours: str
    peer: str
    unit: str
    comparison: Literal["ratio", "difference"]
    at_most: float | None = None
    at_least: float | None = None
    missed: float | None = None
    pairs: int | None = None
    quick: bool = False

    def compare(self, ours: float, peer: float) -> float:
        """Return the figure that the budget is for."""
        return ours / peer if self.comparison == "ratio" else ours - peer

    def exceeds(self, figure: float, tolerance: float = 0.0) -> bool:
        """Return whether a figure is beyond the budget; with a tolerance of 0.2, by more than 20 %."""
        if self.at_most is not None:
            return figure > self.at_most * (1 + tolerance)
        return self.at_least is not None and figure < self.at_least / (1 + tolerance)

    def for_guard(self) -> Row:
        """Return the row with the budget that the guard requires."""
        if self.missed is None:
            return self
        return replace(self, at_least=self.missed) if self.at_most is None else replace(self, at_most=self.missed)


@cache
def load() -> tuple[Row, ...]:
    """Return all rows, in the order of the table."""
    return tuple(Row(**item) for item in yaml.safe_load(FILE.read_text("utf-8")))


def select(patterns: Iterable[str]) -> tuple[Row, ...]:
    """Return the rows whose name or part matches a pattern, such as `check-1`, `watch` or `*-cpu-*`; all without one.

    Raises ValueError for a pattern that no row matches.
    """
    wanted = list(patterns) or ["*"]
    for pattern in wanted:
        if not any(_matches(row, pattern) for row in load()):
            names = ", ".join(row.name for row in load())
            raise ValueError(f"no row matches {pattern!r}; choose from: {names}")
    return tuple(row for row in load() if any(_matches(row, pattern) for pattern in wanted))


def _matches(row: Row, pattern: str) -> bool:
    return fnmatchcase(row.name, pattern) or row.part == pattern
