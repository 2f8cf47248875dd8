"""The jobs of a validation by what its profile says of them, and what a job's Describe answer tells.

Nothing in a job names the resource it validates, so a job is the validation's if it is what the profile asks for.
Source: the service model's members; that the service copies them from the profile is inferred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TRAINING, TRANSFORM = "training", "transform"
USES = (TRAINING, TRANSFORM)
_OVER = ("Completed", "Failed", "Stopped")
# What a profile may say that a job repeats; the rest may be filled in or left out.
_MACHINES = ("InstanceType", "InstanceCount", "InstanceGroups")


@dataclass(frozen=True)
class Profile:
    """A job that a validation will run: its use, its definition and the role of the validation."""

    use: str
    definition: Mapping[str, Any]
    role: str


def profiles(described: Mapping[str, Any]) -> list[Profile]:
    """The jobs a resource's validation runs, in their order, from the answer that describes the resource."""
    specification = described.get("ValidationSpecification") or {}
    role = str(specification.get("ValidationRole", ""))
    return [
        Profile(use, profile[member], role)
        for profile in specification.get("ValidationProfiles") or ()
        for use in USES
        if profile.get(member := f"{use.title()}JobDefinition")
    ]


def is_of(profile: Profile, job: Mapping[str, Any]) -> bool:
    """Whether a job, as its Describe call tells, is what a profile asks for: inputs, output, machines, role."""
    same = _data(profile.use, profile.definition) == _data(profile.use, job)
    # A transform job has no role of its own.
    mine = profile.use != TRAINING or not profile.role or job.get("RoleArn") == profile.role
    return same and mine and _machines(profile.use, profile.definition) == _machines(profile.use, job)


def _data(use: str, job: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Where a job writes, and what it reads."""
    if use == TRAINING:
        output = job.get("OutputDataConfig") or {}
        sources = [channel.get("DataSource") or {} for channel in job.get("InputDataConfig") or ()]
    else:
        output = job.get("TransformOutput") or {}
        sources = [(job.get("TransformInput") or {}).get("DataSource") or {}]
    uris = [str((source.get("S3DataSource") or {}).get("S3Uri", "")) for source in sources]
    return str(output.get("S3OutputPath", "")).rstrip("/"), sorted(uri.rstrip("/") for uri in uris)


def _machines(use: str, job: Mapping[str, Any]) -> dict[str, Any]:
    resources = job.get("ResourceConfig" if use == TRAINING else "TransformResources") or {}
    return {member: resources.get(member) for member in _MACHINES}


def machines(use: str, job: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the instance types of a job and how many of each it has."""
    resources = job.get("ResourceConfig" if use == TRAINING else "TransformResources") or {}
    for group in resources.get("InstanceGroups") or (resources,):
        if group.get("InstanceType"):
            yield str(group["InstanceType"]), int(group.get("InstanceCount") or 1)


def phases(use: str, job: Mapping[str, Any]) -> list[str]:
    """What a job went through, up to where it is: SecondaryStatus of a training, the status of a transform."""
    if use == TRANSFORM:
        return [status(use, job)]
    transitions: Sequence[Mapping[str, Any]] = job.get("SecondaryStatusTransitions") or ()
    through = [str(one.get("Status", "")) for one in transitions]
    through.append(str(job.get("SecondaryStatus") or status(use, job)))
    return [one for one, before in zip(through, ["", *through], strict=False) if one and one != before]


def status(use: str, job: Mapping[str, Any]) -> str:
    """The status of a job."""
    return str(job.get(f"{use.title()}JobStatus", ""))


def is_over(use: str, job: Mapping[str, Any]) -> bool:
    """Whether a job has ended, and will not change."""
    return status(use, job) in _OVER


def paid_seconds(use: str, job: Mapping[str, Any]) -> float:
    """For how many seconds each of a job's instances is paid; 0 if it never began.

    Source: service model, BillableTimeInSeconds of DescribeTrainingJob, TransformEndTime of DescribeTransformJob.
    """
    if job.get("BillableTimeInSeconds") is not None:
        return float(job["BillableTimeInSeconds"])
    began, ended = (job.get(f"{use.title()}{moment}Time") for moment in ("Start", "End"))
    return float((ended - began).total_seconds()) if began and ended else 0.0
