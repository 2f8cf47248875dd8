"""A simulated SageMaker and CloudWatch Logs of one account and Region, with the methods of boto3's clients.

What exists at a time is computed from the times at which it was created: a validation has an image scan, a training job
(algorithms only) and a transform job. A call takes time, and is refused above the limit of its operation.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from sagemaker_marketplace.aws.rate_limits import RateLimits, limit_of

LATENCY_SECONDS = 0.15
_PAGE = 100
_ATTEMPTS = 5
_LOG_LINES = 10
_FAILING = 0.05


@dataclass
class Timeline:
    """A resource or a job: its fields, and its statuses with the times at which they begin."""

    name: str
    fields: dict[str, Any]
    times: list[float]
    statuses: list[str]

    @property
    def created(self) -> float:
        """When it was created."""
        return self.times[0]

    def status(self, now: float) -> str:
        """Its status at a time."""
        return self.statuses[max(0, bisect_right(self.times, now) - 1)]


class SimulatedService:
    """Both services of one account and Region."""

    def __init__(
        self,
        now: Callable[[], float],
        sleep: Callable[[float], None],
        region: str,
        seed: int,
        limits: RateLimits,
    ) -> None:
        """`now` and `sleep` are those of the simulated clock; `limits` are the program's own."""
        self._now, self._sleep, self._region, self._limits = now, sleep, region, limits
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self._resources: dict[str, dict[str, Timeline]] = {"ModelPackage": {}, "Algorithm": {}}
        self._jobs: dict[str, dict[str, Timeline]] = {"Training": {}, "Transform": {}}
        self._by_name: dict[str, Timeline] = {}
        self.calls: Counter[str] = Counter()
        self.throttled: Counter[str] = Counter()
        self.failing = 0
        # The calls of the last second by operation: more than the limit are refused.
        self._recent: dict[str, list[float]] = {}

    def create(self, kind: Any, name: str) -> str:
        """Create a resource that is validated, and return its ARN. The call is not counted."""
        now = self._now()
        scanned = now + self._random.uniform(60, 300)
        fails = self._random.random() < _FAILING
        self.failing += fails
        definition = self._definition(name)
        ended = scanned
        for use in ("Training", "Transform") if kind.KIND == "Algorithm" else ("Transform",):
            begun = ended + self._random.uniform(5, 30)
            ended = begun + self._random.uniform(300, 1200)
            result = "Failed" if fails and use == "Transform" else "Completed"
            self._add_job(
                use, f"{use}-{name}", definition[f"{use}JobDefinition"], [begun, ended], ["InProgress", result]
            )
        times = [now, now + 20, ended + self._random.uniform(5, 60)]
        statuses = ["Pending", "InProgress", "Failed" if fails else "Completed"]
        arn = f"arn:aws:sagemaker:{self._region}:111122223333:{kind.RESOURCE}/{name}"
        profiles = [{"ProfileName": "profile", **definition}]
        if kind.KIND == "ModelPackage":
            del definition["TrainingJobDefinition"], profiles[0]["TrainingJobDefinition"]
        fields = {kind.ARN: arn, kind.NAME: name, "ValidationSpecification": {"ValidationProfiles": profiles}}
        self._resources[kind.KIND][name] = self._by_name[name] = Timeline(name, fields, times, statuses)
        return arn

    def changed_at(self, name: str, status: str) -> float:
        """When a resource or a job got a status."""
        timeline = self._by_name[name]
        return timeline.times[timeline.statuses.index(status)]

    def describe_model_package(self, ModelPackageName: str) -> dict[str, Any]:  # noqa: N803 - boto3's name
        """As boto3."""
        return self._describe("ModelPackage", ModelPackageName)

    def describe_algorithm(self, AlgorithmName: str) -> dict[str, Any]:  # noqa: N803 - boto3's name
        """As boto3."""
        return self._describe("Algorithm", AlgorithmName)

    def describe_training_job(self, TrainingJobName: str) -> dict[str, Any]:  # noqa: N803 - boto3's name
        """As boto3."""
        return self._describe_job("Training", TrainingJobName)

    def describe_transform_job(self, TransformJobName: str) -> dict[str, Any]:  # noqa: N803 - boto3's name
        """As boto3."""
        return self._describe_job("Transform", TransformJobName)

    def list_model_packages(self, **request: Any) -> dict[str, Any]:
        """As boto3."""
        return self._list("ListModelPackages", self._resources["ModelPackage"], "ModelPackage", "SummaryList", request)

    def list_algorithms(self, **request: Any) -> dict[str, Any]:
        """As boto3."""
        return self._list("ListAlgorithms", self._resources["Algorithm"], "Algorithm", "SummaryList", request)

    def list_training_jobs(self, **request: Any) -> dict[str, Any]:
        """As boto3."""
        return self._list("ListTrainingJobs", self._jobs["Training"], "TrainingJob", "Summaries", request)

    def list_transform_jobs(self, **request: Any) -> dict[str, Any]:
        """As boto3."""
        return self._list("ListTransformJobs", self._jobs["Transform"], "TransformJob", "Summaries", request)

    def filter_log_events(self, **request: Any) -> dict[str, Any]:
        """As boto3: a job writes its lines evenly while it runs."""
        self._call("FilterLogEvents", "cloudwatch-logs")
        job = self._by_name[request["logStreamNamePrefix"].rstrip("/")]
        begun, ended = job.times
        times = [begun + (ended - begun) * index / _LOG_LINES for index in range(_LOG_LINES)]
        lines = [
            {
                "timestamp": int(at * 1000),
                "message": f"line {index} of {job.name}",
                "logStreamName": f"{job.name}/i-1",
                "eventId": f"{job.name}-{index}",
            }
            for index, at in enumerate(times)
            if request["startTime"] <= at * 1000 and at <= self._now()
        ]
        return {"events": lines, "searchedLogStreams": []}

    def _definition(self, name: str) -> dict[str, dict[str, Any]]:
        resources = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}
        source = {"DataSource": {"S3DataSource": {"S3Uri": f"s3://bucket/{name}/in"}}}
        output = {"S3OutputPath": f"s3://bucket/{name}/out"}
        training = {"InputDataConfig": [source], "OutputDataConfig": output, "ResourceConfig": resources}
        transform = {"TransformInput": source, "TransformOutput": output, "TransformResources": resources}
        return {"TrainingJobDefinition": training, "TransformJobDefinition": transform}

    def _add_job(self, use: str, name: str, fields: dict[str, Any], times: list[float], statuses: list[str]) -> None:
        self._jobs[use][name] = self._by_name[name] = Timeline(name, fields, times, statuses)

    def _describe(self, kind: str, name_or_arn: str) -> dict[str, Any]:
        self._call(f"Describe{kind}")
        found = self._resources[kind][name_or_arn.rpartition("/")[2]]
        times = {"CreationTime": datetime.fromtimestamp(found.created, UTC)}
        return {**found.fields, **times, f"{kind}Status": found.status(self._now())}

    def _describe_job(self, use: str, name: str) -> dict[str, Any]:
        self._call(f"Describe{use}Job")
        job = self._jobs[use][name]
        status, created = job.status(self._now()), datetime.fromtimestamp(job.created, UTC)
        described = {**job.fields, f"{use}JobName": name, f"{use}JobStatus": status, "CreationTime": created}
        return {**described, "SecondaryStatus": status} if use == "Training" else described

    def _list(
        self, operation: str, items: dict[str, Timeline], prefix: str, suffix: str, request: dict[str, Any]
    ) -> dict[str, Any]:
        self._call(operation)
        now, after = self._now(), request["CreationTimeAfter"].timestamp()
        found = [item for item in items.values() if after < item.created <= now]
        found.sort(key=lambda item: item.created, reverse=request["SortOrder"] == "Descending")
        start = int(request.get("NextToken", 0))
        summaries = [
            {
                f"{prefix}Name": item.name,
                f"{prefix}Arn": item.fields.get(f"{prefix}Arn", item.name),
                "CreationTime": datetime.fromtimestamp(item.created, UTC),
                f"{prefix}Status": item.status(now),
                **({"SecondaryStatus": item.status(now)} if prefix == "TrainingJob" else {}),
            }
            for item in found[start : start + _PAGE]
        ]
        more = {"NextToken": str(start + _PAGE)} if start + _PAGE < len(found) else {}
        return {f"{prefix}{suffix}": summaries, **more}

    def _call(self, operation: str, service: str = "sagemaker") -> None:
        """Count a call and let it take its time. It is repeated like botocore does; raises the last refusal."""
        limit = limit_of(self._region, service, operation) or 0.0
        for attempt in range(_ATTEMPTS):
            self._limits.wait(self._region, service, operation)
            now = self._now()
            recent = [at for at in self._recent.get(operation, ()) if at > now - 1]
            self._recent[operation] = recent
            self.calls[operation] += 1
            self._sleep(LATENCY_SECONDS)
            if len(recent) < limit:
                recent.append(now)
                return
            self.throttled[operation] += 1
            self._sleep(2**attempt * self._random.random())
        error = {"Error": {"Code": "ThrottlingException", "Message": "Rate exceeded"}}
        raise ClientError(error, operation)
