"""Watching resources until each is Completed or Failed: a change is told once, success is proven by the last look."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..aws.errors import AccessDenied, CredentialsExpired, NoResponse, Throttled
from ..aws.sagemaker import Resources
from ..aws.statuses import statuses
from ..context import Clock
from ..diagnosis import diagnosis
from ..manifest.document import Document
from ..manifest.findings import AWS_REFUSED, TIMED_OUT, VALIDATION_FAILED, Failure
from ..report import console_links, events
from .jobs import JobFollower

SIGN_OF_LIFE_SECONDS = 240.0
_AHEAD_SECONDS = 3600.0
# How long a resource may stay unseen right after its creation: the service may take a while to know it everywhere.
UNSEEN_SECONDS = 180.0
UNSEEN_POLL_SECONDS = 15.0
_ENDED = ("Completed", "Failed")


class Target:
    """A resource being watched."""

    def __init__(
        self, manifest: str, kind: Any, arn: str, name: str, region: str, resources: Resources, fresh: bool = False
    ) -> None:
        """`arn` is what it is described by; what is `fresh` was just created and may not be seen at once."""
        self.fresh = fresh
        self.follower: JobFollower | None = None
        self.document: Document | None = None
        self.manifest, self.kind, self.arn, self.name, self.region = manifest, kind, arn, name, region
        self.resources = resources
        self.seen: dict[tuple[str, str], tuple[str, str]] = {}
        self.status = ""
        self.said_at = 0.0
        self.trouble = ""


def resume(target: Target) -> str:
    """The exact command that takes the watch up again."""
    return f"sagemaker-marketplace watch {target.arn}"


def watch(
    targets: Sequence[Target],
    clock: Clock,
    deadline: float,
    poll: float,
    ends: Callable[[], float | None] = lambda: None,
) -> Iterator[events.Event]:
    """Look at each target every `poll` seconds until none is left or the deadline (a time of the clock) is there.

    `ends` gives the seconds until the credentials end, None if they don't.
    """
    warned = False
    started = clock.now()
    for target in targets:
        target.said_at = started
    left = list(targets)
    while left:
        for target in tuple(left):
            ended = yield from _look(target, clock.now() - started, clock, deadline)
            if ended:
                left.remove(target)
        if not left:
            return
        if clock.now() >= deadline:
            yield from _time_up(left)
            return
        yield from _signs_of_life(left, clock, started, poll)
        left_of_session = None if warned else ends()
        if left_of_session is not None and left_of_session < min(_AHEAD_SECONDS, deadline - clock.now()):
            warned = True
            yield from _end_is_near(left, left_of_session)
        pause = poll if all(target.seen for target in left) else min(poll, UNSEEN_POLL_SECONDS)
        clock.sleep(min(clock.jitter(pause), max(0.0, deadline - clock.now())))


def _look(target: Target, seconds: float, clock: Clock, deadline: float) -> Generator[events.Event, None, bool]:
    try:
        described = target.resources.describe(target.kind, target.arn)
    except (Throttled, NoResponse) as fault:
        if str(fault) != target.trouble:
            target.trouble = str(fault)
            yield events.Note(target.manifest, f"no answer this time, watching on ({fault})")
        return False
    except (CredentialsExpired, AccessDenied) as failure:
        yield from _held_back(target)
        yield _stopped(target, failure)
        return True
    except Failure as failure:
        yield from _held_back(target)
        yield events.RunFailed(target.manifest, failure.message, failure.exit_code, failure.hint)
        return True
    if described is None:
        return (yield from _unseen(target, seconds))
    target.trouble = ""
    yield from _changes(target, described, seconds, clock)
    if target.follower:
        yield from target.follower.look(described)
        if target.status in _ENDED:
            yield from target.follower.finish(deadline)
    return (yield from _verdict(target, described))


def _changes(target: Target, described: Mapping[str, Any], seconds: float, clock: Clock) -> Iterator[events.Event]:
    for what, name, status, reason in statuses(target.kind, described):
        if target.seen.get((what, name)) != (status, reason):
            target.seen[(what, name)] = (status, reason)
            target.said_at = clock.now()
            yield events.StatusChanged(target.manifest, what, name, status, seconds, reason)
    status = str(described.get(target.kind.STATUS, ""))
    if status != target.status:
        target.status = status
        yield events.OutputChanged(target.manifest, "status", status)


def _verdict(target: Target, described: Mapping[str, Any]) -> Generator[events.Event, None, bool]:
    if target.status == "Completed":
        return True
    if target.status == "Deleting":
        message = f"{target.name} is being deleted"
        yield events.RunFailed(target.manifest, message, AWS_REFUSED, "someone deleted it while it was watched")
        return True
    if target.status != "Failed":
        return False
    why = _diagnosis(target, described)
    for finding in why.findings:
        yield events.FindingReported(target.manifest, finding)
    if why.findings:
        yield events.FindingsComplete(stage="watch")
    yield events.OutputChanged(target.manifest, "failure-reason", why.reason)
    message = f"{target.kind.TITLE} {target.name} has Failed"
    yield events.RunFailed(target.manifest, message, VALIDATION_FAILED, "\n".join(why.lines))
    return True


def _diagnosis(target: Target, described: Mapping[str, Any]) -> diagnosis.Diagnosis:
    jobs = [(job.name, job.use, job.reason, job.last_lines) for job in target.follower.told] if target.follower else []
    failed = [(use, name) for name, use, reason, _ in jobs if reason] or [(use, name) for name, use, *_ in jobs[-1:]]
    addresses = [url for use, name in failed[:1] for _, url in console_links.of_job(target.region, f"{use} job", name)]
    said = list(statuses(target.kind, described))
    return diagnosis.failed(target.document, target.kind, said, jobs, addresses[-1] if addresses else "")


def _unseen(target: Target, seconds: float) -> Generator[events.Event, None, bool]:
    if target.fresh and not target.seen and seconds < UNSEEN_SECONDS:
        return False
    yield from _held_back(target)
    message = f"{target.kind.TITLE} {target.arn} is not there"
    hint = "someone deleted it" if target.seen else "is the ARN right, and are these the credentials of its account?"
    yield events.RunFailed(target.manifest, message, AWS_REFUSED, hint)
    return True


def _signs_of_life(left: Iterable[Target], clock: Clock, started: float, poll: float) -> Iterator[events.Event]:
    for target in left:
        if clock.now() + poll - target.said_at > SIGN_OF_LIFE_SECONDS:
            target.said_at = clock.now()
            yield events.Heartbeat(target.manifest, target.status or "waiting to be seen", clock.now() - started)


def _held_back(target: Target) -> Iterator[events.Event]:
    """The lines of logs that are kept for the end."""
    if target.follower:
        yield from target.follower.close()


def _end_is_near(left: Iterable[Target], seconds: float) -> Iterator[events.Event]:
    for target in left:
        yield events.Note(
            target.manifest,
            f"the credentials end in {max(0, seconds) / 60:.0f} min: then this step ends with code {TIMED_OUT} and "
            f"`{resume(target)}` takes it up again; role-to-assume renews them by itself",
        )


def _time_up(left: Iterable[Target]) -> Iterator[events.Event]:
    for target in left:
        yield from _held_back(target)
        message = f"time is up, {target.arn} is still {target.status or 'unseen'}"
        yield events.RunFailed(
            target.manifest, message, TIMED_OUT, f"it goes on in AWS; take it up again with\n{resume(target)}"
        )


def _stopped(target: Target, failure: Failure) -> events.RunFailed:
    hint = f"{failure.hint}\n{target.arn} goes on in AWS; take it up again with\n{resume(target)}"
    code = TIMED_OUT if isinstance(failure, CredentialsExpired) else failure.exit_code
    return events.RunFailed(target.manifest, failure.message, code, hint)
