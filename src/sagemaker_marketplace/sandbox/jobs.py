"""The training and transform jobs a validation runs, as DescribeTrainingJob and DescribeTransformJob tell of them.

How the service names these jobs is not documented, so the names say nothing of the resource they validate.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sagemaker_marketplace.sandbox.scenario import Stage
from sagemaker_marketplace.sandbox.wire import ACCOUNT, Members, arn, now

RESOURCE_TYPE = {"training": "training-job", "transform": "transform-job"}

# A job says it took this long, however fast the looks came: what is billed must not depend on the clock. Its times
# are counted from its creation, a flood of log lines comes on top.
_START, _RUN, _UPLOAD, _END = 30, 40, 80, 90
# A training's secondary statuses in order (the API's documentation of SecondaryStatus), when each begins, and texts
# that are ours.
_PHASES = {
    "Starting": (0, "Preparing the instances"),
    "Downloading": (_START, "Downloading the input data"),
    "Training": (_RUN, "Training in progress"),
    "Uploading": (_UPLOAD, "Uploading the model"),
}
_ACTIVE = ("InProgress", "Stopping")


@dataclass
class Job:
    """A job of one stage, begun with a validation profile's definition and echoing it.

    `looks` counts the looks at its resource that have seen it; `beside` are jobs of others that run with it.
    """

    stage: str
    region: str
    name: str
    definition: Members
    request: Members
    outcome: Stage
    created: float = field(default_factory=now)
    modified: float = field(default_factory=now)
    status: str = "InProgress"
    reason: str | None = None
    looks: int = 0
    beside: list[Job] = field(default_factory=list)

    @property
    def arn(self) -> str:
        """The job's ARN."""
        return arn(self.region, RESOURCE_TYPE[self.stage], self.name)

    @property
    def extra(self) -> int:
        """How many seconds more than others it takes, for its log."""
        return int(self.outcome.flood.get("seconds", 0))

    @property
    def phase(self) -> str:
        """Where a job that runs is; a transform has no word of the API's for it, and is Starting or Training here."""
        shown = phases(self.stage, self.outcome.looks)
        return shown[min(max(self.looks, 1), len(shown)) - 1]

    @property
    def running_since(self) -> float:
        """The moment its container began to run."""
        return self.created + (_RUN if self.stage == "training" else _START)

    @property
    def started(self) -> float | None:
        """The moment from which it is billed, None while instances are got ready."""
        return None if self.phase == "Starting" and self.status in _ACTIVE else self.created + _START

    @property
    def ended(self) -> float | None:
        """The moment the job ended, None while it runs."""
        return None if self.status in _ACTIVE else self.created + _END + self.extra

    def end(self) -> None:
        """Set the status and the FailureReason its outcome says."""
        self.status, self.reason, self.modified = self.outcome.ends, self.outcome.reason, now()
        for other in self.beside:
            other.status, other.modified = "Completed", now()

    def stop(self) -> None:
        """Begin to stop it."""
        self.status, self.modified = "Stopping", now()

    def halt(self) -> None:
        """Have it stopped, if it was stopping."""
        if self.status == "Stopping":
            self.status, self.modified = "Stopped", now()


