"""The training and transform jobs of a validation, in the format of DescribeTrainingJob and DescribeTransformJob.

How the service names these jobs is not documented, so their names do not contain the name of the resource.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from sagemaker_marketplace.sandbox.json_protocol import JsonObject, Owner, now
from sagemaker_marketplace.sandbox.scenario import Stage

RESOURCE_TYPE = {"training": "training-job", "transform": "transform-job"}

# Seconds from the job's creation to each event, regardless of the actual time: billing must not depend on the clock. A
# generated log adds to them.
_START, _RUN, _UPLOAD, _END = 30, 40, 80, 90
# A training job's secondary statuses in order (API documentation of SecondaryStatus), with start times and messages of
# our own.
PHASES = {
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
    owner: Owner
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
    serial: int = 0

    @property
    def arn(self) -> str:
        """The job's ARN."""
        return self.owner.arn(RESOURCE_TYPE[self.stage], self.name)

    @property
    def order(self) -> tuple[float, int]:
        """The order of creation."""
        return self.created, self.serial

    @property
    def instances(self) -> tuple[str, int]:
        """The instance type, empty if there are several, and the number of instances."""
        resources = self.definition["ResourceConfig" if self.stage == "training" else "TransformResources"]
        return resources.get("InstanceType", ""), resources.get("InstanceCount", 1)

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
    def secondary_status(self) -> str:
        """The SecondaryStatus of a training job."""
        return self.phase if self.status == "InProgress" else self.status

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

    @property
    def phase_starts(self) -> list[tuple[str, float]]:
        """The phases so far with their times; a training job that fails or is stopped does not upload anything."""
        last = {"Completed": "Uploading", "Failed": "Training"}.get(self.status, self.phase)
        passed = list(PHASES)[: list(PHASES).index(last) + 1]
        return [
            (phase, self.created + PHASES[phase][0] + self.extra_seconds * (phase == "Uploading")) for phase in passed
        ]

    @property
    def metrics(self) -> dict[str, float]:
        """The last value of each metric in the log of a training job."""
        lines = (*self.outcome.log, *self.outcome.last_log)
        last: dict[str, float] = {}
        for metric in self.request["TrainingSpecification"].get("MetricDefinitions", []):
            values = [match[1] for line in lines for match in re.finditer(metric["Regex"], line) if match.re.groups]
            last |= {metric["Name"]: float(values[-1])} if values else {}
        return last

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


def start_job(stage: str, owner: Owner, resource_arn: str, serial: int, request: JsonObject, outcome: Stage) -> Job:
    """Start the job for a stage of the validation of a resource created with this request."""
    name = "validation-" + hashlib.sha256(f"{resource_arn} {serial} {stage}".encode()).hexdigest()[:32]
    profile = request["ValidationSpecification"]["ValidationProfiles"][0]
    key = "TrainingJobDefinition" if stage == "training" else "TransformJobDefinition"
    return Job(stage, owner, name, profile[key], request, outcome, resource_arn)


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


def name_of_model_job(model: str) -> str:
    """Return the name of the transform job whose model has this name."""
    return f"validation-{model.removeprefix('model-')}"


def describe_model(job: Job, training: Job | None) -> JsonObject:
    """Return a transform job's model in the format of DescribeModel.

    That the model of a validation names its package is not documented; it is how a package becomes a model
    (CreateModel). The model of an algorithm has the image and the artifacts of the training job.
    """
    container: JsonObject = {"Mode": "SingleModel"}
    if ":model-package/" in job.resource_arn:
        container["ModelPackageName"] = job.resource_arn
    else:
        container["Image"] = job.request["InferenceSpecification"]["Containers"][0]["Image"]
        if training:
            container["ModelDataUrl"] = artifacts_uri(training)
    return {
        "ModelName": model_name(job),
        "ModelArn": job.owner.arn("model", model_name(job)),
        "PrimaryContainer": container,
        "ExecutionRoleArn": job.request["ValidationSpecification"]["ValidationRole"],
        "CreationTime": job.created,
        "EnableNetworkIsolation": True,
    }


def artifacts_uri(job: Job) -> str:
    """Return where the model of a training job is (developer guide, your-algorithms-training-algo-output)."""
    return f"{job.definition['OutputDataConfig']['S3OutputPath'].rstrip('/')}/{job.name}/output/model.tar.gz"


def _describe_training(job: Job) -> JsonObject:
    specification = job.request["TrainingSpecification"]
    billed = int(job.ended - job.started) if job.ended and job.started else None
    return {
        **{key: value for key, value in job.definition.items() if key != "TrainingInputMode"},
        "TrainingJobName": job.name,
        "TrainingJobArn": job.arn,
        "ModelArtifacts": {"S3ModelArtifacts": artifacts_uri(job)},
        "TrainingJobStatus": job.status,
        "SecondaryStatus": job.secondary_status,
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
    """Return the secondary statuses of the job so far."""
    passed = job.phase_starts
    transitions: list[JsonObject] = [
        {"Status": phase, "StartTime": start, "StatusMessage": PHASES[phase][1]} for phase, start in passed
    ]
    starts = [start for _, start in passed]
    for item, end in zip(transitions, [*starts[1:], job.ended], strict=True):
        item |= {"EndTime": end} if end else {}
    if job.status == "InProgress":
        return transitions
    message = {"Completed": "Training job completed"}.get(job.status, f"Training job {job.status.lower()}")
    end_time = {"EndTime": job.ended} if job.ended else {}
    final = {"Status": job.secondary_status, "StartTime": job.ended or job.modified, **end_time}
    return [*transitions, {**final, "StatusMessage": job.reason or message}]


def _metrics(job: Job) -> list[JsonObject] | None:
    """Return the last value of each metric; None if there is none."""
    return [{"MetricName": name, "Value": value, "Timestamp": job.ended} for name, value in job.metrics.items()] or None
