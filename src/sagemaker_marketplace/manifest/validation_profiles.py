"""The jobs that a validation profile describes, and their descriptions by SageMaker.

A job belongs to a validation if it equals what the profile requests. Of jobs that equal several profiles, a training
job names its algorithm and a transform job its model; whether the service fills them in like that is not documented.
Source: the fields of the service model; that the service copies them from the profile is inferred.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TRAINING, TRANSFORM = "training", "transform"
USES = (TRAINING, TRANSFORM)
_ENDED = ("Completed", "Failed", "Stopped")
_STOPPED_BY_SERVICE = ("MaxRuntimeExceeded", "MaxWaitTimeExceeded", "Interrupted")
# Fields that a job repeats from its profile; the service can fill in or omit the others.
_RESOURCES = ("InstanceType", "InstanceCount", "InstanceGroups")


Key = tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """A job of a validation: training or transform, its definition, the validation's role, the resource's names."""

    use: str
    definition: Mapping[str, Any]
    role: str
    names: frozenset[str]


def profiles(described: Mapping[str, Any], names: frozenset[str]) -> list[Profile]:
    """The jobs that a resource's validation runs, in order, from the resource's description, its name and ARN."""
    specification = described.get("ValidationSpecification") or {}
    role = str(specification.get("ValidationRole", ""))
    return [
        Profile(use, profile[member], role, names)
        for profile in specification.get("ValidationProfiles") or ()
        for use in USES
        if profile.get(member := f"{use.title()}JobDefinition")
    ]


def key(use: str, job: Mapping[str, Any]) -> Key:
    """What the definition of a profile and its job have in common, but for the role: inputs, output, instances."""
    resources = job.get("ResourceConfig" if use == TRAINING else "TransformResources") or {}
    return use, *_data(use, job), *(json.dumps(resources.get(field), sort_keys=True) for field in _RESOURCES)


def _data(use: str, job: Mapping[str, Any]) -> tuple[str, ...]:
    """A job's output location and its inputs."""
    if use == TRAINING:
        output = job.get("OutputDataConfig") or {}
        sources = [channel.get("DataSource") or {} for channel in job.get("InputDataConfig") or ()]
    else:
        output = job.get("TransformOutput") or {}
        sources = [(job.get("TransformInput") or {}).get("DataSource") or {}]
    uris = [str((source.get("S3DataSource") or {}).get("S3Uri", "")) for source in sources]
    return str(output.get("S3OutputPath", "")).rstrip("/"), *sorted(uri.rstrip("/") for uri in uris)


def source(use: str, job: Mapping[str, Any]) -> str:
    """What a job runs: the algorithm of a training job, the model of a transform job; empty if it names none.

    Source: service model, AlgorithmSpecification of DescribeTrainingJob and ModelName of DescribeTransformJob.
    """
    specification = job.get("AlgorithmSpecification") or {}
    return str((specification.get("AlgorithmName") if use == TRAINING else job.get("ModelName")) or "")


def instances(use: str, job: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield instance type and count of each instance group of a job."""
    resources = job.get("ResourceConfig" if use == TRAINING else "TransformResources") or {}
    for group in resources.get("InstanceGroups") or (resources,):
        if group.get("InstanceType"):
            yield str(group["InstanceType"]), int(group.get("InstanceCount") or 1)


def phases(use: str, job: Mapping[str, Any]) -> list[str]:
    """The phases of a job so far: SecondaryStatus of a training job, the status of a transform job."""
    if use == TRANSFORM:
        return [status(use, job)]
    transitions: Sequence[Mapping[str, Any]] = job.get("SecondaryStatusTransitions") or ()
    names = [str(transition.get("Status", "")) for transition in transitions]
    names.append(str(job.get("SecondaryStatus") or status(use, job)))
    return [name for name, previous in zip(names, ["", *names], strict=False) if name and name != previous]


def status(use: str, job: Mapping[str, Any]) -> str:
    """The status of a job."""
    return str(job.get(f"{use.title()}JobStatus", ""))


def has_ended(use: str, job: Mapping[str, Any]) -> bool:
    """Whether a job has ended: its status does not change any more."""
    return status(use, job) in _ENDED


def reason(use: str, job: Mapping[str, Any]) -> str:
    """Why a job failed, or why the service stopped it; empty if it did neither.

    A job that the service stops has no FailureReason but a SecondaryStatus, such as MaxRuntimeExceeded (service model).
    """
    secondary = str(job.get("SecondaryStatus") or "")
    is_stopped = status(use, job) == "Stopped" and secondary in _STOPPED_BY_SERVICE
    return str(job.get("FailureReason") or (secondary if is_stopped else ""))


def billable_seconds(use: str, job: Mapping[str, Any]) -> float:
    """The seconds for which each instance of a job is billed; 0 if the job never started.

    Source: service model, BillableTimeInSeconds of DescribeTrainingJob, TransformEndTime of DescribeTransformJob.
    """
    if job.get("BillableTimeInSeconds") is not None:
        return float(job["BillableTimeInSeconds"])
    start, end = (job.get(f"{use.title()}{moment}Time") for moment in ("Start", "End"))
    return float((end - start).total_seconds()) if start and end else 0.0
