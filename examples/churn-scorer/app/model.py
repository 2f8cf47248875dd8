"""The model: the coefficients of a logistic regression, and how they score a customer."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Model:
    """Scores customers by a weighted sum of their features, each scaled by its mean and deviation."""

    features: tuple[str, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float

    def score(self, values: list[float]) -> float:
        """Return how likely a customer is to leave, from 0 to 1; `values` are in the order of `features`.

        Raises ValueError if there are too many values or too few, or if one is not a finite number.
        """
        if len(values) != len(self.features):
            raise ValueError(f"expected {len(self.features)} values ({', '.join(self.features)}), got {len(values)}")
        if not all(map(math.isfinite, values)):
            raise ValueError("a value is not a finite number")
        scaled = (
            coefficient * (value - mean) / deviation
            for value, mean, deviation, coefficient in zip(
                values, self.means, self.deviations, self.coefficients, strict=True
            )
        )
        # exp() of more than 709 overflows; the score is 0 or 1 long before that.
        return 1 / (1 + math.exp(-max(-500.0, min(500.0, self.intercept + sum(scaled)))))


def load(folder: Path) -> Model:
    """Return the model in a folder. Raises OSError or ValueError if there is none."""
    data = json.loads((folder / "model.json").read_text("utf-8"))
    return Model(
        features=tuple(data["features"]),
        means=tuple(data["means"]),
        deviations=tuple(data["deviations"]),
        coefficients=tuple(data["coefficients"]),
        intercept=data["intercept"],
    )
