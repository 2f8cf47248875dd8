"""Creates one resource: sends the request once, and finds the resource again if the response is lost."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from .. import plugins
from ..aws.errors import AccessDenied, NameConflict, NoResponse, RequestRefused, Throttled
from ..context import Context
from ..manifest.findings import AWS_REFUSED, CONFLICT, TIMED_OUT, Failure
from ..plan.lookup import PlannedResource, plan_again
from ..plan.plan import USE_NEW_NAME, Decision, compare, stop_if_blocked
from ..plan.request import INVOCATION_TAG
from ..report import differences, events
from ..watch.region_watch import HEARTBEAT_SECONDS
from . import roles
from .digests import check_tags

T = TypeVar("T")
ArnGenerator = Generator[events.Event, None, str]
BoolGenerator = Generator[events.Event, None, bool]

# Seconds before each retry of a call that was throttled or had no response, or that did not find the new resource.
_RETRY_DELAYS = (1, 2, 4, 8, 15)
_DELETION_POLL_SECONDS = 5
# How long a description can still be from before the deletion: the service is eventually consistent. Our choice.
_DELETION_VISIBLE_SECONDS = 60
_ADD_TAGS = "sagemaker:AddTags"


class Creator:
    """Carries out the plan of one manifest."""

    def __init__(self, planned: PlannedResource, context: Context, deadline: float) -> None:
        """`deadline` is the clock's time at which waiting for a deletion ends."""
        self._planned, self._resources = planned, planned.resources
        self._context, self._clock, self._deadline = context, context.clock, deadline
        self._manifest = planned.document.file
        self._kind: Any = plugins.kinds()[str(planned.document.kind)]
        self._name = str(planned.plan.request.get(self._kind.NAME))
        self.action = planned.plan.decision.action
        self.may_have_created = False

    @property
    def content(self) -> Mapping[str, Any]:
        """What the resource contains: the description of an existing one, or the fields of the request."""
        plan, existing = self._planned.plan, self._planned.existing
        return plan.request if plan.creates or existing is None else existing

    def run(self) -> ArnGenerator:
        """Do what the plan decided and return the ARN; afterwards `action` is the value of the output `action-taken`.

        If another process changes the resource meanwhile, plan again. Raises Failure if the plan can't be carried out.
        After any error, `may_have_created` is whether the create call may have had an effect all the same.
        """
        while True:
            plan, existing = self._planned.plan, self._planned.existing
            self.action = plan.decision.action
            yield from stop_if_blocked(self._manifest, self._kind, plan, existing)
            if plan.decision in (Decision.UNCHANGED, Decision.ATTACH):
                return str((existing or {})[self._kind.ARN])
            if plan.decision is Decision.CREATE or (yield from self._remove(existing or {})):
                return (yield from self._create_with_new_role())
            self._planned = yield from plan_again(self._planned, self._describe())

    def _note(self, text: str) -> events.Note:
        return events.Note(self._manifest, text)

    def _remove(self, existing: Mapping[str, Any]) -> BoolGenerator:
        """Free the name as planned; return false if another process has changed the resource."""
        if self._planned.plan.decision is Decision.REPLACE and not (yield from self._delete(existing)):
            return False
        return (yield from self._await_deletion(existing))

    def _delete(self, existing: Mapping[str, Any]) -> BoolGenerator:
        """Delete the failed resource of the plan; return false if it is not there any more as planned.

        Each attempt looks again first, because a name can belong to another resource by then.
        """
        is_sent = False
        for delay in (*_RETRY_DELAYS, None):
            current = self._describe()
            if not self._is_planned(current, existing):
                return is_sent and (current is None or self._is_same(current, existing))
            is_sent = True
            try:
                self._resources.delete(self._kind, self._name)
            except (Throttled, NoResponse):
                if delay is None:
                    raise
                self._clock.sleep(self._clock.jitter(delay))
            except RequestRefused as refusal:
                if isinstance(refusal, AccessDenied) or self._is_planned(self._describe(), existing):
                    # Not a RequestRefused: that is explained with the causes of a refused create call.
                    raise Failure(refusal.message, AWS_REFUSED, refusal.hint) from None
                return False
            else:
                break
        yield self._note(f"deleting {self._name}, which failed validation")
        return True

    def _is_same(self, current: Mapping[str, Any], existing: Mapping[str, Any]) -> bool:
        """Whether two descriptions are of one resource: another one with the same name has another creation time."""
        return all(current.get(field) == existing.get(field) for field in (self._kind.ARN, "CreationTime"))

    def _is_planned(self, current: Mapping[str, Any] | None, existing: Mapping[str, Any]) -> bool:
        status = self._kind.STATUS
        return current is not None and self._is_same(current, existing) and current.get(status) == existing.get(status)

    def _await_deletion(self, existing: Mapping[str, Any]) -> BoolGenerator:
        """Wait until the existing resource is gone; return false if the name belongs to another resource by then."""
        yield self._note(f"waiting for the deletion of the existing {self._name}")
        started = last_reported = self._clock.now()
        while (current := self._describe()) is not None:
            now = self._clock.now()
            is_deleting = current.get(self._kind.STATUS) == "Deleting" or now - started < _DELETION_VISIBLE_SECONDS
            if not self._is_same(current, existing) or not is_deleting:
                return False
            if now >= self._deadline:
                raise Failure(f"timed out: {self._name} is still being deleted", TIMED_OUT, "retry later")
            if now - last_reported > HEARTBEAT_SECONDS:
                last_reported = now
                yield events.Heartbeat(self._manifest, "Deleting", now - started)
            self._clock.sleep(_DELETION_POLL_SECONDS)
        return True

    def _create_with_new_role(self) -> ArnGenerator:
        """Create the resource; retry while SageMaker can't assume a role that was just created."""
        check_tags(self._planned, self._context)  # a tag can move while the run waits for a deletion
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
        plan = self._planned.plan
        try:
            return (yield from self._send(plan.request))
        except AccessDenied as denied:
            if denied.action != _ADD_TAGS or plan.request == plan.untagged_request:
                raise
            yield self._note(f"missing permission {_ADD_TAGS}: retrying without provenance tags")
            return (yield from self._send(plan.untagged_request))

    def _send(self, request: dict[str, Any]) -> ArnGenerator:
        """Send the create request; the result is `attached` unless this run is proven to have created the resource."""
        self.may_have_created = True
        try:
            arn = self._retry(partial(self._resources.create, self._kind, request), Throttled)
        except NameConflict as conflict:
            existing = self._find_created(str(conflict))
        except NoResponse as error:
            yield self._note(f"no response ({error}): checking whether {self._name} was created")
            existing = self._find_created(str(error))
        except (Throttled, Failure):
            self.may_have_created = False
            raise
        else:
            # With a token of the manifest, the service can answer with the ARN of an earlier resource.
            if "ClientToken" in request and "ClientToken" not in self._planned.plan.added_fields:
                self._attach_unless_marked(arn, request)
            return arn
        arn = str(existing[self._kind.ARN])
        self._attach_unless_marked(arn, request)
        return arn

    def _attach_unless_marked(self, arn: str, request: Mapping[str, Any]) -> None:
        """Set the action to `attached` unless the resource has the tag of this invocation, whose value is random."""
        mark = {"Key": INVOCATION_TAG, "Value": self._planned.invocation}
        tags: dict[str, str] = {}
        if mark in request.get("Tags", ()):
            with suppress(Throttled, NoResponse, Failure):
                tags = self._retry(partial(self._resources.all_tags, arn), Throttled, NoResponse)
        if tags.get(INVOCATION_TAG) != self._planned.invocation:
            self.action = Decision.ATTACH.action

    def _find_created(self, error: str) -> dict[str, Any]:
        """Describe the resource that has the name now, if its content is what the manifest describes.

        `error` is what the create call ended with.
        """
        existing = None
        for delay in (0, *_RETRY_DELAYS):
            self._clock.sleep(delay)
            existing = self._describe()
            if existing is not None:
                break
        self.may_have_created = False
        if existing is None:
            hint = f"{self._name} was not created: retry; the same manifest never creates two resources"
            raise Failure(f"{self._kind.OPERATION} failed: {error}", AWS_REFUSED, hint)
        plan = self._planned.plan
        found = compare(self._kind, plan.untagged_request, existing, plan.pinned_images)
        if found:
            message = f"conflict: {self._name} exists with different content"
            shown = [line for difference in found for line in differences.lines(difference)]
            raise Failure(message, CONFLICT, "\n".join([USE_NEW_NAME, *shown]))
        return existing

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
