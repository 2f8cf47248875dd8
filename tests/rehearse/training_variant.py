"""A broken training container as a rehearsal observes it, and the cause that must be named first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.rehearse.training_observed import completed

from sagemaker_marketplace.rehearse.observations import End
from sagemaker_marketplace.rehearse.training_observations import TrainingObservations

IMAGE = ("spec.TrainingSpecification.TrainingImage", "rehearsal.training.image")
JOB = "spec.ValidationSpecification.ValidationProfiles[0].TrainingJobDefinition"
MODE = (f"{JOB}.TrainingInputMode",) * 2
NO_FILE = "FileNotFoundError: [Errno 2] No such file or directory: "
STOPPED = End(143, "stop", 0.3)


@dataclass
class Variant:
    """What was observed, the cause that must be first, its paths without and with `rehearsal`, and its fix."""

    number: str
    cause: str
    where: tuple[str, str]
    fix: str
    evidence: str
    fields: dict[str, Any]

    def observations(self, text: str) -> TrainingObservations:
        return completed(text, **self.fields)


def training(number: str, cause: str, where: tuple[str, str], fix: str, evidence: str, **fields: Any) -> Variant:
    """A variant whose program ends with exit code 1, if the fields don't say otherwise."""
    return Variant(number, cause, where, fix, evidence, {"end": End(1, "training", 1.5), "model_files": (), **fields})


def misses(number: str, cause: str, where: tuple[str, str], fix: str, file: str, **fields: Any) -> Variant:
    """A variant whose program fails with Python's error for a missing file."""
    line = f"{NO_FILE}'{file}'"
    return training(number, cause, where, fix, line, **{"log_lines": ("Traceback", line), **fields})