def phases(stage: str, looks: int) -> tuple[str, ...]:
    """Give the phase that each of so many looks sees; the longest one stands for all if there is but one."""
    before, after = ("Starting", "Downloading")[: looks // 2], ("Uploading",)[: looks // 3]
    if stage == "transform":
        before, after = ("Starting",)[: looks - 1], ()
    return (*before, *("Training",) * (looks - len(before) - len(after)), *after)


def begun(stage: str, region: str, resource_arn: str, serial: int, request: Members, outcome: Stage) -> Job:
    """Give the job that begins a stage of the validation of a resource created with this request."""
    name = "validation-" + hashlib.sha256(f"{resource_arn} {serial} {stage}".encode()).hexdigest()[:32]
    profile = request["ValidationSpecification"]["ValidationProfiles"][0]
    key = "TrainingJobDefinition" if stage == "training" else "TransformJobDefinition"
    return Job(stage, region, name, profile[key], request, outcome)


def beside(job: Job, said: Mapping[str, Any], number: int) -> Job:
    """Give somebody else's job as a scenario's `others` says it, made when this one is; its name begins as this one's.

    It resembles this one but for what `differs`.
    """
    differs, created = said.get("differs", ()), job.created + said.get("seconds", 0)
    definition, request = job.definition, job.request
    if "output" in differs:
        key = "OutputDataConfig" if job.stage == "training" else "TransformOutput"
        definition = {**definition, key: {**definition[key], "S3OutputPath": "s3://somebody-else/output/"}}
    if "role" in differs:
        role = {"ValidationRole": f"arn:aws:iam::{ACCOUNT}:role/SomebodyElse"}
        request = {**request, "ValidationSpecification": {**request["ValidationSpecification"], **role}}
    status = "Completed" if created < job.created else "InProgress"
    log = Stage(log=("This is the log of somebody else's job.",), looks=job.outcome.looks)
    other = replace(job, name=f"{job.name}-other-{number}", definition=definition, request=request, outcome=log)
    return replace(other, created=created, modified=created, status=status, beside=[], looks=1)


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
        "ModelName": f"model-{job.name.removeprefix('validation-')}",
        "CreationTime": job.created,
        "TransformStartTime": job.started,
        "TransformEndTime": job.ended,
    }


def _training(job: Job) -> Members:
    output = job.definition["OutputDataConfig"]["S3OutputPath"].rstrip("/")
    specification = job.request["TrainingSpecification"]
    billed = int(job.ended - job.started) if job.ended and job.started else None
    return {
        **{key: value for key, value in job.definition.items() if key != "TrainingInputMode"},
        "TrainingJobName": job.name,
        "TrainingJobArn": job.arn,
        "ModelArtifacts": {"S3ModelArtifacts": f"{output}/{job.name}/output/model.tar.gz"},
        "TrainingJobStatus": job.status,
        "SecondaryStatus": job.phase if job.status == "InProgress" else job.status,
        "FailureReason": job.reason,
        "AlgorithmSpecification": {
            "TrainingImage": specification["TrainingImage"],
            "TrainingInputMode": job.definition["TrainingInputMode"],
            "MetricDefinitions": specification.get("MetricDefinitions", []),
        },
        "RoleArn": job.request["ValidationSpecification"]["ValidationRole"],
        "CreationTime": job.created,
        "TrainingStartTime": job.started,
        "TrainingEndTime": job.ended,
        "LastModifiedTime": job.modified,
        "SecondaryStatusTransitions": _transitions(job),
        "FinalMetricDataList": _metrics(job) if job.ended else None,
        "TrainingTimeInSeconds": billed,
        "BillableTimeInSeconds": billed,
    }


def _transitions(job: Job) -> list[Members]:
    """Give the secondary statuses the job went through. One that fails or is stopped uploads nothing here."""
    last = {"Completed": "Uploading", "Failed": "Training"}.get(job.status, job.phase)
    passed = list(_PHASES)[: list(_PHASES).index(last) + 1]
    begins = [job.created + _PHASES[phase][0] + (job.extra if phase == "Uploading" else 0) for phase in passed]
    found: list[Members] = [
        {"Status": phase, "StartTime": begin, "StatusMessage": _PHASES[phase][1]}
        for phase, begin in zip(passed, begins, strict=True)
    ]
    for item, end in zip(found, [*begins[1:], job.ended], strict=True):
        item |= {"EndTime": end} if end else {}
    if job.status == "InProgress":
        return found
    words = {"Completed": "Training job completed"}.get(job.status, f"Training job {job.status.lower()}")
    moment = job.ended or job.modified
    over = {"EndTime": job.ended} if job.ended else {}
    return [*found, {"Status": job.status, "StartTime": moment, **over, "StatusMessage": job.reason or words}]


def _metrics(job: Job) -> list[Members] | None:
    """Give the last value of each metric its log shows; None if it shows none."""
    lines = (*job.outcome.log, *job.outcome.last_log)
    found = []
    for metric in job.request["TrainingSpecification"].get("MetricDefinitions", []):
        values = [match[1] for line in lines for match in re.finditer(metric["Regex"], line) if match.re.groups]
        if values:
            found.append({"MetricName": metric["Name"], "Value": float(values[-1]), "Timestamp": job.ended})
    return found or None
