"""What exists in an account and Region: resources, their validation jobs, tags, and client tokens of create calls."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from sagemaker_marketplace.sandbox import jobs, lifecycle, quotas
from sagemaker_marketplace.sandbox.job_logs import JobLogs
from sagemaker_marketplace.sandbox.jobs import Job
from sagemaker_marketplace.sandbox.json_protocol import JsonObject, Owner, ServiceError, name_of, now, validation_error
from sagemaker_marketplace.sandbox.lifecycle import Step
from sagemaker_marketplace.sandbox.list_calls import Items
from sagemaker_marketplace.sandbox.scenario import Scenario, Stage
from sagemaker_marketplace.sandbox.unrelated_jobs import unrelated_job

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
    """A model package or an algorithm. `steps` is its lifecycle, `shown` the index of the last polled step.

    `outcomes` are those of its stages. If `has_containers`, they run its jobs, and only `advance` changes its step.
    `is_listed` means that a list call has returned this step, and no Describe call yet.
    """

    kind: Kind
    owner: Owner
    name: str
    request: JsonObject
    steps: list[Step]
    outcomes: dict[str, Stage]
    serial: int
    polls_until_visible: int
    shown: int = -1
    polls_while_deleting: int | None = None
    created: float = field(default_factory=now)
    jobs: dict[str, Job] = field(default_factory=dict)
    has_containers: bool = False
    is_listed: bool = False

    @property
    def arn(self) -> str:
        """The resource's ARN."""
        return self.owner.arn(self.kind.resource_type, self.name)

    @property
    def order(self) -> tuple[float, int]:
        """The order of creation."""
        return self.created, self.serial

    @property
    def step(self) -> Step:
        """The step that the last poll returned; the first step before any poll."""
        return self.steps[max(self.shown, 0)]

    @property
    def status(self) -> str:
        """The resource's status as of the last poll."""
        return self.step.status if self.polls_while_deleting is None else "Deleting"

    def advance(self, step: Step) -> None:
        """Make a step the current one."""
        self.steps.append(step)
        self.shown = len(self.steps) - 1


