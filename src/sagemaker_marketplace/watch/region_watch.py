"""The watch of one account and Region: polls its resources round by round until each has ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from typing import Any

from ..aws.errors import CredentialsExpired
from ..aws.parallel import call_each
from ..aws.rate_limits import limit_of
from ..context import Clock
from ..manifest.findings import TIMED_OUT
from ..report import events, resume
from .jobs import JobFollower, fetch_jobs
from .lists import ResourceLists
from .poll import (
    alone,
    flush_logs,
    read_rest,
    report_description,
    report_end,
    report_jobs,
    report_logs,
    unexpected_end,
)
from .region_access import PARALLEL_CALLS
from .targets import Target

HEARTBEAT_SECONDS = 240.0
_EXPIRY_WARNING_SECONDS = 3600.0
_MISSING_POLL_SECONDS = 15.0
# The part of a round that can be spent on logs, so that a status is not reported late because of them, and the number
# of logs that are always read.
_LOG_SHARE, _MIN_LOGS = 0.4, 10


class RegionWatch:
    """The resources of one account and Region that are watched.

    `watch` watches them to their ends. A caller that adds resources meanwhile calls `round` and `wait` in turn.
    """

    def __init__(
        self,
        clock: Clock,
        deadline: float,
        poll_seconds: float,
        seconds_until_expiry: Callable[[], float | None] = lambda: None,
        follow_jobs: Callable[[Target], JobFollower] | None = None,
    ) -> None:
        """`deadline` is a time of the clock.

        `seconds_until_expiry` is for the credentials; it returns None if they don't expire. `follow_jobs` creates the
        follower of a resource's jobs.
        """
        self._clock, self._deadline, self._poll_seconds = clock, deadline, poll_seconds
        self._seconds_until_expiry, self._follow_jobs = seconds_until_expiry, follow_jobs
        self._has_warned = False
        self._lists = ResourceLists()
        self._watched: dict[Target, None] = {}
        self._next_poll_at = float("-inf")

    @property
    def remaining(self) -> list[Target]:
        """The resources whose watch has not ended, in the order in which they were added."""
        return list(self._watched)

    @property
    def _active(self) -> list[Target]:
        """The resources whose validation has not ended."""
        return [target for target in self._watched if not target.has_ended]

    def add(self, targets: Iterable[Target]) -> None:
        """Watch these resources, too, from the next round on."""
        for target in targets:
            target.watched_since = target.last_reported_at = self._clock.now()
            if self._follow_jobs:
                target.follower = self._follow_jobs(target)
            self._watched[target] = None
            self._next_poll_at = self._clock.now()

    def watch(self) -> Iterator[events.Event]:
        """Watch until all resources have ended or the clock reaches the deadline."""
        while self.remaining:
            yield from self.round()
            if self.remaining and self._clock.now() >= self._deadline:
                yield from self.time_out()
            elif self.remaining:
                self.wait()

    def round(self) -> Generator[events.Event, None, list[Target]]:
        """Poll each resource, if that is due; return those that ended. Some of these may remain for their last logs."""
        ended: list[Target] = []
        now = self._clock.now()
        for target in [target for target in self.remaining if target.has_ended]:
            yield from self._read_rest(target, now)
        if now >= self._next_poll_at:
            self._next_poll_at = now + self._clock.jitter(self._poll_seconds)
            ended = yield from self._poll_all(self._active)
            if self._active and self._clock.now() < self._deadline:
                yield from self._heartbeats()
                yield from self._warn_of_expiry()
            if not all(target.known_statuses for target in self._active):
                pause = self._clock.jitter(min(self._poll_seconds, _MISSING_POLL_SECONDS))
                self._next_poll_at = min(self._next_poll_at, now + pause)
        return ended

    def wait(self) -> None:
        """Wait until the next round is due, or the deadline is reached."""
        readings = [target.follower.next_reading_at for target in self.remaining if target.follower]
        due = min(self._next_poll_at, self._deadline, *readings)
        self._clock.sleep(max(0.0, due - self._clock.now()))

    def _poll_all(self, targets: list[Target]) -> Generator[events.Event, None, list[Target]]:
        """Poll these resources; return those that ended."""
        changed = yield from self._changed(targets)
        numbers = Counter(target.kind.KIND for target in targets)
        for target, outcome in self._described(changed):
            is_repeated = numbers[target.kind.KIND] == 1
            yield from self._alone(target, report_description(target, outcome, self._clock, is_repeated))
        yield from self._poll_jobs([target for target in targets if target in self._watched])
        for target in targets:
            if target in self._watched and target.has_ended:
                yield from self._close(target)
        return [target for target in targets if target.has_ended or target not in self._watched]

    def _changed(self, targets: list[Target]) -> Generator[events.Event, None, list[Target]]:
        """Return the resources to describe."""
        try:
            return (yield from self._lists.find_changed(targets, self._clock.now()))
        except CredentialsExpired:  # a description says the same
            return targets

    def _described(self, targets: list[Target]) -> Iterator[tuple[Target, Future[dict[str, Any] | None]]]:
        """Describe resources, some of them at the same time. Expired credentials are the outcome of all that follow."""
        expired: Future[dict[str, Any] | None] | None = None
        for part in _parts(targets):
            outcomes = [expired] * len(part) if expired else call_each(describe, part, PARALLEL_CALLS)
            for target, outcome in zip(part, outcomes, strict=True):
                expired = expired or (outcome if isinstance(outcome.exception(), CredentialsExpired) else None)
                yield target, outcome

    def _poll_jobs(self, targets: list[Target]) -> Iterator[events.Event]:
        """Poll the jobs of these resources; their logs come last, as only a job that is reported can be stopped."""
        followers = [target.follower for target in targets if target.follower]
        if not followers:
            return
        access = followers[0].access
        fetch_jobs(followers, access)
        for target in targets:
            yield from self._alone(target, report_jobs(target))
        self._postpone_logs(followers, targets[0].region)
        for part in _parts([target for target in targets if target in self._watched]):
            logs = [job for each in part if each.follower for job in each.follower.with_log if not job.is_log_postponed]
            call_each(lambda job: job.fetch_log(access), logs, PARALLEL_CALLS)
            for target in part:
                yield from self._alone(target, report_logs(target))

    def _postpone_logs(self, followers: list[JobFollower], region: str) -> None:
        """Leave logs to the next round if reading all would take longer than half a round: those read last."""
        limit = (limit_of(region, "logs", "FilterLogEvents") or 0) * _LOG_SHARE * self._poll_seconds
        logs = sorted((job for each in followers for job in each.with_log), key=lambda job: job.read_at)
        for number, job in enumerate(logs):
            job.is_log_postponed = number >= max(_MIN_LOGS, limit)

    def _read_rest(self, target: Target, now: float) -> Iterator[events.Event]:
        """Read the last lines of the logs of a resource that has ended, if that is due."""
        follower = target.follower
        if follower and now >= follower.next_reading_at and not follower.is_closed(self._deadline):
            follower.access.begin_round()
            yield from self._alone(target, read_rest(target))
        if target in self._watched:
            yield from self._close(target)

    def _close(self, target: Target) -> Iterator[events.Event]:
        """Report the end of a resource that has ended, unless more lines are expected."""
        if target.follower and not target.follower.is_closed(self._deadline):
            return
        yield from self._alone(target, report_end(target))

    def _alone(self, target: Target, polling: Generator[events.Event, None, bool]) -> Iterator[events.Event]:
        """Poll a resource, and remove it if its watch has ended."""
        if (yield from alone(target, polling)):
            del self._watched[target]
            yield events.StageFinished("watch", target.manifest, target.status == "Completed")

    def time_out(self) -> Iterator[events.Event]:
        """End the watch of all resources that remain, and the reading of logs: the deadline is reached."""
        for target in self.remaining:
            if target.has_ended:
                yield from self._alone(target, report_end(target))
                continue
            yield from flush_logs(target)
            message = f"timed out: {target.arn} is still {target.status or 'not visible'}"
            title = "Timed out; validation continues"
            yield events.RunFailed(target.manifest, message, TIMED_OUT, target.resume_hint, title=title)
            yield events.StageFinished("watch", target.manifest, False)
        self._watched.clear()

    def give_up(self, error: Exception) -> Iterator[events.Event]:
        """End the watch of all resources that remain, after an unexpected exception."""
        for target in self.remaining:
            yield unexpected_end(target, error)
            yield events.StageFinished("watch", target.manifest, False)
        self._watched.clear()

    def _heartbeats(self) -> Iterator[events.Event]:
        for target in self._active:
            if self._clock.now() + self._poll_seconds - target.last_reported_at > HEARTBEAT_SECONDS:
                target.last_reported_at = self._clock.now()
                status = target.status or "waiting for the resource to appear"
                yield events.Heartbeat(target.manifest, status, self._clock.now() - target.watched_since)

    def _warn_of_expiry(self) -> Iterator[events.Event]:
        """Report once that the credentials expire during the watch."""
        seconds = None if self._has_warned else self._seconds_until_expiry()
        if seconds is None or seconds >= min(_EXPIRY_WARNING_SECONDS, self._deadline - self._clock.now()):
            return
        self._has_warned = True
        for target in self._active:
            command = resume.command(target.arn, target.profile, target.manifest, target.role)
            yield events.Note(
                target.manifest,
                f"the credentials expire in {max(0, seconds) / 60:.0f} min: the run will then exit with code "
                f"{TIMED_OUT}; resume with `{command}`, or use credentials that are "
                "renewed automatically: role-to-assume in a workflow, a profile elsewhere",
            )


def describe(target: Target) -> dict[str, Any] | None:
    """Describe a resource; None if it does not exist."""
    return target.resources.describe(target.kind, target.arn)


def _parts(targets: list[Target]) -> Iterator[list[Target]]:
    """Yield the targets in parts, so that the responses about a part only are in memory at the same time."""
    for start in range(0, len(targets), PARALLEL_CALLS):
        yield targets[start : start + PARALLEL_CALLS]
