"""What a cancelled run leaves behind if `on-cancel` is `stop`: finds it, and keeps it for a later process."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass

from ..aws.session import Account
from ..context import Clock
from ..report import events
from ..report.report import Report, Result
from .cleanup import Leftover, clean_up

_CREATED = ("created", "replaced", "")
_ENDED = ("Completed", "Failed")
_JOB = " job"
# A runner gives a cancelled step ten seconds in all (actions/runner). So a call waits this long for a response.
ANSWER_SECONDS = 2.0


@dataclass(frozen=True)
class Wait:
    """How long a cleanup waits for the end of stopped validations, and how often it looks, in seconds."""

    seconds: float
    poll_seconds: float


# The post step of the action continues where the step had to end.
STEP_WAIT = Wait(2, 0.5)
# A server ends a cancelled job after five minutes (GitHub's documentation of workflow cancellation).
POST_WAIT = Wait(240, 5)
# The command line has no later step.
COMMAND_WAIT = Wait(60, 2)


def changes_leftovers(event: events.Event) -> bool:
    """Whether an event can change what `find_leftovers` returns, such as the start of the create stage."""
    if isinstance(event, events.StageStarted):
        return event.stage == "create"
    return isinstance(event, (events.OutputChanged, events.StatusChanged, events.JobFinished))


def find_leftovers(report: Report, invocation: str) -> list[Leftover]:
    """The resources that the run has created, or might have, and whose validation has not ended.

    A resource whose create call may be under way counts, too: it has no ARN yet.
    """
    return [_leftover(result, invocation) for result in report.results.values() if _is_left(result)]


def find_leftover(report: Report, manifest: str, invocation: str) -> list[Leftover]:
    """The one of these leftovers that is of this manifest, if there is one."""
    result = report.results[manifest]
    return [_leftover(result, invocation)] if _is_left(result) else []


def _is_left(result: Result) -> bool:
    return bool(
        "create" in result.began
        and result.outputs.get("action-taken", "") in _CREATED
        and result.outputs.get("status") not in _ENDED
        and (result.outputs.get("arn") or not result.failures)
    )


def _leftover(result: Result, invocation: str) -> Leftover:
    ended = {event.name for event in result.events if isinstance(event, events.JobFinished)}
    jobs = dict.fromkeys(
        (event.resource_type.removesuffix(_JOB), event.name)
        for event in result.timeline
        if event.resource_type.endswith(_JOB) and event.name not in ended
    )
    outputs = ("kind", "name", "arn", "region", "role-to-assume")
    kind, name, arn, region, role = (result.outputs.get(output, "") for output in outputs)
    return Leftover(result.manifest, kind, name, arn, region, invocation, tuple(jobs), role)


def make_cleanup(
    on_cancel: str,
    invocation: str,
    open_account: Callable[[str], Account],
    clock: Clock,
    wait: Wait = COMMAND_WAIT,
    save: Callable[[Sequence[Leftover]], None] | None = None,
) -> Callable[[Report], Generator[events.Event, None, list[str] | None]]:
    """Make the function to call with the report of an interrupted run; it does nothing unless `on_cancel` is `stop`.

    It returns ARNs or names of what could not be stopped, None if there was nothing to do. `save` is called with what
    could not be stopped, for a later process; without it there is none.
    """

    def cleanup(report: Report) -> Generator[events.Event, None, list[str] | None]:
        leftovers = find_leftovers(report, invocation) if on_cancel == "stop" else []
        if not leftovers:
            return None
        later = "the post step of this job continues" if save else ""
        remaining = yield from clean_up(leftovers, open_account, pauses(clock, wait), later)
        if save:
            save(remaining)
        return [leftover.arn or leftover.name for leftover in remaining]

    return cleanup


def pauses(clock: Clock, wait: Wait) -> Callable[[], bool]:
    """Make a function that waits until it is time to look again; it returns false once the time is up."""
    deadline = clock.now() + wait.seconds

    def pause() -> bool:
        if clock.now() + wait.poll_seconds > deadline:
            return False
        clock.sleep(wait.poll_seconds)
        return True

    return pause


def to_json(leftovers: Iterable[Leftover]) -> str:
    """Leftovers as JSON, for a later process of the same run."""
    return json.dumps([vars(leftover) for leftover in leftovers])


def from_json(text: str) -> list[Leftover]:
    """Read what `to_json` wrote; anything else counts as no leftovers."""
    try:
        return [
            Leftover(**{**item, "jobs": tuple((use, name) for use, name in item["jobs"])}) for item in json.loads(text)
        ]
    except (ValueError, TypeError, KeyError):
        return []
