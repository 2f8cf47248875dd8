"""Gradient boosting for squared errors: each round adds the stump that reduces the error most."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from model import Stump

Rows = Sequence[Sequence[float]]


def boost(rows: Rows, residuals: list[float], learning_rate: float) -> Iterator[Stump]:
    """Yield stumps for as long as one reduces the error of the rows.

    `residuals` are the labels less the prediction for each row; what a stump adds is subtracted before it is yielded.
    """
    orders = [sorted(range(len(rows)), key=lambda row: rows[row][feature]) for feature in range(len(rows[0]))]
    while True:
        splits = [_best_split(rows, residuals, order, feature) for feature, order in enumerate(orders)]
        reduction, feature, threshold, low, high = max(splits)
        if reduction <= 1e-12:
            return
        stump = Stump(feature, threshold, learning_rate * low, learning_rate * high)
        for index, row in enumerate(rows):
            residuals[index] -= stump.value(row)
        yield stump


def rmse(residuals: Sequence[float]) -> float:
    """Return the root of the mean squared error."""
    return math.sqrt(math.fsum(value * value for value in residuals) / len(residuals))


def _best_split(
    rows: Rows, residuals: Sequence[float], order: Sequence[int], feature: int
) -> tuple[float, int, float, float, float]:
    """Return the split of one feature that reduces the squared error most: reduction, feature, threshold, both means.

    `order` are the indices of the rows, sorted by the feature.
    """
    total, count = math.fsum(residuals), len(order)
    best = (0.0, feature, 0.0, 0.0, 0.0)
    left = 0.0
    for number, (index, following) in enumerate(itertools.pairwise(order), 1):
        left += residuals[index]
        value, next_value = rows[index][feature], rows[following][feature]
        if value == next_value:
            continue
        low, high = left / number, (total - left) / (count - number)
        reduction = left * low + (total - left) * high - total * total / count
        if reduction > best[0]:
            best = (reduction, feature, (value + next_value) / 2, low, high)
    return best
