"""Finds the values of an algorithm's metrics in its log, by the algorithm's regular expressions and in bounded time.

Source: service model, MetricDefinition: `Regex` searches the output of the training job, a group captures the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import comb
from typing import Any

_MAX_REGEX_LENGTH = 500  # service model
_MAX_METRICS = 40  # service model
_MAX_LINE_LENGTH = 8192
# A search that needs more steps than this, by the estimate below, is not started.
_MAX_STEPS = 10_000_000
_TOO_SLOW_SECONDS = 0.05
_TOKENS = re.compile(
    r"(?P<back>\\[1-9]|\(\?P=)"
    r"|(?P<escape>\\.)"
    r"|(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<open>\((?:\?:|\?P<\w+>)?(?!\?))"
    r"|(?P<close>\))"
    r"|(?P<times>(?:[*+?]|\{[0-9]*,?[0-9]*\})[?+]?)"
    r"|(?P<or>\|)"
    r"|(?P<start>\A\^)"
    r"|(?P<any>\A\.\*(?![^|]*\|))"
    r"|(?P<other>[^(\\\[])",
    re.DOTALL,
)


@dataclass(frozen=True)
class _Cost:
    """The effort of a search: it tries combinations of `positions` positions in the line, each in `ways` ways."""

    positions: int
    ways: int


class Metric:
    """A metric: its name, the longest line it is searched in, and a string that every match contains.

    A search that takes long is the last: `is_slow` is then true.
    """

    def __init__(
        self, name: str, regex: re.Pattern[str], max_line: int, literal: str, now: Callable[[], float]
    ) -> None:
        self.name, self.max_line, self.literal = name, max_line, literal
        self.is_slow = False
        self._now = now
        # With a leading `.*` a match finds what a search finds, without starting at every position.
        starts_anywhere = regex.pattern.startswith(".*") and "|" not in regex.pattern
        self._find = regex.match if starts_anywhere else regex.search

    def can_match(self, line: str) -> bool:
        """Whether a search of a line is worth its time, and short enough."""
        return self.literal in line and len(line) <= self.max_line and not self.is_slow

    def search(self, line: str) -> str | None:
        """Return what the first group captures in a line for which `can_match` is true; None without a match."""
        started = self._now()
        match = self._find(line)
        self.is_slow = self._now() - started > _TOO_SLOW_SECONDS
        return (match[1] or "") if match else None


class Metrics:
    """The metrics of one training job; each is searched only in lines short enough for its expression."""

    def __init__(self, definitions: Iterable[Any], now: Callable[[], float]) -> None:
        """`definitions` are an algorithm's MetricDefinitions; `now` returns seconds: a slow expression is dropped."""
        found = [metric(definition, now) for definition, _ in zip(definitions, range(_MAX_METRICS), strict=False)]
        self._metrics = [each for each in found if each]
        self._values: dict[str, str] = {}

    def __bool__(self) -> bool:
        """Whether there is any metric to search."""
        return bool(self._metrics)

    def read_line(self, line: str) -> None:
        """Search a line for values."""
        for each in self._metrics:
            if each.literal in line and len(line) <= each.max_line:
                self._search(each, line)

    def new_values(self) -> list[tuple[str, str]]:
        """The last value of each metric found since the previous call, as (name, value)."""
        values, self._values = self._values, {}
        return list(values.items())

    def _search(self, searched: Metric, line: str) -> None:
        value = searched.search(line)
        if searched.is_slow:
            self._metrics = [other for other in self._metrics if other is not searched]
        if value and is_number(value):
            self._values[searched.name] = value


def metric(definition: Any, now: Callable[[], float]) -> Metric | None:
    """The metric of a definition; None for an invalid one and one that would be too slow."""
    name, pattern = (definition.get(key) if isinstance(definition, dict) else None for key in ("Name", "Regex"))
    if not isinstance(name, str) or not isinstance(pattern, str) or len(pattern) > _MAX_REGEX_LENGTH:
        return None
    try:
        regex = re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    max_line = max_line_length(pattern)
    return Metric(name, regex, max_line, _literal(pattern), now) if regex.groups and max_line else None


def max_line_length(pattern: str) -> int:
    """How long a line may be so that searching it stays fast, whatever the line contains; 0 if no line is safe.

    Without nested repetitions, and with few ways through each part, a search tries at most every combination of as many
    positions in the line as there are repetitions, plus one for its start.
    """
    cost = _cost(pattern)
    if cost is None:
        return 0
    length = _MAX_LINE_LENGTH
    while length and comb(length, cost.positions) * cost.ways > _MAX_STEPS:
        length = length * 9 // 10
    return length


def _cost(pattern: str) -> _Cost | None:
    """The cost of a search; None for an expression with nested repetitions or syntax that is not understood."""
    positions, ways, at = 1, 1, 0
    choices = [False]  # for each open group, whether there is more than one way through it
    closed = last = False  # whether a group with a choice ended here; whether the last token was a repetition
    while at < len(pattern):
        token = _TOKENS.match(pattern, at)
        if token is None or token.lastgroup == "back":
            return None
        at, kind, text = token.end(), token.lastgroup, token[0]
        if kind == "times":
            if text[0] == "?":
                ways *= 2
            elif closed:
                return None
            else:
                positions += 1
            choices[-1] = True
        elif kind == "open":
            choices.append(False)
        elif kind == "close" and len(choices) > 1:
            inner = choices.pop()
            choices[-1] |= inner
            closed = inner
            continue
        elif kind == "or":
            ways, choices[-1] = ways * 2, True
        elif kind == "start":
            positions -= 1
        closed, last = False, kind == "times"
    # Nothing after a final repetition makes it backtrack.
    return _Cost(max(0, positions - last), ways)


def _literal(pattern: str) -> str:
    """The longest string that every match contains; empty if that is not obvious."""
    if "|" in pattern or "(?" in pattern:
        return ""
    runs, depth, at = [""], 0, 0
    while at < len(pattern):
        token = _TOKENS.match(pattern, at)
        if token is None:
            return ""
        at, kind, sign = token.end(), token.lastgroup, token[0][-1]
        depth += (kind == "open") - (kind == "close")
        if kind == "times":
            runs[-1:] = [runs[-1][:-1], ""]
        elif depth == 0 and (sign not in ".$^" if kind == "other" else kind == "escape" and not sign.isalnum()):
            runs[-1] += sign
        else:
            runs.append("")
    return max(runs, key=len)


def is_number(text: str) -> bool:
    """Whether a captured text is a number of reasonable length."""
    try:
        float(text)
    except ValueError:
        return False
    return len(text) <= 64
