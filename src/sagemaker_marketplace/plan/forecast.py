"""Forecasts what a create call will start: the validation's jobs with their prices, and what buyers can see."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..manifest import fields
from ..manifest.document import Document
from ..manifest.fields import TRAINING, TRANSFORM
from ..report.events import PlannedJob

# Takes an instance type and a job type. Returns USD per hour, None if unknown, and the date of the price.
Price = Callable[[str, str], tuple[float | None, str]]

# A small validation's transform job runs about as long; a container that never answers /ping is stopped after half an
# hour (seen: aws/amazon-sagemaker-examples#815).
_TRANSFORM_MINUTES, _PING_TIMEOUT_MINUTES = 10, 30
# Source: service model, StoppingCondition.MaxRuntimeInSeconds: one day by default.
_TRAINING_SECONDS = 86400


def forecast_jobs(document: Document, price: Price) -> tuple[PlannedJob, ...]:
    """Forecast the jobs that the validation will run, in order; of alternative instance types the first is used."""
    jobs = []
    for machine in likely_instances(document):
        hourly, date = price(machine.type, machine.use)
        usd = None if hourly is None else hourly * machine.count
        minutes = _minutes(document, machine.use)
        jobs.append(PlannedJob(machine.use, machine.type, machine.count, usd, *minutes, date))
    return tuple(jobs)


def likely_instances(document: Document) -> Iterator[fields.Instances]:
    """Yield the instances of each job of the validation; of alternative instance types the first."""
    for job_type in (TRAINING, TRANSFORM):
        machines = [machine for machine in fields.instances(document) if machine.use == job_type]
        instance_groups = [machine for machine in machines if "InstanceGroups" in machine.path]
        yield from instance_groups or machines[:1]


def buyer_visible_uris(document: Document) -> tuple[str, ...]:
    """The S3 locations that buyers can see: what the validation reads and writes.

    Source: SageMaker developer guide, on creating a model package resource for Marketplace.
    """
    uris = [data.uri for job_type in (TRAINING, TRANSFORM) for data in fields.inputs(document, job_type)]
    return tuple(dict.fromkeys([*uris, *(data.uri for data in fields.outputs(document))]))


def _minutes(document: Document, job_type: str) -> tuple[float, float]:
    """How many minutes are likely billed, and the maximum."""
    if job_type == TRANSFORM:
        return _TRANSFORM_MINUTES, _PING_TIMEOUT_MINUTES
    stop = "spec.ValidationSpecification.ValidationProfiles.*.TrainingJobDefinition.StoppingCondition"
    limits = [condition.get("MaxRuntimeInSeconds") for _, condition in document.at(stop) if isinstance(condition, dict)]
    seconds = limits[0] if limits and isinstance(limits[0], int) else _TRAINING_SECONDS
    return seconds / 60, seconds / 60
