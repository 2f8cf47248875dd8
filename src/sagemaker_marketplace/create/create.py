"""Creating: one request, sent once, and found again whatever happens to its answer."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from ..aws.errors import AccessDenied, NameConflict, NoResponse, Throttled
from ..aws.sagemaker import Resources
from ..context import Clock
from ..manifest.findings import AWS_REFUSED, TIMED_OUT, Failure
from ..plan.plan import NAME_IS_FIXED, Decision, Plan, compare, refuse_impossible
from ..report import events
from ..watch.watch import SIGN_OF_LIFE_SECONDS
from . import roles

Telling = Generator[events.Event, None, str]

# Waits between looks for a resource whose create call had no answer, and between throttled calls, in seconds.
_LOOKS = (1, 2, 4, 8, 15)
_DELETION_POLL = 5
_TAGGING = "sagemaker:AddTags"


class Creation:
    """One manifest's way from a plan to an ARN."""

    def __init__(
        self,
        manifest: str,
        kind: Any,
        plan: Plan,
        resources: Resources,
        clock: Clock,
        deadline: float,
        role_made: bool = False,
    ) -> None:
        """`deadline` is a time of the clock after which nothing is waited for; `role_made`: the role may be new."""
        self.role_made = role_made
        self.manifest, self.kind, self.plan = manifest, kind, plan
        self.resources, self.clock, self.deadline = resources, clock, deadline
        self.name = str(plan.request.get(kind.NAME))
        self.taken = plan.decision.taken

    def run(self, found: dict[str, Any] | None) -> Telling:
        """Do what the plan decided and give the ARN; `found` is what had the name when it was made.

        Raises Failure where nothing can be done.
        """
        decision = self.plan.decision
        yield from refuse_impossible(self.manifest, self.kind, self.plan, found)
        if decision in (Decision.UNCHANGED, Decision.ATTACH):
            return str((found or {})[self.kind.ARN])
        if decision is Decision.REPLACE:
            self._patiently(lambda: self.resources.delete(self.kind, self.name))
            yield events.Note(self.manifest, f"{self.name} has failed before and is deleted")
        if decision is not Decision.CREATE:
            yield from self._await_deletion()
        return (yield from self._send())

    def _await_deletion(self) -> Generator[events.Event, None, None]:
        yield events.Note(self.manifest, f"waiting until the old {self.name} is gone")
        began = said = self.clock.now()
        while self._patiently(lambda: self.resources.describe(self.kind, self.name)) is not None:
            if self.clock.now() >= self.deadline:
                raise Failure(f"time is up: {self.name} is still being deleted", TIMED_OUT, "run the step again later")
            if self.clock.now() - said > SIGN_OF_LIFE_SECONDS:
                said = self.clock.now()
                yield events.Heartbeat(self.manifest, "Deleting", said - began)
            self.clock.sleep(_DELETION_POLL)

    def _send(self) -> Telling:
        waits = iter(roles.WAITS if self.role_made else ())
        while True:
            try:
                return (yield from self._tagged())
            except Failure as failure:
                wait = next(waits, None)
                if wait is None or not roles.not_yet(failure):
                    raise
                yield events.Note(self.manifest, f"SageMaker does not know the role yet: sent again in {wait} s")
                self.clock.sleep(wait)

    def _tagged(self) -> Telling:
        try:
            return (yield from self._sent(self.plan.request))
        except AccessDenied as denied:
            if denied.action != _TAGGING or self.plan.request == self.plan.untagged:
                raise
            yield events.Note(self.manifest, f"the caller may not {_TAGGING}: sent again without provenance tags")
            return (yield from self._sent(self.plan.untagged))

    def _sent(self, request: dict[str, Any]) -> Telling:
        for wait in (*_LOOKS, None):
            try:
                return self.resources.create(self.kind, request)
            except Throttled as throttled:
                if wait is None:
                    raise Failure(f"{throttled}, again and again", AWS_REFUSED, "run the step again later") from None
                self.clock.sleep(self.clock.jitter(wait))
            except NameConflict as taken:
                self.taken = Decision.ATTACH.taken
                return self._same(self._look(), str(taken))
            except NoResponse as lost:
                yield events.Note(self.manifest, f"the answer is lost ({lost}): looking for {self.name}")
                return self._same(self._look(), str(lost))
        raise AssertionError("the loop ends in a return or a failure")

    def _look(self) -> dict[str, Any] | None:
        for wait in (*_LOOKS, None):
            found: dict[str, Any] | None = self._patiently(lambda: self.resources.describe(self.kind, self.name))
            if found is not None or wait is None:
                return found
            self.clock.sleep(wait)
        return None

    def _same(self, found: dict[str, Any] | None, said: str) -> str:
        if found is None:
            hint = f"nothing named {self.name} is there: run the step again, the same manifest is never created twice"
            raise Failure(f"{self.kind.OPERATION} did not end well: {said}", AWS_REFUSED, hint)
        differences = compare(self.kind, self.plan.untagged, found, self.plan.pins)
        if differences:
            raise Failure(
                f"{self.name}: other content has this name: {NAME_IS_FIXED}", AWS_REFUSED, "\n".join(differences)
            )
        return str(found[self.kind.ARN])

    def _patiently(self, call: Callable[[], Any]) -> Any:
        """Make a call that may be repeated, through throttling and lost answers."""
        for wait in (*_LOOKS, None):
            try:
                return call()
            except (Throttled, NoResponse) as fault:
                if wait is None:
                    raise Failure(f"AWS does not answer: {fault}", AWS_REFUSED, "run the step again later") from None
                self.clock.sleep(self.clock.jitter(wait))
        raise AssertionError("the loop ends in a return or a failure")
