"""What is done when a run is cancelled and `on-cancel` is `stop`: its jobs are stopped, what it created is deleted."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from .. import plugins
from ..aws.errors import NameConflict, NoResponse, ResourceNotFound, Throttled
from ..aws.session import Account
from ..manifest.findings import Failure
from ..report import events
from ..report.report import Report

_CREATED = ("created", "replaced")
_ENDED = ("Completed", "Failed")
_JOB = " job"
_TRIES = 2
# A runner gives a cancelled step ten seconds in all (actions/runner): where AWS does not answer, each call is made once
# after the first two of them.
ANSWER_SECONDS = 2.0
_TRYING_SECONDS = 2.0


@dataclass(frozen=True)
class Leftover:
    """What a cancelled run may leave behind: a resource it created, and the jobs it was seen to run."""

    manifest: str
    kind: str
    name: str
    arn: str
    region: str
    jobs: tuple[tuple[str, str], ...] = ()


def left(report: Report) -> list[Leftover]:
    """What the run created and did not see end."""
    found = []
    for result in report.results.values():
        outputs = result.outputs
        if outputs.get("action-taken") not in _CREATED or outputs.get("status") in _ENDED:
            continue
        ended = {event.name for event in report.events if isinstance(event, events.JobFinished)}
        named = [
            (one.resource_type.removesuffix(_JOB), one.name)
            for one in result.timeline
            if one.resource_type.endswith(_JOB)
        ]
        running = dict.fromkeys((use, name) for use, name in named if name not in ended)
        kind, name, arn, region = (outputs.get(part, "") for part in ("kind", "name", "arn", "region"))
        found.append(Leftover(result.manifest, kind, name, arn, region, tuple(running)))
    return found


def tidier(
    on_cancel: str,
    account: Callable[[], Account],
    now: Callable[[], float],
    keep: Callable[[Sequence[Leftover]], None] = lambda _: None,
) -> Callable[[Report], Iterator[events.Event]]:
    """What to do with the report of a run that is interrupted: nothing, unless `on_cancel` is `stop`.

    `now` counts seconds, `keep` is given what is left after all, for somebody to finish.
    """

    def cleanup(report: Report) -> Iterator[events.Event]:
        leftovers = left(report) if on_cancel == "stop" else []
        if leftovers:
            until = now() + _TRYING_SECONDS
            keep((yield from stop(leftovers, account(), lambda: now() < until)))

    return cleanup


def stop(
    leftovers: Iterable[Leftover], account: Account, in_time: Callable[[], bool] = lambda: True
) -> Generator[events.Note, None, list[Leftover]]:
    """Stop the jobs, delete the resources, tell what could not be, and give what is left.

    A call that goes wrong is repeated only while it is `in_time`.
    """
    still = []
    for one in leftovers:
        jobs = account.jobs(one.region, lambda: 0.0)
        running = []
        for use, name in one.jobs:
            stopped = yield from _done(
                one, f"{use} job {name}", "asked to stop", partial(jobs.stop, use, name), in_time
            )
            running += [] if stopped else [(use, name)]
        kind = plugins.kinds()[one.kind]
        resources = account.resources(one.region)
        deleted = yield from _done(
            one, f"{kind.TITLE} {one.arn}", "being deleted", partial(resources.delete, kind, one.name), in_time
        )
        if running or not deleted:
            still.append(replace(one, jobs=tuple(running)))
    return still


def _done(
    one: Leftover, what: str, done: str, call: Callable[[], None], in_time: Callable[[], bool]
) -> Generator[events.Note, None, bool]:
    said = ""
    for number in range(_TRIES):
        if number and not in_time():
            break
        try:
            call()
        except (Throttled, NoResponse, ResourceNotFound, NameConflict, Failure) as fault:
            said = str(fault)
            continue
        yield events.Note(one.manifest, f"{what} is {done}")
        return True
    yield events.Note(one.manifest, f"{what} is left: {said}")
    return False


def to_text(leftovers: Iterable[Leftover]) -> str:
    """Leftovers as JSON, for a later process of the same run."""
    return json.dumps([vars(one) for one in leftovers])


def from_text(text: str) -> list[Leftover]:
    """Read what `to_text` wrote; what is anything else is nothing."""
    try:
        return [
            Leftover(**{**one, "jobs": tuple((use, name) for use, name in one["jobs"])})
            for one in json.loads(text or "[]")
        ]
    except (ValueError, TypeError, KeyError):
        return []
