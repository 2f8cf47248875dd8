"""Polls resources until each is Completed or Failed, and reports every change once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..aws.errors import FIX_MANIFEST, CredentialsExpired, NoResponse, Throttled, run_failed
from ..aws.statuses import statuses
from ..context import Clock
from ..diagnosis import diagnosis
from ..manifest.findings import AWS_REFUSED, TIMED_OUT, VALIDATION_FAILED, Failure
from ..report import console_links, events, resource_outputs, resume
from .jobs import JobOutcome
from .targets import Target

HEARTBEAT_SECONDS = 240.0
_EXPIRY_WARNING_SECONDS = 3600.0
# How long a resource may be missing right after its creation: the service is eventually consistent.
_MISSING_SECONDS = 180.0
_MISSING_POLL_SECONDS = 15.0
_ENDED = ("Completed", "Failed")


def watch_targets(
    targets: Sequence[Target],
    clock: Clock,
    deadline: float,
    poll_seconds: float,
    seconds_until_expiry: Callable[[], float | None] = lambda: None,
) -> Iterator[events.Event]:
    """Poll each target every `poll_seconds` until all have ended or the clock reaches the deadline.

    `seconds_until_expiry` is for the credentials; it returns None if they don't expire.
    """
    warned = False
    started = clock.now()
    for target in targets:
        target.last_reported_at = started
    remaining = list(targets)
    while remaining:
        for target in tuple(remaining):
            if (yield from _poll_alone(target, clock.now() - started, clock, deadline)):
                remaining.remove(target)
        if not remaining:
            return
        if clock.now() >= deadline:
            yield from _time_out(remaining)
            return
        yield from _heartbeats(remaining, clock, started, poll_seconds)
        expiry = None if warned else seconds_until_expiry()
        if expiry is not None and expiry < min(_EXPIRY_WARNING_SECONDS, deadline - clock.now()):
            warned = True
            yield from _warn_of_expiry(remaining, expiry)
        all_seen = all(target.known_statuses for target in remaining)
        pause = poll_seconds if all_seen else min(poll_seconds, _MISSING_POLL_SECONDS)
        clock.sleep(min(clock.jitter(pause), max(0.0, deadline - clock.now())))


def _poll_alone(target: Target, elapsed: float, clock: Clock, deadline: float) -> Generator[events.Event, None, bool]:
    """Poll a target; an unexpected exception ends its watch, and not that of others."""
    try:
        return (yield from _poll(target, elapsed, clock, deadline))
    except Exception as error:
        failed = run_failed(target.manifest, error)
        hints = [failed.hint] if target.status in _ENDED else [failed.hint, target.resume_hint]
        yield replace(failed, hint="\n".join(hints))
        return True


def _poll(target: Target, elapsed: float, clock: Clock, deadline: float) -> Generator[events.Event, None, bool]:
    """Describe a target once and report what is new; return whether its watch has ended."""
    try:
        described = target.resources.describe(target.kind, target.arn)
    except (Throttled, NoResponse) as error:
        yield from _note_error(target, f"no response, polling again ({error})")
        return False
    except Failure as failure:
        return (yield from _report_refusal(target, failure, clock.now()))
    if described is None:
        return (yield from _report_missing(target, elapsed, clock.now()))
    if target.created_at not in (None, described.get("CreationTime")):
        yield from _flush_logs(target)
        message = f"{target.name} was replaced by another process during the watch"
        yield events.RunFailed(target.manifest, message, AWS_REFUSED, "run the same command again")
        return True
    target.created_at = described.get("CreationTime")
    target.last_error = ""
    target.refusals.reset()
    yield from _report_changes(target, described, elapsed, clock)
    if target.follower:
        yield from target.follower.update(described)
        if target.status in (*_ENDED, "Deleting"):
            yield from target.follower.finish(deadline)
    return (yield from _report_end(target, described))


def _report_changes(
    target: Target, described: Mapping[str, Any], elapsed: float, clock: Clock
) -> Iterator[events.Event]:
    for what, name, status, reason in statuses(target.kind, described):
        if target.known_statuses.get((what, name)) != (status, reason):
            target.known_statuses[(what, name)] = (status, reason)
            target.last_reported_at = clock.now()
            yield events.StatusChanged(target.manifest, what, name, status, elapsed, reason)
    status = str(described.get(target.kind.STATUS, ""))
    if status != target.status:
        if not target.status and not target.has_digests:
            yield from resource_outputs.images(target.manifest, described)
        target.status = status
        yield events.OutputChanged(target.manifest, "status", status)


def _report_end(target: Target, described: Mapping[str, Any]) -> Generator[events.Event, None, bool]:
    """Report a failed validation or a deletion; return whether the watch of the target has ended."""
    if target.status == "Completed":
        return True
    if target.status == "Deleting":
        message = f"{target.name} was deleted during the watch"
        yield events.RunFailed(target.manifest, message, AWS_REFUSED, "create it again if it is still needed")
        return True
    if target.status != "Failed":
        return False
    jobs = target.follower.outcomes if target.follower else []
    failure = diagnosis.explain_failure(
        target.document,
        target.kind,
        list(statuses(target.kind, described)),
        [(job.name, job.job_type, job.reason, job.log_lines) for job in jobs],
    )
    for finding in failure.findings:
        yield events.FindingReported(target.manifest, finding)
    if failure.findings:
        yield events.FindingsComplete(stage="watch")
    yield events.OutputChanged(target.manifest, "failure-reason", failure.reason)
    yield events.RunFailed(
        target.manifest,
        f"{target.kind.TITLE} {target.name} failed validation",
        VALIDATION_FAILED,
        causes=failure.causes,
        log_lines=failure.log_lines,
        logs=_logs_url(target.region, jobs),
    )
    return True


def _logs_url(region: str, jobs: Sequence[JobOutcome]) -> str:
    """The console page of the log of the first job that failed, else of the last job."""
    if not jobs:
        return ""
    job = next((job for job in jobs if job.reason), jobs[-1])
    urls = [url for _, url in console_links.of_job(region, f"{job.job_type} job", job.name)]
    return urls[-1] if urls else ""


def _note_error(target: Target, text: str) -> Iterator[events.Event]:
    """Report an error of a poll, unless the poll before had the same."""
    if text != target.last_error:
        target.last_error = text
        yield events.Note(target.manifest, text)


def _report_refusal(target: Target, failure: Failure, now: float) -> Generator[events.Event, None, bool]:
    """Report a refused poll; return whether it ends the watch.

    A resource that the run has created or seen is polled again: the validation lasts for hours, and the next call may
    succeed. Expired credentials have been renewed before, if that is possible.
    """
    target.refusals.add(now)
    is_known = target.is_new or bool(target.known_statuses)
    if is_known and not isinstance(failure, CredentialsExpired) and not target.refusals.are_final(now):
        yield from _note_error(target, f"refused, polling again ({failure.message})")
        return False
    yield from _flush_logs(target)
    yield _failed(target, failure)
    return True


def _report_missing(target: Target, elapsed: float, now: float) -> Generator[events.Event, None, bool]:
    """Report a poll that did not find the resource; return whether it ends the watch."""
    message = f"{target.kind.TITLE} not found: {target.arn}"
    if target.known_statuses:
        target.refusals.add(now)
        if not target.refusals.are_final(now):
            yield from _note_error(target, f"polling again ({message})")
            return False
        hint = "it was deleted during the watch; create it again if it is still needed"
    elif target.is_new and elapsed < _MISSING_SECONDS:
        return False
    else:
        hint = "check the ARN, and that the credentials belong to its account"
    if target.is_new and not target.known_statuses:
        hint = f"{hint}\n{target.resume_hint}"
    yield from _flush_logs(target)
    yield events.RunFailed(target.manifest, message, AWS_REFUSED, hint)
    return True


def _heartbeats(targets: Iterable[Target], clock: Clock, started: float, poll_seconds: float) -> Iterator[events.Event]:
    for target in targets:
        if clock.now() + poll_seconds - target.last_reported_at > HEARTBEAT_SECONDS:
            target.last_reported_at = clock.now()
            status = target.status or "waiting for the resource to appear"
            yield events.Heartbeat(target.manifest, status, clock.now() - started)


def _flush_logs(target: Target) -> Iterator[events.Event]:
    """Report the log lines that are kept for the end."""
    if target.follower:
        yield from target.follower.close()


def _warn_of_expiry(targets: Iterable[Target], seconds: float) -> Iterator[events.Event]:
    for target in targets:
        yield events.Note(
            target.manifest,
            f"the credentials expire in {max(0, seconds) / 60:.0f} min: the run will then exit with code {TIMED_OUT}; "
            f"resume with `{resume.command(target.arn, target.profile)}`, or use credentials that are renewed "
            "automatically: role-to-assume in a workflow, a profile elsewhere",
        )


def _time_out(targets: Iterable[Target]) -> Iterator[events.Event]:
    for target in targets:
        yield from _flush_logs(target)
        message = f"timed out: {target.arn} is still {target.status or 'not visible'}"
        title = "Timed out; validation continues"
        yield events.RunFailed(target.manifest, message, TIMED_OUT, target.resume_hint, title=title)


def _failed(target: Target, failure: Failure) -> events.RunFailed:
    """The refused poll that ended the watch, and how to resume."""
    # A watch sends nothing of the manifest.
    hints = [failure.hint] if failure.hint not in ("", FIX_MANIFEST) else []
    hint = "\n".join([*hints, target.resume_hint])
    if isinstance(failure, CredentialsExpired):
        title = "Credentials expired; validation continues"
        return events.RunFailed(target.manifest, failure.message, TIMED_OUT, hint, title=title)
    return events.RunFailed(target.manifest, failure.message, failure.exit_code, hint)
