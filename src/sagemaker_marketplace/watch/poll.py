"""Polls a resource: reports every change once, and how its watch ended."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from ..aws.errors import FIX_MANIFEST, CredentialsExpired, NoResponse, Throttled, run_failed
from ..aws.statuses import statuses
from ..context import Clock
from ..diagnosis import diagnosis
from ..manifest.findings import AWS_REFUSED, TIMED_OUT, VALIDATION_FAILED, Failure
from ..report import console_links, events, resource_outputs
from .jobs import JobOutcome
from .targets import Target

# How long a resource may be missing right after its creation: the service is eventually consistent.
_MISSING_SECONDS = 180.0
_ENDED = ("Completed", "Failed")


def alone(target: Target, polling: Generator[events.Event, None, bool]) -> Generator[events.Event, None, bool]:
    """Poll a resource; return whether its watch has ended. An unexpected exception ends the watch of this one only."""
    try:
        return (yield from polling)
    except Exception as error:
        yield unexpected_end(target, error)
        return True


def unexpected_end(target: Target, error: Exception) -> events.RunFailed:
    """The event for an exception that ends the watch of a resource."""
    failed = run_failed(target.manifest, error)
    hints = [failed.hint] if target.status in _ENDED else [failed.hint, target.resume_hint]
    return replace(failed, hint="\n".join(hints))


def report_description(
    target: Target, outcome: Future[dict[str, Any] | None], clock: Clock, is_repeated: bool
) -> Generator[events.Event, None, bool]:
    """Report what is new in a response that describes a resource; return whether its watch has ended.

    The response is also kept for the end of the watch, if the validation has ended. `is_repeated` is for the follower.
    """
    elapsed = clock.now() - target.watched_since
    try:
        described = outcome.result()
    except (Throttled, NoResponse) as error:
        yield from note_error(target, f"no response, polling again ({error})")
        return False
    except Failure as failure:
        return (yield from report_refusal(target, failure, clock.now()))
    if described is None:
        return (yield from _report_missing(target, elapsed, clock.now()))
    if target.created_at not in (None, described.get("CreationTime")):
        yield from flush_logs(target)
        message = f"{target.name} was replaced by another process during the watch"
        yield events.RunFailed(target.manifest, message, AWS_REFUSED, "run the same command again")
        return True
    target.created_at = described.get("CreationTime")
    target.last_error, target.is_outdated = "", False
    target.refusals.reset()
    yield from _report_changes(target, described, elapsed, clock)
    if target.follower:
        target.follower.update(described, is_repeated)
    if target.has_ended:
        target.last_description = described
    return False


def report_jobs(target: Target) -> Generator[events.Event, None, bool]:
    """Report what is new about the jobs of a resource, but their logs; the watch does not end."""
    if target.follower:
        target.is_outdated |= yield from target.follower.poll()
    return False


def report_logs(target: Target) -> Generator[events.Event, None, bool]:
    """Report what is new in the logs of a resource's jobs; the watch does not end."""
    if target.follower:
        yield from target.follower.read_logs()
    return False


def read_rest(target: Target) -> Generator[events.Event, None, bool]:
    """Report further lines of the logs after the end of the validation; the watch does not end."""
    if target.follower:
        yield from target.follower.read_rest()
    return False


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


def report_end(target: Target) -> Generator[events.Event, None, bool]:
    """Report the last lines of the logs, then a failed validation or a deletion: the watch has ended."""
    yield from flush_logs(target)
    if target.status == "Completed":
        return True
    if target.status == "Deleting":
        message = f"{target.name} was deleted during the watch"
        yield events.RunFailed(target.manifest, message, AWS_REFUSED, "create it again if it is still needed")
        return True
    jobs = target.follower.outcomes if target.follower else []
    failure = diagnosis.explain_failure(
        target.document,
        target.kind,
        list(statuses(target.kind, target.last_description or {})),
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


def note_error(target: Target, text: str) -> Iterator[events.Event]:
    """Report an error of a poll, unless the poll before had the same."""
    if text != target.last_error:
        target.last_error = text
        yield events.Note(target.manifest, text)


def report_refusal(target: Target, failure: Failure, now: float) -> Generator[events.Event, None, bool]:
    """Report a refused poll; return whether it ends the watch.

    A resource that the run has created or seen is polled again: the validation lasts for hours, and the next call may
    succeed. Expired credentials have been renewed before, if that is possible.
    """
    target.refusals.add(now)
    is_known = target.is_new or bool(target.known_statuses)
    if is_known and not isinstance(failure, CredentialsExpired) and not target.refusals.are_final(now):
        yield from note_error(target, f"refused, polling again ({failure.message})")
        return False
    yield from flush_logs(target)
    yield _failed(target, failure)
    return True


def _report_missing(target: Target, elapsed: float, now: float) -> Generator[events.Event, None, bool]:
    """Report a poll that did not find the resource; return whether it ends the watch."""
    message = f"{target.kind.TITLE} not found: {target.arn}"
    if target.known_statuses:
        target.refusals.add(now)
        if not target.refusals.are_final(now):
            yield from note_error(target, f"polling again ({message})")
            return False
        hint = "it was deleted during the watch; create it again if it is still needed"
    elif target.is_new and elapsed < _MISSING_SECONDS:
        return False
    else:
        hint = "check the ARN, and that the credentials belong to its account"
    if target.is_new and not target.known_statuses:
        hint = f"{hint}\n{target.resume_hint}"
    yield from flush_logs(target)
    yield events.RunFailed(target.manifest, message, AWS_REFUSED, hint)
    return True


def flush_logs(target: Target) -> Iterator[events.Event]:
    """Report the log lines that are kept for the end."""
    if target.follower:
        yield from target.follower.close()


def _failed(target: Target, failure: Failure) -> events.RunFailed:
    """The refused poll that ended the watch, and how to resume."""
    # A watch sends nothing of the manifest.
    hints = [failure.hint] if failure.hint not in ("", FIX_MANIFEST) else []
    hint = "\n".join([*hints, target.resume_hint])
    if isinstance(failure, CredentialsExpired):
        title = "Credentials expired; validation continues"
        return events.RunFailed(target.manifest, failure.message, TIMED_OUT, hint, title=title)
    return events.RunFailed(target.manifest, failure.message, failure.exit_code, hint)
