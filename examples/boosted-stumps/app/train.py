"""Trains a model as SageMaker requires: everything it reads and writes is below /opt/ml."""

from __future__ import annotations

import json
import math
import signal
import sys
import traceback
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import boosting
import content
import model

ML = Path("/opt/ml")
# Progress is printed after this many rounds. The manifest's MetricDefinitions find the metrics in these lines.
ROUNDS_PER_LINE = 10


@dataclass(frozen=True)
class Data:
    """Rows of features, and the label of each row."""

    rows: list[list[float]]
    labels: list[float]


@dataclass(frozen=True)
class Hyperparameters:
    """The hyperparameters, with the defaults of the manifest's SupportedHyperParameters."""

    rounds: int = 100
    learning_rate: float = 0.1


class Stop:
    """Becomes true on SIGTERM: SageMaker sends it 120 seconds before it kills the program."""

    def __init__(self) -> None:
        """Receive SIGTERM from now on."""
        self.requested = False
        signal.signal(signal.SIGTERM, self._request)

    def _request(self, *_: object) -> None:
        self.requested = True


def main(folder: Path = ML) -> int:
    """Train a model; return the exit code.

    The reason of a failure is written to output/failure, which SageMaker shows as the job's FailureReason.
    """
    stop = Stop()
    try:
        train(folder, stop)
    except ValueError as error:  # the user's data or hyperparameters
        print(f"error: {error}", file=sys.stderr)
        (folder / "output" / "failure").write_text(f"{error}\n", "utf-8")
        return 1
    except Exception:
        traceback.print_exc()
        (folder / "output" / "failure").write_text(traceback.format_exc(), "utf-8")
        return 1
    return 0


def train(folder: Path, stop: Stop) -> None:
    """Read the channels, train until the last round or SIGTERM, and write the model. Raises ValueError."""
    config = folder / "input" / "config"
    chosen = hyperparameters(json.loads((config / "hyperparameters.json").read_text("utf-8")))
    training = read_channel(folder / "input" / "data" / "training")
    validation_folder = folder / "input" / "data" / "validation"
    validation = read_channel(validation_folder) if validation_folder.is_dir() else Data([], [])
    features = len(training.rows[0])
    if any(len(row) != features for row in validation.rows):
        raise ValueError(f"the channel validation must have {features} features, as the channel training has")
    mean = math.fsum(training.labels) / len(training.labels)
    residuals, unseen = ([label - mean for label in data.labels] for data in (training, validation))
    stumps: list[model.Stump] = []
    for stump in islice(boosting.boost(training.rows, residuals, chosen.learning_rate), chosen.rounds):
        stumps.append(stump)
        unseen = [value - stump.value(row) for value, row in zip(unseen, validation.rows, strict=True)]
        if len(stumps) % ROUNDS_PER_LINE == 0 and len(stumps) < chosen.rounds:
            print_metrics(len(stumps), residuals, unseen)
        if stop.requested:
            print("stopping on SIGTERM", flush=True)
            break
    print_metrics(len(stumps), residuals, unseen)
    model.save(model.Model(features, mean, tuple(stumps)), folder / "model")


def hyperparameters(values: dict[str, str]) -> Hyperparameters:
    """Return hyperparameters from the strings that SageMaker passes. Raises ValueError."""
    # The SageMaker Python SDK encodes strings as JSON once more.
    texts = {name: value.strip('"') for name, value in values.items()}
    unknown = sorted(texts.keys() - {"rounds", "learning_rate"})
    if unknown:
        raise ValueError(f"unknown hyperparameter: {unknown[0]}")
    defaults = Hyperparameters()
    try:
        rounds = int(texts.get("rounds", defaults.rounds))
        learning_rate = float(texts.get("learning_rate", defaults.learning_rate))
    except ValueError:
        raise ValueError("rounds must be an integer, and learning_rate a number") from None
    if not (1 <= rounds <= 5000 and 0.001 <= learning_rate <= 1):
        raise ValueError("rounds must be from 1 to 5000, and learning_rate from 0.001 to 1")
    return Hyperparameters(rounds, learning_rate)


def read_channel(folder: Path) -> Data:
    """Return the data of a channel in File mode: the lines of all its files. Raises ValueError.

    Each line has the label first, then the features.
    """
    data = Data([], [])
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            rows = content.read_csv(path.read_bytes())
        except ValueError as error:
            raise ValueError(f"{path.relative_to(folder.parent)}: {error}") from None
        data.labels.extend(row[0] for row in rows)
        data.rows.extend(row[1:] for row in rows)
    if not data.rows:
        raise ValueError(f"the channel {folder.name} has no data")
    if not data.rows[0] or any(len(row) != len(data.rows[0]) for row in data.rows):
        raise ValueError(f"each line of the channel {folder.name} must have a label and the same number of features")
    return data


def print_metrics(rounds: int, residuals: list[float], unseen: list[float]) -> None:
    """Print the metric of the training data and, if there is a channel for it, of the validation data."""
    validation = f" validation:rmse={boosting.rmse(unseen):.6f}" if unseen else ""
    print(f"round={rounds} train:rmse={boosting.rmse(residuals):.6f}{validation}", flush=True)
