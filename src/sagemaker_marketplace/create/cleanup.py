"""Stops the jobs and deletes the resources of a cancelled run, if they are proven to be this run's own.

Each attempt looks again first: a resource must have the tag of the invocation that created it, whose value is random. A
job must name the resource. How SageMaker names both in a validation's jobs is not documented: where the link can't be
followed, the job is named and not stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from .. import plugins
from ..aws.errors import AccessDenied, NoResponse, Throttled
from ..aws.jobs import Jobs
from ..aws.sagemaker import Resources
from ..aws.session import Account
from ..manifest import validation_profiles
from ..manifest.findings import Failure
from ..manifest.validation_profiles import TRAINING
from ..plan.request import INVOCATION_TAG
from ..report import events
from ..report.internal_errors import internal_error

_KEPT = ("Completed", "Deleting")
# A resource may be missing right after its creation: the service is eventually consistent. Our choice.
_MISSING_LOOKS = 7


@dataclass(frozen=True)
class Leftover:
    """What a cancelled run may leave behind: a resource, and its known running jobs (type, name).

    `invocation` is the value of the tag that marks the resource. The ARN is empty if the run was cancelled before the
    create call was answered. `role` is the role of the manifest, if it names one.
    """

    manifest: str
    kind: str
    name: str
    arn: str
    region: str
    invocation: str
    jobs: tuple[tuple[str, str], ...] = ()
    role: str = ""


def clean_up(
    leftovers: Iterable[Leftover], open_account: Callable[[str], Account], pause: Callable[[], bool], later: str = ""
) -> Generator[events.Note, None, list[Leftover]]:
    """Stop the jobs and delete the resources; return those for which that could not be finished.

    SageMaker deletes no resource while its validation runs: `pause` waits before the next look and returns whether
    there is time for one. `open_account` opens the account of a role, by default that of the run's own credentials.
    `later` says who continues; without it, the caller has to.
    """
    open_once = cache(open_account)
    cleanups = [_Cleanup(leftover, open_once) for leftover in leftovers]
    while True:
        for cleanup in cleanups:
            yield from cleanup.advance()
        if not any(cleanup.may_continue for cleanup in cleanups) or not pause():
            break
    remaining = [cleanup for cleanup in cleanups if not cleanup.is_finished]
    for cleanup in remaining:
        yield cleanup.note(f"{cleanup.title} is left: {cleanup.problem}; {later or cleanup.how_to_delete()}")
    return [cleanup.leftover for cleanup in remaining]


class _Cleanup:
    """The cleanup of one resource."""

    def __init__(self, leftover: Leftover, open_account: Callable[[str], Account]) -> None:
        self.leftover = leftover
        self.is_finished = self._is_denied = False
        self.problem = ""
        self._kind: Any = plugins.kinds()[leftover.kind]
        self._open_account = open_account
        self._created: Any = None
        self._has_unstopped_jobs = False
        self._is_waiting = False
        self._looks = 0

    @property
    def may_continue(self) -> bool:
        """Whether another look can help."""
        return not self.is_finished and not self._is_denied

    @property
    def title(self) -> str:
        return f"{self._kind.TITLE} {self.leftover.arn or self.leftover.name}"

    def note(self, text: str) -> events.Note:
        return events.Note(self.leftover.manifest, text)

    def how_to_delete(self) -> str:
        command = f"delete-{self._kind.RESOURCE} --{self._kind.RESOURCE}-name {self.leftover.name}"
        return f"once its validation has ended, delete it with: aws sagemaker {command} --region {self.leftover.region}"

    def advance(self) -> Iterator[events.Note]:
        """Look, and do what is possible now; an error is kept as the problem for the next look.

        An unexpected error does not end the cleanup of other resources.
        """
        if not self.may_continue:
            return
        try:
            described = yield from self._describe_own()
            if described is not None and self.leftover.jobs and described.get(self._kind.STATUS) not in _KEPT:
                for use, name in self.leftover.jobs:
                    yield from self._stop_job(use, name)
                described = yield from self._describe_own()
            if described is not None:
                yield from self._delete(str(described.get(self._kind.STATUS)))
        except Exception as error:
            self._is_denied = isinstance(error, AccessDenied)
            is_known = isinstance(error, (Throttled, NoResponse, Failure))
            self.problem = str(error) if is_known else internal_error(error).message

    @property
    def _resources(self) -> Resources:
        return self._open_account(self.leftover.role).resources(self.leftover.region)

    @property
    def _jobs(self) -> Jobs:
        return self._open_account(self.leftover.role).jobs(self.leftover.region)

    def _describe_own(self) -> Generator[events.Note, None, dict[str, Any] | None]:
        """Describe the resource if it is there and is the one that this run has created."""
        described = self._resources.describe(self._kind, self.leftover.name)
        if described is None:
            self._looks += 1
            self.problem = "it is not visible, and might not have been created"
            self.is_finished = self._created is not None or self._looks >= _MISSING_LOOKS
            return None
        arn, created = str(described[self._kind.ARN]), described.get("CreationTime")
        tags = self._resources.all_tags(arn)
        is_own = tags.get(INVOCATION_TAG) == self.leftover.invocation and self._created in (None, created)
        if not is_own or self.leftover.arn not in ("", arn):
            self.is_finished = True
            yield self.note(f"{self.title} is kept: it has no tag {INVOCATION_TAG} of this run")
            return None
        self.leftover, self._created = replace(self.leftover, arn=arn), created
        return described

    def _delete(self, status: str) -> Iterator[events.Note]:
        """Delete the resource as soon as SageMaker allows it, unless it is Completed."""
        self.is_finished = status in _KEPT
        if status == "Completed":
            yield self.note(f"{self.title} is kept: it is Completed")
        if self.is_finished:
            return
        self.problem = f"it is {status}"
        # SageMaker refuses to delete an algorithm that is InProgress (seen in hashicorp/terraform-provider-aws). If a
        # job could not be stopped, the validation may last for hours: it is tried at once.
        if status == "Failed" or self._has_unstopped_jobs:
            self._resources.delete(self._kind, self.leftover.name)
            self.is_finished = True
            yield self.note(f"deleting {self.title}")
        elif not self._is_waiting:
            self._is_waiting = True
            yield self.note(f"waiting for the validation of {self.title} to end")

    def _stop_job(self, use: str, name: str) -> Iterator[events.Note]:
        """Stop a job that is proven to be of this resource's validation; name one that is not."""
        job = self._jobs.describe(use, name)
        if job is not None and not validation_profiles.has_ended(use, job):
            error = f"AWS does not show whether it belongs to {self.leftover.name}"
            is_own = self._is_linked(use, job) and job["CreationTime"] >= self._created
            if is_own:
                error = self._send_stop(use, name)
            self._has_unstopped_jobs |= bool(error)
            yield self.note(f"could not stop {use} job {name}: {error}" if error else f"stopping {use} job {name}")
        jobs = tuple(item for item in self.leftover.jobs if item != (use, name))
        self.leftover = replace(self.leftover, jobs=jobs)

    def _send_stop(self, use: str, name: str) -> str:
        """Stop a job; return the error if that is not allowed."""
        try:
            self._jobs.stop(use, name)
        except AccessDenied as denied:
            return str(denied)
        return ""

    def _is_linked(self, use: str, job: dict[str, Any]) -> bool:
        """Whether a job names the resource: a training job its algorithm, a transform job a model of the package.

        Source: the service model, DescribeModel.
        """
        source = validation_profiles.source(use, job)
        if use == TRAINING:
            named = {source}
        elif self._kind.RESOURCE == "model-package":
            named = self._jobs.model_sources(source)
        else:  # the model of an algorithm's transform job is the result of its training
            return False
        return bool(named & {self.leftover.arn, self.leftover.name})
