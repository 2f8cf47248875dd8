"""The model: a sum of stumps, each of which compares one feature with a threshold."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "model.json"


@dataclass(frozen=True)
class Stump:
    """Adds `low` to a prediction if the feature is at most the threshold, and `high` otherwise."""

    feature: int
    threshold: float
    low: float
    high: float

    def value(self, row: Sequence[float]) -> float:
        """Return what the stump adds for a row."""
        return self.low if row[self.feature] <= self.threshold else self.high


@dataclass(frozen=True)
class Model:
    """Predicts a number from `features` numbers: the mean of the training data, and what each stump adds."""

    features: int
    mean: float
    stumps: tuple[Stump, ...]

    def predict(self, row: Sequence[float]) -> float:
        """Return the prediction for a row. Raises ValueError if it has another number of features."""
        if len(row) != self.features:
            raise ValueError(f"expected {self.features} features, got {len(row)}")
        return math.fsum([self.mean, *(stump.value(row) for stump in self.stumps)])


def save(model: Model, folder: Path) -> None:
    """Write a model to a folder. The file is never there in part, even if the program is killed."""
    path = folder / f"{FILE}.part"
    path.write_text(json.dumps(asdict(model), indent=1) + "\n", "utf-8")
    path.replace(folder / FILE)


def load(folder: Path) -> Model:
    """Return the model in a folder. Raises OSError or ValueError if it can't be read."""
    data = json.loads((folder / FILE).read_text("utf-8"))
    return Model(data["features"], data["mean"], tuple(Stump(**each) for each in data["stumps"]))
