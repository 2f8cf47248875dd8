"""The jobs that a validation profile describes, and their descriptions by SageMaker.

A job does not name the resource that it validates: it belongs to a validation if it equals what the profile requests.
Source: the fields of the service model; that the service copies them from the profile is inferred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TRAINING, TRANSFORM = "training", "transform"
USES = (TRAINING, TRANSFORM)
_ENDED = ("Completed", "Failed", "Stopped")
# Fields that a job repeats from its profile; the service can fill in or omit the others.
_RESOURCES = ("InstanceType", "InstanceCount", "InstanceGroups")


@dataclass(frozen=True)
class Profile:
    """A job of a validation: training or transform, its definition, and the validation's role."""

    use: str
    definition: Mapping[str, Any]
    role: str


def profiles(described: Mapping[str, Any]) -> list[Profile]:
    """The jobs that a resource's validation runs, in order, from the resource's description."""
    specification = described.get("ValidationSpecification") or {}
    role = str(specification.get("ValidationRole", ""))
    return [
        Profile(use, profile[member], role)
        for profile in specification.get("ValidationProfiles") or ()
        for use in USES
        if profile.get(member := f"{use.title()}JobDefinition")
    ]


def is_of(profile: Profile, job: Mapping[str, Any]) -> bool:
    """Whether a job's description equals what a profile requests: inputs, output, instances, role."""
    same_data = _data(profile.use, profile.definition) == _data(profile.use, job)
    # A transform job has no role.
    same_role = profile.use != TRAINING or not profile.role or job.get("RoleArn") == profile.role
    return same_data and same_role and _resources(profile.use, profile.definition) == _resources(profile.use, job)


def _data(use: str, job: Mapping[str, Any]) -> tuple[str, list[str]]:
    """A job's output location and its inputs."""
    if use == TRAINING:
        output = job.get("OutputDataConfig") or {}
        sources = [channel.get("DataSource") or {} for channel in job.get("InputDataConfig") or ()]
    else:
        output = job.get("TransformOutput") or {}
        sources = [(job.get("TransformInput") or {}).get("DataSource") or {}]
    uris = [str((source.get("S3DataSource") or {}).get("S3Uri", "")) for source in sources]
    return str(output.get("S3OutputPath", "")).rstrip("/"), sorted(uri.rstrip("/") for uri in uris)


def _resources(use: str, job: Mapping[str, Any]) -> dict[str, Any]:
    resources = job.get("ResourceConfig" if use == TRAINING else "TransformResources") or {}
    return {field: resources.get(field) for field in _RESOURCES}


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


def billable_seconds(use: str, job: Mapping[str, Any]) -> float:
    """The seconds for which each instance of a job is billed; 0 if the job never started.

    Source: service model, BillableTimeInSeconds of DescribeTrainingJob, TransformEndTime of DescribeTransformJob.
    """
    if job.get("BillableTimeInSeconds") is not None:
        return float(job["BillableTimeInSeconds"])
    start, end = (job.get(f"{use.title()}{moment}Time") for moment in ("Start", "End"))
    return float((end - start).total_seconds()) if start and end else 0.0
