"""What a create will set going: the validation's jobs with machines and price, and what buyers will see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..manifest import fields
from ..manifest.document import Document
from ..manifest.fields import TRAINING, TRANSFORM

# USD an hour of a type for a use, None where nobody knows; and the date of a price that is not today's.
Price = Callable[[str, str], tuple[float | None, str]]

# A small validation's transform takes about as long; a container that never answers /ping is given up after half an
# hour (seen: aws/amazon-sagemaker-examples#815).
_TRANSFORM_MINUTES, _PING_MINUTES = 10, 30
# Source: service model, StoppingCondition.MaxRuntimeInSeconds: one day, if nothing is said.
_TRAINING_SECONDS = 86400


@dataclass(frozen=True)
class Job:
    """A job of the validation: `usd` is the price of an hour of all its machines, `most` the longest it is paid for."""

    use: str
    type: str
    count: int
    usd: float | None
    minutes: float
    most_minutes: float
    dated: str = ""

    def text(self) -> str:
        """The job in one line."""
        machines = f"{self.use} job on {self.count} x {self.type}"
        if self.usd is None:
            return f"{machines}, price not known"
        costs = f"${self.usd * self.minutes / 60:.2f} for {_time(self.minutes)}"
        if self.most_minutes > self.minutes:
            costs = f"{costs}, ${self.usd * self.most_minutes / 60:.2f} for {_time(self.most_minutes)}"
        dated = f" (price of {self.dated})" if self.dated else ""
        return f"{machines}, ${self.usd:.4g} an hour{dated}: {costs}"


def jobs(document: Document, price: Price) -> tuple[Job, ...]:
    """The jobs the validation will run, in their order; one of several choices of machines is the first."""
    found = []
    for use in (TRAINING, TRANSFORM):
        machines = [one for one in fields.machines(document) if one.use == use]
        grouped = [one for one in machines if "InstanceGroups" in one.path]
        for one in grouped or machines[:1]:
            hourly, dated = price(one.type, use)
            usd = None if hourly is None else hourly * one.count
            found.append(Job(use, one.type, one.count, usd, *_minutes(document, use), dated))
    return tuple(found)


def visible(document: Document) -> tuple[str, ...]:
    """The places in S3 that buyers will see: what the validation reads and writes.

    Source: SageMaker developer guide, on creating a model package resource for Marketplace.
    """
    uris = [data.uri for use in (TRAINING, TRANSFORM) for data in fields.inputs(document, use)]
    return tuple(dict.fromkeys([*uris, *(data.uri for data in fields.outputs(document))]))


def _minutes(document: Document, use: str) -> tuple[float, float]:
    """What is likely paid for, and the most."""
    if use == TRANSFORM:
        return _TRANSFORM_MINUTES, _PING_MINUTES
    stop = "spec.ValidationSpecification.ValidationProfiles.*.TrainingJobDefinition.StoppingCondition"
    limits = [condition.get("MaxRuntimeInSeconds") for _, condition in document.at(stop) if isinstance(condition, dict)]
    seconds = limits[0] if limits and isinstance(limits[0], int) else _TRAINING_SECONDS
    return seconds / 60, seconds / 60


def _time(minutes: float) -> str:
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.3g} h"
