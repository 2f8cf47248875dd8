"""What exists in the sandbox: resources, the jobs that validate them, tags, and the tokens of create calls."""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import dataclass, field

from sagemaker_marketplace.sandbox import jobs, lifecycle
from sagemaker_marketplace.sandbox.jobs import Job
from sagemaker_marketplace.sandbox.lifecycle import Step
from sagemaker_marketplace.sandbox.logs import Logs
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.wire import Members, ServiceError, arn, name_of, now, refused


@dataclass(frozen=True)
class Kind:
    """A kind of resource: the word its members begin with and the type in its ARN."""

    word: str
    resource_type: str


MODEL_PACKAGE = Kind("ModelPackage", "model-package")
ALGORITHM = Kind("Algorithm", "algorithm")


@dataclass
class Resource:
    """A model package or an algorithm. `steps` are its life, `shown` the last of them a look has seen."""

    kind: Kind
    region: str
    name: str
    request: Members
    steps: list[Step]
    serial: int
    hidden_looks: int
    shown: int = -1
    deleting_looks: int | None = None
    created: float = field(default_factory=now)
    jobs: dict[str, Job] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """The resource's ARN."""
        return arn(self.region, self.kind.resource_type, self.name)

    @property
    def step(self) -> Step:
        """The step the last look has seen; the first one before any look."""
        return self.steps[max(self.shown, 0)]

    @property
    def status(self) -> str:
        """The resource's status as the last look has seen it."""
        return self.step.status if self.deleting_looks is None else "Deleting"


class Store:
    """All state of one server; it lives by a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.resources: dict[str, Resource] = {}
        self.jobs: dict[str, Job] = {}
        self.logs = Logs(late=scenario.pages == "late")
        self.tags: dict[str, dict[str, str]] = {}
        self.tokens: dict[tuple[str, str], tuple[Resource, Members]] = {}
        self._serials = itertools.count(1)

    def add(self, kind: Kind, region: str, request: Members) -> Resource:
        """Give the new resource this create request makes."""
        steps = lifecycle.steps(lifecycle.stages_of(request), self.scenario.stages)
        name = request[f"{kind.word}Name"]
        serial, hidden = next(self._serials), self.scenario.hidden_looks
        resource = Resource(kind, region, name, request, steps, serial, hidden)
        self.resources[resource.arn] = resource
        self.tags[resource.arn] = {tag["Key"]: tag["Value"] for tag in request.get("Tags", ())}
        return resource

    def find(self, kind: Kind, region: str, name_or_arn: str) -> Resource:
        """Give the resource of this name or ARN.

        Raises ServiceError if there is none. That it is a ValidationException is known, its text is ours.
        """
        found = self.resources.get(arn(region, kind.resource_type, name_of(name_or_arn, region)))
        if found is None or (name_or_arn.startswith("arn:") and name_or_arn != found.arn):
            raise refused(f"{kind.word} {name_or_arn} does not exist.")
        return found

    def look(self, resource: Resource) -> None:
        """Let the resource's life go on by one step, with the jobs that begin and end in it.

        Raises ServiceError if the look does not find the resource: it is too new or now gone.
        """
        missing = refused(f"{resource.kind.word} {resource.name} does not exist.")
        if resource.hidden_looks:
            resource.hidden_looks -= 1
            raise missing
        if resource.deleting_looks is not None:
            resource.deleting_looks -= 1
            if resource.deleting_looks < 0:
                del self.resources[resource.arn], self.tags[resource.arn]
                raise missing
            return
        self._fail_stopped(resource)
        resource.shown = min(resource.shown + 1, len(resource.steps) - 1)
        for stage in ("training", "transform"):
            self._follow(resource, stage, resource.step.stages.get(stage, "NotStarted"))

    def glance(self, resource_arn: str) -> None:
        """Let life go on for a resource that was listed; one too new for Describe stays so."""
        resource = self.resources[resource_arn]
        if not resource.hidden_looks:
            with suppress(ServiceError):
                self.look(resource)

    def _fail_stopped(self, resource: Resource) -> None:
        """Let the resource's next step be its failure if a job of its validation was stopped."""
        for job in resource.jobs.values():
            if job.status in ("Stopping", "Stopped") and resource.status == "InProgress":
                job.halt()
                resource.steps = [
                    *resource.steps[: resource.shown + 1],
                    lifecycle.stopped(resource.step, job.stage, job.name),
                ]

    def _follow(self, resource: Resource, stage: str, status: str) -> None:
        """Begin or end the job of a stage so that it agrees with the resource's step, and its log with it."""
        if status == "NotStarted":
            return
        if stage not in resource.jobs:
            resource.jobs[stage] = self._begin(resource, stage)
        job = resource.jobs[stage]
        if job.status == "InProgress" and status in ("Completed", "Failed"):
            job.end()
        elif job.status == "InProgress":
            job.looks += 1
        self.logs.follow(job)

    def _begin(self, resource: Resource, stage: str) -> Job:
        """Begin the job of a stage, and those of others that run beside it."""
        outcome = self.scenario.stages[stage]
        job = jobs.begun(stage, resource.region, resource.arn, resource.serial, resource.request, outcome)
        said = [other for other in self.scenario.others if other["stage"] == stage]
        job.beside = [jobs.beside(job, other, number) for number, other in enumerate(said, start=1)]
        # Those that began before are listed before.
        for each in sorted([job, *job.beside], key=lambda one: one.created):
            self.jobs[each.arn] = each
        for other in job.beside:
            self.logs.follow(other)
        return job