class ResourceStore:
    """The state of an account and Region, which changes as the scenario defines."""

    def __init__(
        self,
        owner: Owner,
        scenario: Scenario,
        validate: Callable[[Resource, ResourceStore], object] = lambda _resource, _store: None,
    ) -> None:
        """`validate` is called with each new resource, and may run its jobs in containers (`has_containers`)."""
        self.owner = owner
        self._validate = validate
        self.scenario = scenario
        self.resources: dict[str, Resource] = {}
        self.resources_of: dict[Kind, Items[Resource]] = defaultdict(Items)
        self.jobs: dict[str, Job] = {}
        self.jobs_of: dict[str, Items[Job]] = defaultdict(Items)
        self.logs = JobLogs(late=scenario.pages == "late")
        self.tags: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, tuple[Resource, JsonObject]] = {}
        self._serials, self._job_serials = itertools.count(1), itertools.count(1)
        self._running: list[Job] = []

    def add(self, kind: Kind, request: JsonObject) -> Resource:
        """Create a resource and return it."""
        name = request[f"{kind.prefix}Name"]
        outcomes = self.scenario.stages_of(name)
        steps = lifecycle.steps(lifecycle.stages_of(request), outcomes)
        serial, hidden = next(self._serials), self.scenario.polls_until_visible
        resource = Resource(kind, self.owner, name, request, steps, outcomes, serial, hidden)
        self.resources[resource.arn] = resource
        self.resources_of[kind].add(resource)
        self.tags[resource.arn] = {tag["Key"]: tag["Value"] for tag in request.get("Tags", ())}
        return resource

    def validate(self, resource: Resource) -> None:
        """Begin the validation of a new resource."""
        self._validate(resource, self)

    def find(self, kind: Kind, name_or_arn: str) -> Resource:
        """Return the resource with this name or ARN.

        Raises ServiceError if there is none. That it is a ValidationException is known; the message is our own.
        """
        resource = self.resources.get(self.owner.arn(kind.resource_type, name_of(name_or_arn, self.owner.region)))
        if resource is None or (name_or_arn.startswith("arn:") and name_or_arn.lower() != resource.arn):
            raise validation_error(f"{kind.prefix} {name_or_arn} does not exist.")
        return resource

    def poll(self, resource: Resource) -> None:
        """Advance the resource by one step, unless a list call has done so since the last poll.

        So a client sees each step if it lists, if it describes, and if it describes what it has listed. Raises
        ServiceError if the resource is not visible yet or has just been deleted.
        """
        if not resource.is_listed:
            self._advance(resource)
        resource.is_listed = False

    def poll_listed(self, resource: Resource) -> bool:
        """Advance a listed resource by one step; return whether it exists and is visible."""
        try:
            self._advance(resource)
        except ServiceError:
            return False
        resource.is_listed = True
        return True

    def _advance(self, resource: Resource) -> None:
        """Advance the resource by one step, and start and finish its jobs accordingly."""
        missing = validation_error(f"{resource.kind.prefix} {resource.name} does not exist.")
        if resource.polls_until_visible:
            resource.polls_until_visible -= 1
            raise missing
        if resource.polls_while_deleting is not None:
            resource.polls_while_deleting -= 1
            if resource.polls_while_deleting < 0:
                del self.resources[resource.arn], self.tags[resource.arn]
                self.resources_of[resource.kind].remove(resource)
                raise missing
            return
        if resource.has_containers:
            return
        self._fail_if_stopped(resource)
        resource.shown = self._next_step(resource)
        for stage in ("training", "transform"):
            self._update_job(resource, stage, resource.step.stages.get(stage, "NotStarted"))

    def _next_step(self, resource: Resource) -> int:
        """Return the index of the next step, which depends on the scenario if a job exceeds the account's quota."""
        number = min(resource.shown + 1, len(resource.steps) - 1)
        step = resource.steps[number]
        starting = [
            s for s in ("training", "transform") if step.stages.get(s) == "InProgress" and s not in resource.jobs
        ]
        if self.scenario.beyond_quota == "starts" or not starting:
            return number
        self._running = [job for job in self._running if job.ended is None]
        new = self._job_of(resource, starting[0])
        refusal = quotas.refusal(new, self._running, self.scenario)
        if refusal and self.scenario.beyond_quota == "waits":
            return max(resource.shown, 0)
        if refusal:
            resource.steps = [*resource.steps[:number], lifecycle.failed(step, new.stage, refusal)]
        return number

    def add_job(self, resource: Resource, job: Job) -> None:
        """Add a job of the validation of a resource."""
        resource.jobs[job.stage] = job
        self._list_job(job)

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
                self._advance(resource)

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
        was_refused = bool(resource.step.reason) and stage not in resource.jobs
        if status == "NotStarted" or was_refused:
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
        job = self._job_of(resource, stage)
        settings = [item for item in self.scenario.unrelated_jobs if item["stage"] == stage]
        job.unrelated = [unrelated_job(job, item, number) for number, item in enumerate(settings, start=1)]
        for new in (job, *job.unrelated):
            self._list_job(new)
        for unrelated in job.unrelated:
            self.logs.update(unrelated)
        self._running.append(job)
        return job

    def _job_of(self, resource: Resource, stage: str) -> Job:
        """Return a new job for a stage of the validation of a resource."""
        outcome = resource.outcomes[stage]
        return jobs.start_job(stage, self.owner, resource.arn, resource.serial, resource.request, outcome)

    def _list_job(self, job: Job) -> None:
        job.serial = next(self._job_serials)
        self.jobs[job.arn], self.tags[job.arn] = job, {}
        self.jobs_of[job.stage].add(job)
