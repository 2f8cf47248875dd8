"""Cleans up after a cancelled run if `on-cancel` is `stop`: stops its jobs and deletes what it created."""

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
_ATTEMPTS = 2
# A runner gives a cancelled step ten seconds in all (actions/runner). So a call waits this long for a response, and
# after this long in total no call is retried.
ANSWER_SECONDS = 2.0
_RETRY_SECONDS = 2.0


@dataclass(frozen=True)
class Leftover:
    """What a cancelled run may leave behind: a resource it created, and the resource's running jobs (type, name)."""

    manifest: str
    kind: str
    name: str
    arn: str
    region: str
    jobs: tuple[tuple[str, str], ...] = ()


def find_leftovers(report: Report) -> list[Leftover]:
    """The resources that the run created and whose validation has not ended."""
    leftovers = []
    for result in report.results.values():
        outputs = result.outputs
        if outputs.get("action-taken") not in _CREATED or outputs.get("status") in _ENDED:
            continue
        ended = {event.name for event in report.events if isinstance(event, events.JobFinished)}
        jobs = dict.fromkeys(
            (event.resource_type.removesuffix(_JOB), event.name)
            for event in result.timeline
            if event.resource_type.endswith(_JOB) and event.name not in ended
        )
        kind, name, arn, region = (outputs.get(output, "") for output in ("kind", "name", "arn", "region"))
        leftovers.append(Leftover(result.manifest, kind, name, arn, region, tuple(jobs)))
    return leftovers


def make_cleanup(
    on_cancel: str,
    account: Callable[[], Account],
    now: Callable[[], float],
    save: Callable[[Sequence[Leftover]], None] = lambda _: None,
) -> Callable[[Report], Iterator[events.Event]]:
    """Make the function to call with the report of an interrupted run; it does nothing unless `on_cancel` is `stop`.

    `now` returns seconds; `save` is called with what could not be stopped, for a later process.
    """

    def cleanup(report: Report) -> Iterator[events.Event]:
        leftovers = find_leftovers(report) if on_cancel == "stop" else []
        if leftovers:
            deadline = now() + _RETRY_SECONDS
            save((yield from stop_leftovers(leftovers, account(), lambda: now() < deadline)))

    return cleanup


def stop_leftovers(
    leftovers: Iterable[Leftover], account: Account, may_retry: Callable[[], bool] = lambda: True
) -> Generator[events.Note, None, list[Leftover]]:
    """Stop the jobs and delete the resources; return those for which that failed.

    A failed call is retried only while `may_retry` returns true.
    """
    remaining = []
    for leftover in leftovers:
        jobs = account.jobs(leftover.region, lambda: 0.0)
        running = []
        for use, name in leftover.jobs:
            error = _attempt(partial(jobs.stop, use, name), may_retry)
            text = f"could not stop {use} job {name}: {error}" if error else f"stopping {use} job {name}"
            yield events.Note(leftover.manifest, text)
            running += [(use, name)] if error else []
        kind = plugins.kinds()[leftover.kind]
        resource = f"{kind.TITLE} {leftover.arn}"
        error = _attempt(partial(account.resources(leftover.region).delete, kind, leftover.name), may_retry)
        yield events.Note(
            leftover.manifest, f"could not delete {resource}: {error}" if error else f"deleting {resource}"
        )
        if running or error:
            remaining.append(replace(leftover, jobs=tuple(running)))
    return remaining


def _attempt(call: Callable[[], None], may_retry: Callable[[], bool]) -> str:
    """Make a call; return the error's message if it failed, else an empty string."""
    message = ""
    for attempt in range(_ATTEMPTS):
        if attempt and not may_retry():
            break
        try:
            call()
        except (Throttled, NoResponse, ResourceNotFound, NameConflict, Failure) as error:
            message = str(error) or type(error).__name__
        else:
            return ""
    return message


def to_json(leftovers: Iterable[Leftover]) -> str:
    """Leftovers as JSON, for a later process of the same run."""
    return json.dumps([vars(leftover) for leftover in leftovers])


def from_json(text: str) -> list[Leftover]:
    """Read what `to_json` wrote; anything else counts as no leftovers."""
    try:
        return [
            Leftover(**{**item, "jobs": tuple((use, name) for use, name in item["jobs"])})
            for item in json.loads(text or "[]")
        ]
    except (ValueError, TypeError, KeyError):
        return []
