"""The training and transform jobs a validation runs, as DescribeTrainingJob and DescribeTransformJob tell of them.

How the service names these jobs is not documented, so the names say nothing of the resource they validate.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from sagemaker_marketplace.sandbox.scenario import Stage
from sagemaker_marketplace.sandbox.wire import Members, arn, now

# A finished job says it ran this long, however fast the looks came: what is billed must not depend on the clock.
_SECONDS = 60

RESOURCE_TYPE = {"training": "training-job", "transform": "transform-job"}


@dataclass
class Job:
    """A job of one stage, begun with a validation profile's definition and echoing it."""

    stage: str
    region: str
    name: str
    definition: Members
    request: Members
    created: float = field(default_factory=now)
    modified: float = field(default_factory=now)
    status: str = "InProgress"
    reason: str | None = None

    @property
    def arn(self) -> str:
        """The job's ARN."""
        return arn(self.region, RESOURCE_TYPE[self.stage], self.name)

    def end(self, outcome: Stage) -> None:
        """Set the status and the FailureReason the job ends with."""
        self.status, self.reason, self.modified = outcome.ends, outcome.reason, now()

    @property
    def ended(self) -> float | None:
        """The moment the job ended, None while it runs."""
        return None if self.status == "InProgress" else self.created + _SECONDS


def begun(stage: str, region: str, resource_arn: str, serial: int, request: Members) -> Job:
    """Give the job that begins a stage of the validation of a resource created with this request."""
    name = "validation-" + hashlib.sha256(f"{resource_arn} {serial} {stage}".encode()).hexdigest()[:32]
    profile = request["ValidationSpecification"]["ValidationProfiles"][0]
    key = "TrainingJobDefinition" if stage == "training" else "TransformJobDefinition"
    return Job(stage, region, name, profile[key], request)


def summary(job: Job) -> Members:
    """Give the job as a list call shows it."""
    word = f"{job.stage.title()}Job"
    members: Members = {
        f"{word}Name": job.name,
        f"{word}Arn": job.arn,
        "CreationTime": job.created,
        "LastModifiedTime": job.modified,
        f"{word}Status": job.status,
    }
    if job.ended:
        members["TrainingEndTime" if job.stage == "training" else "TransformEndTime"] = job.ended
    if job.reason and job.stage == "transform":
        members["FailureReason"] = job.reason
    return members


def described(job: Job) -> Members:
    """Give the job as its Describe call shows it."""
    members = _training(job) if job.stage == "training" else _transform(job)
    return {key: value for key, value in members.items() if value is not None}


def _transform(job: Job) -> Members:
    return {
        **job.definition,
        "TransformJobName": job.name,
        "TransformJobArn": job.arn,
        "TransformJobStatus": job.status,
        "FailureReason": job.reason,
        "ModelName": f"model-{job.name[-32:]}",
        "CreationTime": job.created,
        "TransformStartTime": job.created,
        "TransformEndTime": job.ended,
    }


def _training(job: Job) -> Members:
    output = job.definition["OutputDataConfig"]["S3OutputPath"].rstrip("/")
    specification = job.request["TrainingSpecification"]
    return {
        **{key: value for key, value in job.definition.items() if key != "TrainingInputMode"},
        "TrainingJobName": job.name,
        "TrainingJobArn": job.arn,
        "ModelArtifacts": {"S3ModelArtifacts": f"{output}/{job.name}/output/model.tar.gz"},
        "TrainingJobStatus": job.status,
        "SecondaryStatus": "Training" if job.status == "InProgress" else job.status,
        "FailureReason": job.reason,
        "AlgorithmSpecification": {
            "TrainingImage": specification["TrainingImage"],
            "TrainingInputMode": job.definition["TrainingInputMode"],
            "MetricDefinitions": specification.get("MetricDefinitions", []),
        },
        "RoleArn": job.request["ValidationSpecification"]["ValidationRole"],
        "CreationTime": job.created,
        "TrainingStartTime": job.created,
        "TrainingEndTime": job.ended,
        "LastModifiedTime": job.modified,
        "SecondaryStatusTransitions": _transitions(job),
        "TrainingTimeInSeconds": _SECONDS if job.ended else None,
        "BillableTimeInSeconds": _SECONDS if job.ended else None,
    }


def _transitions(job: Job) -> list[Members]:
    """Give the secondary statuses the job went through; the texts are ours."""
    training: dict[str, Any] = {"Status": "Training", "StartTime": job.created, "StatusMessage": "Training in progress"}
    if not job.ended:
        return [training]
    ended = {"StartTime": job.ended, "EndTime": job.ended}
    last = {"Status": job.status, **ended, "StatusMessage": job.reason or "Training job completed"}
    return [{**training, "EndTime": job.ended}, last]
