"""Creates the resources of one account and Region in turn, as its quotas allow, and watches them meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..aws.errors import run_failed
from ..aws.parallel import merge_in_order
from ..context import Context
from ..manifest.findings import TIMED_OUT
from ..plan.lookup import PlannedResource
from ..report import events
from ..report.first_failure import FirstFailure
from ..settings.settings import Settings
from ..watch.region_access import PARALLEL_CALLS
from ..watch.region_watch import RegionWatch
from ..watch.targets import Target
from .creation import create_resource
from .instances import FreeInstances, needed_instances


class RegionCreation:
    """The resources of one account and Region that a run creates."""

    def __init__(
        self,
        planned: Sequence[PlannedResource],
        free: FreeInstances,
        watched: RegionWatch,
        settings: Settings,
        context: Context,
        deadline: float,
        first_failure: FirstFailure,
    ) -> None:
        """`watched` watches what has been created; `deadline` is a time of the clock."""
        self._first_failure = first_failure
        self._waiting = {resource.document.file: resource for resource in planned}
        self._needed = {file: needed_instances(resource.document) for file, resource in self._waiting.items()}
        self._free, self._watched = free, watched
        self._settings, self._context, self._deadline = settings, context, deadline
        self._reported_waiting: set[str] = set()
        self._next_poll_at = context.clock.now() + settings.poll_seconds

    def run(self) -> Iterator[events.Event]:
        """Create all resources; with the setting `wait`, watch them to their ends.

        An unexpected exception ends all of them, and not those of other accounts and Regions.
        """
        try:
            for event in self._run():
                self._first_failure.note(event)
                yield event
        except Exception as error:
            yield from (run_failed(file, error) for file in self._waiting)
            yield from self._watched.give_up(error)

    def _run(self) -> Iterator[events.Event]:
        clock = self._context.clock
        while self._waiting:
            if self._settings.fail_fast and self._first_failure.exit_code:
                message = "not created: another manifest failed, and fail-fast is set"
                yield from self._stop_waiting(message, self._first_failure.exit_code, "Not created")
                break
            ready = self._next()
            yield from self._create(ready)
            if self._waiting and (not ready or clock.now() >= self._next_poll_at):
                yield from self._poll(ready)
        if self._settings.wait:
            yield from self._watched.watch()

    def _next(self) -> list[PlannedResource]:
        """Return the next resources for whose validations there are enough instances, at most a few.

        One that waits is not overtaken by one that needs the same type of instance.
        """
        ready: list[PlannedResource] = []
        waited_for: set[str] = set()
        for file, resource in self._waiting.items():
            needed = self._needed[file]
            if self._free.missing(needed) or waited_for & needed.keys():
                waited_for |= needed.keys()
                continue
            self._free.reserve(file, needed)
            ready.append(resource)
            if len(ready) == (1 if self._settings.fail_fast else PARALLEL_CALLS):
                break
        for resource in ready:
            del self._waiting[resource.document.file]
        return ready

    def _create(self, ready: Sequence[PlannedResource]) -> Iterator[events.Event]:
        """Create resources at the same time, and begin to watch them; the events are in the manifests' order."""
        # Reported before any call is sent: a run can be killed while the calls are under way.
        for resource in ready:
            yield events.StageStarted("create", resource.document.file)
        created: dict[str, Target] = {}

        def add(target: Target) -> None:
            created[target.manifest] = target

        streams = [create_resource(each, self._settings, self._context, self._deadline, add) for each in ready]
        yield from merge_in_order(streams, PARALLEL_CALLS)
        for resource in ready:
            if resource.document.file not in created:
                self._free.release(resource.document.file)
        if self._settings.wait or self._waiting:
            targets = [created[each.document.file] for each in ready if each.document.file in created]
            self._watched.add(targets)
            yield from (events.StageStarted("watch", target.manifest) for target in targets)

    def _poll(self, ready: Sequence[PlannedResource]) -> Iterator[events.Event]:
        """Poll what has been created, after a pause if nothing is ready; release the instances of what has ended."""
        clock = self._context.clock
        if not ready:
            yield from self._report_waiting()
            self._watched.wait()
        for target in (yield from self._watched.round()):
            self._free.release(target.manifest)
        self._next_poll_at = clock.now() + self._settings.poll_seconds
        if clock.now() >= self._deadline:
            message = "timed out: not created, because it had to wait for other validations"
            yield from self._stop_waiting(message, TIMED_OUT, "Timed out; not created")

    def _report_waiting(self) -> Iterator[events.Event]:
        """Report once of each manifest that it waits."""
        for file, needed in self._needed.items():
            if file in self._waiting and file not in self._reported_waiting:
                self._reported_waiting.add(file)
                reason = self._free.missing(needed) or "an earlier manifest waits for the same type of instance"
                yield events.Note(file, f"waiting for its turn: {reason}")

    def _stop_waiting(self, message: str, exit_code: int, title: str) -> Iterator[events.Event]:
        """Fail the manifests that have not been created."""
        for file in self._waiting:
            yield events.RunFailed(file, message, exit_code, "run the same command again", title=title)
        self._waiting.clear()
