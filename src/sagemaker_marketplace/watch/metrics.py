"""Values of an algorithm's metrics in the lines of its log, found by its own regular expressions in bounded time.

Source: service model, MetricDefinition: `Regex` searches the output of the training job, a group catches the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import comb
from typing import Any

_LONGEST_REGEX = 500  # service model
_MOST_METRICS = 40  # service model
_LONGEST_LINE = 8192
# A search that takes more steps than this, by the estimate below, is not begun.
_MOST_STEPS = 10_000_000
_TOO_SLOW_SECONDS = 0.05
_PARTS = re.compile(
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
    """How a search goes: `cuts` places of the line are tried together, each in `ways` ways."""

    cuts: int
    ways: int


class _Metric:
    """A metric: its expression, the longest line it is tried on, and a text without which it finds nothing."""

    def __init__(self, name: str, regex: re.Pattern[str], longest: int, literal: str) -> None:
        self.name, self.longest, self.literal = name, longest, literal
        # With a beginning `.*` a match reaches as far as a search does, and does not begin everywhere.
        reaches = regex.pattern.startswith(".*") and "|" not in regex.pattern
        self.find = regex.match if reaches else regex.search


class Metrics:
    """The metrics of one training job; each is tried on lines short enough for its expression."""

    def __init__(self, definitions: Iterable[Any], now: Callable[[], float]) -> None:
        """`definitions` are an algorithm's MetricDefinitions, `now` counts seconds: what takes long is given up."""
        made = [_metric(item) for item, _ in zip(definitions, range(_MOST_METRICS), strict=False)]
        self._metrics = [one for one in made if one]
        self._now = now
        self._found: dict[str, str] = {}

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._metrics)

    def on_event(self, line: str) -> None:
        """Look for values in a line."""
        for metric in self._metrics:
            if metric.literal in line and len(line) <= metric.longest:
                self._search(metric, line)

    def news(self) -> list[tuple[str, str]]:
        """The last value of each metric found since the last time: (name, value)."""
        found, self._found = self._found, {}
        return list(found.items())

    def _search(self, metric: _Metric, line: str) -> None:
        began = self._now()
        match = metric.find(line)
        if self._now() - began > _TOO_SLOW_SECONDS:
            self._metrics = [one for one in self._metrics if one is not metric]
        if match and match[1] and _is_number(match[1]):
            self._found[metric.name] = match[1]


def _metric(definition: Any) -> _Metric | None:
    name, pattern = (definition.get(part) if isinstance(definition, dict) else None for part in ("Name", "Regex"))
    if not isinstance(name, str) or not isinstance(pattern, str) or len(pattern) > _LONGEST_REGEX:
        return None
    try:
        regex = re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    longest = longest_line(pattern)
    return _Metric(name, regex, longest, _literal(pattern)) if regex.groups and longest else None


def longest_line(pattern: str) -> int:
    """How long a line an expression may be tried on: its steps stay few, whatever the line; 0 for no line at all.

    Without a repetition in another, and with few ways through each part, a search tries at most each choice of as many
    places of the line as there are repetitions, once more for its beginning.
    """
    cost = _cost(pattern)
    if cost is None:
        return 0
    longest = _LONGEST_LINE
    while longest and comb(longest, cost.cuts) * cost.ways > _MOST_STEPS:
        longest = longest * 9 // 10
    return longest


def _cost(pattern: str) -> _Cost | None:
    """What a search costs; None for an expression that repeats repetitions, or that this does not understand."""
    cuts, ways, at = 1, 1, 0
    choices = [False]  # for each open group, whether there is more than one way through it
    closed = last = False  # whether a group with a choice ended here; whether the last thing was a repetition
    while at < len(pattern):
        part = _PARTS.match(pattern, at)
        if part is None or part.lastgroup == "back":
            return None
        at, kind, text = part.end(), part.lastgroup, part[0]
        if kind == "times":
            if text[0] == "?":
                ways *= 2
            elif closed:
                return None
            else:
                cuts += 1
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
            cuts -= 1
        closed, last = False, kind == "times"
    # What a last repetition takes, nothing after it gives back.
    return _Cost(max(0, cuts - last), ways)


def _literal(pattern: str) -> str:
    """The longest text that stands in every match; empty where that is hard to tell."""
    if "|" in pattern or "(?" in pattern:
        return ""
    runs, depth, at = [""], 0, 0
    while at < len(pattern):
        part = _PARTS.match(pattern, at)
        if part is None:
            return ""
        at, kind, sign = part.end(), part.lastgroup, part[0][-1]
        depth += (kind == "open") - (kind == "close")
        if kind == "times":
            runs[-1:] = [runs[-1][:-1], ""]
        elif depth == 0 and (sign not in ".$^" if kind == "other" else kind == "escape" and not sign.isalnum()):
            runs[-1] += sign
        else:
            runs.append("")
    return max(runs, key=len)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return len(text) <= 64
