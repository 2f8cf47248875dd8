"""The training and transform jobs of a validation, in the format of DescribeTrainingJob and DescribeTransformJob.

How the service names these jobs is not documented, so their names do not contain the name of the resource.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sagemaker_marketplace.sandbox.json_protocol import ACCOUNT, JsonObject, arn, now
from sagemaker_marketplace.sandbox.scenario import Stage

RESOURCE_TYPE = {"training": "training-job", "transform": "transform-job"}

# Seconds from the job's creation to each event, regardless of the actual time: billing must not depend on the clock. A
# generated log adds to them.
_START, _RUN, _UPLOAD, _END = 30, 40, 80, 90
# A training job's secondary statuses in order (API documentation of SecondaryStatus), with start times and messages of
# our own.
_PHASES = {
    "Starting": (0, "Preparing the instances"),
    "Downloading": (_START, "Downloading the input data"),
    "Training": (_RUN, "Training in progress"),
    "Uploading": (_UPLOAD, "Uploading the model"),
}
_ACTIVE = ("InProgress", "Stopping")


@dataclass
class Job:
    """A job of one stage, with the definition from a validation profile.

    `polls` counts the polls of its resource since it started; `unrelated` are unrelated jobs that run at the same time.
    """

    stage: str
    region: str
    name: str
    definition: JsonObject
    request: JsonObject
    outcome: Stage
    resource_arn: str = ""
    created: float = field(default_factory=now)
    modified: float = field(default_factory=now)
    status: str = "InProgress"
    reason: str | None = None
    polls: int = 0
    describes_since_poll: int = 0
    unrelated: list[Job] = field(default_factory=list)

    @property
    def arn(self) -> str:
        """The job's ARN."""
        return arn(self.region, RESOURCE_TYPE[self.stage], self.name)

    @property
    def extra_seconds(self) -> int:
        """How much longer than other jobs it takes, for its generated log."""
        return int(self.outcome.generated_lines.get("seconds", 0))

    @property
    def phase(self) -> str:
        """The phase of a running job. The API has no phases for transform jobs; here they are Starting or Training."""
        by_poll = phases(self.stage, self.outcome.polls)
        return by_poll[min(max(self.polls, 1), len(by_poll)) - 1]

    @property
    def running_since(self) -> float:
        """The time its container started."""
        return self.created + (_RUN if self.stage == "training" else _START)

    @property
    def started(self) -> float | None:
        """The time billing started; None while instances are being prepared."""
        return None if self.phase == "Starting" and self.status in _ACTIVE else self.created + _START

    @property
    def ended(self) -> float | None:
        """The time the job ended; None while it runs."""
        return None if self.status in _ACTIVE else self.created + _END + self.extra_seconds

    def finish(self) -> None:
        """Set the final status and the FailureReason."""
        self.status, self.reason, self.modified = self.outcome.final_status, self.outcome.reason, now()
        for job in self.unrelated:
            job.status, job.modified = "Completed", now()

    def stop(self) -> None:
        """Start to stop the job."""
        self.status, self.modified = "Stopping", now()

    def finish_stopping(self) -> None:
        """Set the status Stopped, if the job was stopping."""
        if self.status == "Stopping":
            self.status, self.modified = "Stopped", now()


