"""Stores what exists in the sandbox: resources, their validation jobs, tags, and the client tokens of create calls."""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import dataclass, field

from sagemaker_marketplace.sandbox import jobs, lifecycle
from sagemaker_marketplace.sandbox.job_logs import JobLogs
from sagemaker_marketplace.sandbox.jobs import Job
from sagemaker_marketplace.sandbox.json_protocol import JsonObject, ServiceError, arn, name_of, now, validation_error
from sagemaker_marketplace.sandbox.lifecycle import Step
from sagemaker_marketplace.sandbox.scenario import Scenario

# A client that also polls the resource describes a job less often than this in between.
_DESCRIBES_PER_STEP = 5


@dataclass(frozen=True)
class Kind:
    """A kind of resource: the prefix of its fields and the type in its ARN."""

    prefix: str
    resource_type: str


MODEL_PACKAGE = Kind("ModelPackage", "model-package")
ALGORITHM = Kind("Algorithm", "algorithm")


@dataclass
class Resource:
    """A model package or an algorithm. `steps` is its lifecycle, `shown` the index of the last polled step."""

    kind: Kind
    region: str
    name: str
    request: JsonObject
    steps: list[Step]
    serial: int
    polls_until_visible: int
    shown: int = -1
    polls_while_deleting: int | None = None
    created: float = field(default_factory=now)
    jobs: dict[str, Job] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """The resource's ARN."""
        return arn(self.region, self.kind.resource_type, self.name)

    @property
    def step(self) -> Step:
        """The step that the last poll returned; the first step before any poll."""
        return self.steps[max(self.shown, 0)]

    @property
    def status(self) -> str:
        """The resource's status as of the last poll."""
        return self.step.status if self.polls_while_deleting is None else "Deleting"


class ResourceStore:
    """The state of one server, which changes as the scenario defines."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.resources: dict[str, Resource] = {}
        self.jobs: dict[str, Job] = {}
        self.logs = JobLogs(late=scenario.pages == "late")
        self.tags: dict[str, dict[str, str]] = {}
        self.tokens: dict[tuple[str, str], tuple[Resource, JsonObject]] = {}
        self._serials = itertools.count(1)

    def add(self, kind: Kind, region: str, request: JsonObject) -> Resource:
        """Create a resource and return it."""
        steps = lifecycle.steps(lifecycle.stages_of(request), self.scenario.stages)
        name = request[f"{kind.prefix}Name"]
        serial, hidden = next(self._serials), self.scenario.polls_until_visible
        resource = Resource(kind, region, name, request, steps, serial, hidden)
        self.resources[resource.arn] = resource
        self.tags[resource.arn] = {tag["Key"]: tag["Value"] for tag in request.get("Tags", ())}
        return resource

    def find(self, kind: Kind, region: str, name_or_arn: str) -> Resource:
        """Return the resource with this name or ARN.

        Raises ServiceError if there is none. That it is a ValidationException is known; the message is our own.
        """
        resource = self.resources.get(arn(region, kind.resource_type, name_of(name_or_arn, region)))
        if resource is None or (name_or_arn.startswith("arn:") and name_or_arn.lower() != resource.arn):
            raise validation_error(f"{kind.prefix} {name_or_arn} does not exist.")
        return resource

    def poll(self, resource: Resource) -> None:
        """Advance the resource by one step, and start and finish its jobs accordingly.

        Raises ServiceError if the resource is not visible yet or has just been deleted.
        """
        missing = validation_error(f"{resource.kind.prefix} {resource.name} does not exist.")
        if resource.polls_until_visible:
            resource.polls_until_visible -= 1
            raise missing
        if resource.polls_while_deleting is not None:
            resource.polls_while_deleting -= 1
            if resource.polls_while_deleting < 0:
                del self.resources[resource.arn], self.tags[resource.arn]
                raise missing
            return
        self._fail_if_stopped(resource)
        resource.shown = min(resource.shown + 1, len(resource.steps) - 1)
        for stage in ("training", "transform"):
            self._update_job(resource, stage, resource.step.stages.get(stage, "NotStarted"))

    def poll_listed(self, resource_arn: str) -> None:
        """Advance a listed resource by one step; one that is not visible to Describe yet remains so."""
        resource = self.resources[resource_arn]
        if not resource.polls_until_visible:
            with suppress(ServiceError):
                self.poll(resource)

    def poll_job(self, job: Job) -> None:
        """Count a call about a job; several without a poll of its resource advance the resource by one step.

        So a client that only waits for the job sees its end, and one that polls both sees the scenario's steps.
        """
        job.describes_since_poll += 1
        if job.describes_since_poll < _DESCRIBES_PER_STEP:
            return
        job.describes_since_poll = 0
        resource = self.resources.get(job.resource_arn)
        if resource is None:  # it was deleted, or the job is an unrelated one
            if job.status == "InProgress":
                job.finish()
        else:
            with suppress(ServiceError):
                self.poll(resource)

    def _fail_if_stopped(self, resource: Resource) -> None:
        """Make failure the resource's next step if a job of its validation was stopped."""
        for job in resource.jobs.values():
            if job.status in ("Stopping", "Stopped") and resource.status == "InProgress":
                job.finish_stopping()
                resource.steps = [
                    *resource.steps[: resource.shown + 1],
                    lifecycle.stopped(resource.step, job.stage, job.name),
                ]

    def _update_job(self, resource: Resource, stage: str, status: str) -> None:
        """Start or finish the job of a stage, and write its log, to match the resource's step."""
        if status == "NotStarted":
            return
        if stage not in resource.jobs:
            resource.jobs[stage] = self._start_job(resource, stage)
        job = resource.jobs[stage]
        for item in (job, *job.unrelated):
            item.describes_since_poll = 0
        if job.status == "InProgress" and status in ("Completed", "Failed"):
            job.finish()
        elif job.status == "InProgress":
            job.polls += 1
        self.logs.update(job)

    def _start_job(self, resource: Resource, stage: str) -> Job:
        """Start the job of a stage, and the scenario's unrelated jobs of that stage."""
        outcome = self.scenario.stages[stage]
        job = jobs.start_job(stage, resource.region, resource.arn, resource.serial, resource.request, outcome)
        settings = [item for item in self.scenario.unrelated_jobs if item["stage"] == stage]
        job.unrelated = [jobs.unrelated_job(job, item, number) for number, item in enumerate(settings, start=1)]
        # List calls return jobs in the order of creation.
        for new in sorted([job, *job.unrelated], key=lambda item: item.created):
            self.jobs[new.arn], self.tags[new.arn] = new, {}
        for unrelated in job.unrelated:
            self.logs.update(unrelated)
        return job
