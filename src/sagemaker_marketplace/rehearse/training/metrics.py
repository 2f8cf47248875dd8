"""How an algorithm's metric definitions match the log of its training job, in bounded time.

Source: service model, MetricDefinition: `Regex` searches the output of the training job, a group captures the value.
That it is searched line by line, and that carriage returns hide values in progress bars, is inferred.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import isfinite

from ...watch.metrics import Metric, is_number, metric
from ..training_job import MetricDefinition
from ..training_observations import MetricUse

_MAX_PARTS = 50
_SHOWN = 100


class MetricCounter:
    """Counts what the metric definitions of a training job find in its log, line by line."""

    def __init__(self, definitions: Sequence[MetricDefinition], now: Callable[[], float]) -> None:
        """`now` returns seconds: a slow expression is not searched again."""
        self._metrics = [metric({"Name": each.name, "Regex": each.regex}, now) for each in definitions]
        self._uses = [MetricUse(each) for each in definitions]

    def add(self, line: str) -> None:
        """Search a line of the log, without its newline."""
        for number, searched in enumerate(self._metrics):
            if searched:
                self._uses[number] = _counted(self._uses[number], searched, line)

    def uses(self) -> list[MetricUse]:
        """Return how each definition matched so far, in their order."""
        pairs = zip(self._metrics, self._uses, strict=True)
        return [replace(use, is_counted=searched is not None and not searched.is_slow) for searched, use in pairs]


def _counted(use: MetricUse, searched: Metric, line: str) -> MetricUse:
    """The use after a line."""
    value = searched.search(line) if searched.can_match(line) else None
    if value is None:
        return replace(use, progress_matches=use.progress_matches + _matches_in_part(searched, line))
    if not is_number(value):
        return replace(use, matches=use.matches + 1, invalid_value=use.invalid_value or value[:_SHOWN])
    number = float(value)
    last_value = number if isfinite(number) else use.last_value
    return replace(use, matches=use.matches + 1, values=use.values + 1, last_value=last_value)


def _matches_in_part(searched: Metric, line: str) -> bool:
    """Whether a part of the line between carriage returns matches; the last ones are searched."""
    parts = line.split("\r")[-_MAX_PARTS:] if "\r" in line else []
    return any(searched.can_match(part) and searched.search(part) is not None for part in parts)