def phases(stage: str, polls: int) -> tuple[str, ...]:
    """Return the phase for each poll; with a single poll, only the longest phase."""
    before, after = ("Starting", "Downloading")[: polls // 2], ("Uploading",)[: polls // 3]
    if stage == "transform":
        before, after = ("Starting",)[: polls - 1], ()
    return (*before, *("Training",) * (polls - len(before) - len(after)), *after)


def start_job(stage: str, region: str, resource_arn: str, serial: int, request: JsonObject, outcome: Stage) -> Job:
    """Start the job for a stage of the validation of a resource created with this request."""
    name = "validation-" + hashlib.sha256(f"{resource_arn} {serial} {stage}".encode()).hexdigest()[:32]
    profile = request["ValidationSpecification"]["ValidationProfiles"][0]
    key = "TrainingJobDefinition" if stage == "training" else "TransformJobDefinition"
    return Job(stage, region, name, profile[key], request, outcome, resource_arn)


def unrelated_job(job: Job, settings: Mapping[str, Any], number: int) -> Job:
    """Return the job for an item of a scenario's `unrelated_jobs`: a copy of this job, except for what `differs`.

    Its name starts with the name of this job.
    """
    differs, created = settings.get("differs", ()), job.created + settings.get("seconds", 0)
    definition, request = job.definition, job.request
    if "output" in differs:
        key = "OutputDataConfig" if job.stage == "training" else "TransformOutput"
        definition = {**definition, key: {**definition[key], "S3OutputPath": "s3://unrelated/output/"}}
    if "role" in differs:
        role = {"ValidationRole": f"arn:aws:iam::{ACCOUNT}:role/Unrelated"}
        request = {**request, "ValidationSpecification": {**request["ValidationSpecification"], **role}}
    status = "Completed" if created < job.created else "InProgress"
    log = Stage(log=("This is the log of an unrelated job.",), polls=job.outcome.polls)
    unrelated = replace(job, name=f"{job.name}-unrelated-{number}", definition=definition, request=request, outcome=log)
    return replace(unrelated, resource_arn="", created=created, modified=created, status=status, unrelated=[], polls=1)


def summarize(job: Job) -> JsonObject:
    """Return the job in the format of a list call."""
    prefix = f"{job.stage.title()}Job"
    fields: JsonObject = {
        f"{prefix}Name": job.name,
        f"{prefix}Arn": job.arn,
        "CreationTime": job.created,
        "LastModifiedTime": job.modified,
        f"{prefix}Status": job.status,
    }
    if job.ended:
        fields["TrainingEndTime" if job.stage == "training" else "TransformEndTime"] = job.ended
    if job.reason and job.stage == "transform":
        fields["FailureReason"] = job.reason
    return fields


def describe(job: Job) -> JsonObject:
    """Return the job in the format of its Describe call."""
    fields = _describe_training(job) if job.stage == "training" else _describe_transform(job)
    return {key: value for key, value in fields.items() if value is not None}


def _describe_transform(job: Job) -> JsonObject:
    """Describe a transform job with the defaults that the service adds (aws-controllers-k8s/sagemaker-controller)."""
    source, output = job.definition["TransformInput"], job.definition["TransformOutput"]
    return {
        **job.definition,
        "TransformInput": {"CompressionType": "None", "SplitType": "None", **source},
        "TransformOutput": {"AssembleWith": "None", "KmsKeyId": "", **output},
        "DataProcessing": {"InputFilter": "$", "OutputFilter": "$", "JoinSource": "None"},
        "TransformJobName": job.name,
        "TransformJobArn": job.arn,
        "TransformJobStatus": job.status,
        "FailureReason": job.reason,
        "ModelName": model_name(job),
        "CreationTime": job.created,
        "TransformStartTime": job.started,
        "TransformEndTime": job.ended,
    }


def model_name(job: Job) -> str:
    """Return the name of a transform job's model."""
    return f"model-{job.name.removeprefix('validation-')}"


def describe_model(job: Job) -> JsonObject:
    """Return a transform job's model in the format of DescribeModel.

    That the model of a validation names its package is not documented; it is how a package becomes a model
    (CreateModel). The model of an algorithm has the image and the artifacts of the training job.
    """
    container: JsonObject = {"Mode": "SingleModel"}
    if ":model-package/" in job.resource_arn:
        container["ModelPackageName"] = job.resource_arn
    else:
        container["Image"] = job.request["InferenceSpecification"]["Containers"][0]["Image"]
    return {
        "ModelName": model_name(job),
        "ModelArn": arn(job.region, "model", model_name(job)),
        "PrimaryContainer": container,
        "ExecutionRoleArn": job.request["ValidationSpecification"]["ValidationRole"],
        "CreationTime": job.created,
        "EnableNetworkIsolation": True,
    }


def _describe_training(job: Job) -> JsonObject:
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
        # That the training job of a validation names its algorithm is not documented.
        "AlgorithmSpecification": {
            **({"AlgorithmName": job.resource_arn} if job.resource_arn else {}),
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


def _transitions(job: Job) -> list[JsonObject]:
    """Return the secondary statuses of the job so far. A job that fails or is stopped does not upload anything here."""
    last = {"Completed": "Uploading", "Failed": "Training"}.get(job.status, job.phase)
    passed = list(_PHASES)[: list(_PHASES).index(last) + 1]
    starts = [job.created + _PHASES[phase][0] + (job.extra_seconds if phase == "Uploading" else 0) for phase in passed]
    transitions: list[JsonObject] = [
        {"Status": phase, "StartTime": start, "StatusMessage": _PHASES[phase][1]}
        for phase, start in zip(passed, starts, strict=True)
    ]
    for item, end in zip(transitions, [*starts[1:], job.ended], strict=True):
        item |= {"EndTime": end} if end else {}
    if job.status == "InProgress":
        return transitions
    message = {"Completed": "Training job completed"}.get(job.status, f"Training job {job.status.lower()}")
    end_time = {"EndTime": job.ended} if job.ended else {}
    final = {"Status": job.status, "StartTime": job.ended or job.modified, **end_time}
    return [*transitions, {**final, "StatusMessage": job.reason or message}]


def _metrics(job: Job) -> list[JsonObject] | None:
    """Return the last value of each metric in the log; None if there is none."""
    lines = (*job.outcome.log, *job.outcome.last_log)
    metrics: list[JsonObject] = []
    for metric in job.request["TrainingSpecification"].get("MetricDefinitions", []):
        values = [match[1] for line in lines for match in re.finditer(metric["Regex"], line) if match.re.groups]
        if values:
            metrics.append({"MetricName": metric["Name"], "Value": float(values[-1]), "Timestamp": job.ended})
    return metrics or None
