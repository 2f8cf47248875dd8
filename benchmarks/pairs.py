"""Pairs of measurements in turn, and their statistics."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from benchmarks.rows import Row


@dataclass
class Pairs:
    """The figures of one row: `ours[n]` and `peer[n]` were measured one after the other."""

    ours: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)

    def add(self, ours: float, peer: float) -> None:
        """Add a pair."""
        self.ours.append(ours)
        self.peer.append(peer)


@dataclass(frozen=True)
class Summary:
    """A row's figures: both medians, and the median and the quartiles of the comparison of each pair."""

    ours: float
    peer: float
    figure: float
    low: float
    high: float
    pairs: int


def summarize(row: Row, pairs: Pairs) -> Summary:
    """Return the statistics of a row. Pairs are compared before the median is taken."""
    figures = [row.compare(*pair) for pair in zip(pairs.ours, pairs.peer, strict=True)]
    low, high = _quartiles(figures)
    return Summary(median(pairs.ours), median(pairs.peer), median(figures), low, high, len(figures))


def _quartiles(figures: Sequence[float]) -> tuple[float, float]:
    if len(figures) == 1:
        return figures[0], figures[0]
    low, _, high = quantiles(figures, n=4, method="inclusive")
    return low, high


def in_turn(
    works: Mapping[str, Callable[[int], float]], rounds: int, warm_up: bool = True
) -> Iterator[dict[str, float]]:
    """Yield, for each round, the figure of each work; every other round runs them in reverse order.

    A work takes the number of the round. Before the first round, each runs once without being measured.
    """
    if warm_up:
        for work in works.values():
            work(0)
    for number in range(rounds):
        names = list(works)[:: -1 if number % 2 else 1]
        figures = {name: works[name](number) for name in names}
        yield {name: figures[name] for name in works}
