"""Creates one resource: sends the request once, and finds the resource again if the response is lost."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import Any, TypeVar

from .. import plugins
from ..aws.errors import AccessDenied, NameConflict, NoResponse, Throttled
from ..context import Clock
from ..manifest.findings import AWS_REFUSED, CONFLICT, TIMED_OUT, Failure
from ..plan.lookup import PlannedResource
from ..plan.plan import USE_NEW_NAME, Decision, compare, stop_if_blocked
from ..report import events
from ..watch.watch import HEARTBEAT_SECONDS
from . import roles

T = TypeVar("T")
ArnGenerator = Generator[events.Event, None, str]

# Seconds before each retry of a call that was throttled or had no response, or that did not find the new resource.
_RETRY_DELAYS = (1, 2, 4, 8, 15)
_DELETION_POLL_SECONDS = 5
_ADD_TAGS = "sagemaker:AddTags"


class Creator:
    """Carries out the plan of one manifest."""

    def __init__(self, planned: PlannedResource, clock: Clock, deadline: float) -> None:
        """`deadline` is the clock's time at which waiting for a deletion ends."""
        self._planned, self._plan, self._resources = planned, planned.plan, planned.resources
        self._clock, self._deadline = clock, deadline
        self._manifest = planned.document.file
        self._kind: Any = plugins.kinds()[str(planned.document.kind)]
        self._name = str(self._plan.request.get(self._kind.NAME))
        self.action = self._plan.decision.action

    def run(self) -> ArnGenerator:
        """Do what the plan decided and return the ARN; afterwards `action` is the value of the output `action-taken`.

        Raises Failure if the plan can't be carried out.
        """
        decision, existing = self._plan.decision, self._planned.existing
        yield from stop_if_blocked(self._manifest, self._kind, self._plan, existing)
        if decision in (Decision.UNCHANGED, Decision.ATTACH):
            return str((existing or {})[self._kind.ARN])
        if decision is Decision.REPLACE:
            self._retry(partial(self._resources.delete, self._kind, self._name), Throttled, NoResponse)
            yield self._note(f"deleting {self._name}, which failed validation")
        if decision is not Decision.CREATE:
            yield from self._await_deletion()
        return (yield from self._create_with_new_role())

    def _note(self, text: str) -> events.Note:
        return events.Note(self._manifest, text)

    def _await_deletion(self) -> Generator[events.Event, None, None]:
        yield self._note(f"waiting for the deletion of the existing {self._name}")
        started = last_reported = self._clock.now()
        while self._describe() is not None:
            now = self._clock.now()
            if now >= self._deadline:
                raise Failure(f"timed out: {self._name} is still being deleted", TIMED_OUT, "retry later")
            if now - last_reported > HEARTBEAT_SECONDS:
                last_reported = now
                yield events.Heartbeat(self._manifest, "Deleting", now - started)
            self._clock.sleep(_DELETION_POLL_SECONDS)

    def _create_with_new_role(self) -> ArnGenerator:
        """Create the resource; retry while SageMaker can't assume a role that was just created."""
        delays = iter(roles.RETRY_DELAYS if self._planned.new_role else ())
        while True:
            try:
                return (yield from self._create_with_tags())
            except Failure as failure:
                delay = next(delays, None)
                if delay is None or not roles.is_role_not_assumed(failure):
                    raise
                yield self._note(f"SageMaker can't assume the new role yet: retrying in {delay} s")
                self._clock.sleep(delay)

    def _create_with_tags(self) -> ArnGenerator:
        """Create the resource, without provenance tags if the caller is not allowed to add tags."""
        try:
            return (yield from self._send(self._plan.request))
        except AccessDenied as denied:
            if denied.action != _ADD_TAGS or self._plan.request == self._plan.untagged_request:
                raise
            yield self._note(f"missing permission {_ADD_TAGS}: retrying without provenance tags")
            return (yield from self._send(self._plan.untagged_request))

    def _send(self, request: dict[str, Any]) -> ArnGenerator:
        try:
            return self._retry(partial(self._resources.create, self._kind, request), Throttled)
        except NameConflict as conflict:
            self.action = Decision.ATTACH.action
            return self._existing_arn(str(conflict))
        except NoResponse as error:
            yield self._note(f"no response ({error}): checking whether {self._name} was created")
            return self._existing_arn(str(error))

    def _existing_arn(self, error: str) -> str:
        """The ARN of the resource that has the name now, if its content is what the manifest describes.

        `error` is what the create call ended with.
        """
        existing = None
        for delay in (0, *_RETRY_DELAYS):
            self._clock.sleep(delay)
            existing = self._describe()
            if existing is not None:
                break
        if existing is None:
            hint = f"{self._name} was not created: retry; the same manifest never creates two resources"
            raise Failure(f"{self._kind.OPERATION} failed: {error}", AWS_REFUSED, hint)
        differences = compare(self._kind, self._plan.untagged_request, existing, self._plan.pinned_images)
        if differences:
            message = f"conflict: {self._name} exists with different content"
            raise Failure(message, CONFLICT, "\n".join([USE_NEW_NAME, *differences]))
        return str(existing[self._kind.ARN])

    def _describe(self) -> dict[str, Any] | None:
        describe = partial(self._resources.describe, self._kind, self._name)
        return self._retry(describe, Throttled, NoResponse)

    def _retry(self, call: Callable[[], T], *errors: type[Exception]) -> T:
        """Make a call; after each of these errors wait and repeat it, a few times."""
        for delay in _RETRY_DELAYS:
            try:
                return call()
            except errors:
                self._clock.sleep(self._clock.jitter(delay))
        return call()
