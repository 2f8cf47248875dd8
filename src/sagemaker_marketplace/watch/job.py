"""One job of a validation: found by what the profile asks for, its phases, its log, what it costs."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import Any

from ..aws.errors import AccessDenied, CredentialsExpired, NoResponse, Throttled
from ..aws.jobs import Jobs
from ..aws.logs import LogEvent, Logs, Tail
from ..manifest import validation_profiles
from ..manifest.findings import Failure
from ..manifest.validation_profiles import Profile
from ..report import events
from .logbook import Logbook
from .metrics import Metrics

# USD an hour of an instance type for a use; None where nobody knows.
Price = Callable[[str, str], float | None]

# Source: SageMaker developer guide, logging with CloudWatch.
_GROUPS = {
    validation_profiles.TRAINING: "/aws/sagemaker/TrainingJobs",
    validation_profiles.TRANSFORM: "/aws/sagemaker/TransformJobs",
}
# A round reads this much of a log before the watch looks at the resource again.
_PAGES = 20
_EMPTY_READINGS = 2
# The clocks of hosts may differ from SageMaker's.
_BEFORE_MILLISECONDS = 60_000
_SIGN_OF_LIFE_SECONDS = 240.0


class Calls:
    """What can be asked in a Region; all followers there share one."""

    def __init__(self, jobs: Jobs, logs: Logs) -> None:
        """Begin with logs that may be read."""
        self.jobs, self.logs = jobs, logs
        self.logs_denied = False
        # Each job is behind one resource: of two with equal profiles the one that was created first has the first job.
        self.claimed: dict[tuple[str, str], str] = {}


class ValidationJob:
    """A job of the profile, from before it is found until its log is told."""

    def __init__(
        self, manifest: str, profile: Profile, since: float, book: Logbook, metrics: Metrics, price: Price
    ) -> None:
        """`since` is when the resource was created, in seconds since 1970."""
        self._manifest, self._profile, self._since = manifest, profile, since
        self.use, self.book = profile.use, book
        self._metrics, self._price = metrics, price
        self.name = self.status = self.reason = ""
        self.over = self.given_up = self.was_not_there = False
        self._log_ended = False
        self._phases: list[str] = []
        self._tail: Tail | None = None
        self._signed = (0.0, 0)

    @property
    def done(self) -> bool:
        """Whether there is nothing left to tell."""
        return self.given_up or (self.over and self._log_ended)

    def round(self, calls: Calls, now: float, seconds: float) -> Iterator[events.Event]:
        """Ask for whatever is not known yet; `now` is the clock's, `seconds` since the watch began."""
        if not self.over and not self.given_up:
            job = yield from self._allowed(lambda: self._look(calls))
            if job:
                yield from self._changes(job, seconds)
        if self.name and not self._log_ended:
            yield from self._log(calls, now)
            yield from self._news(now)
            if self._log_ended and self.over:
                yield from self.rest()

    def rest(self) -> Iterator[events.Event]:
        """The lines held back."""
        words, lines = self.book.rest()
        if words:
            yield events.Note(self._manifest, words)
        yield from self._shown(lines)

    def _allowed(
        self, ask: Callable[[], Mapping[str, Any] | None]
    ) -> Generator[events.Event, None, Mapping[str, Any] | None]:
        """What a question gives; None where there is no answer this time. A refusal is told and ends the asking."""
        try:
            return ask()
        except (Throttled, NoResponse, CredentialsExpired):
            return None
        except Failure as failure:
            yield events.Note(self._manifest, f"the {self.use} job can't be shown: {_why(failure)}")
            self.given_up = True
            return None

    def _look(self, calls: Calls) -> Mapping[str, Any] | None:
        """The job as it is now, once it is found: the earliest since the resource's creation that fits."""
        jobs = calls.jobs
        if self.name:
            return jobs.describe(self.use, self.name)
        self.was_not_there = False
        for name in jobs.begun(self.use, self._since):
            if calls.claimed.get((self.use, name), self._manifest) != self._manifest:
                continue
            job = jobs.first(self.use, name)
            if job and validation_profiles.is_of(self._profile, job):
                calls.claimed[self.use, name] = self._manifest
                self.name = name
                return job
        self.was_not_there = True
        return None

    def _changes(self, job: Mapping[str, Any], seconds: float) -> Iterator[events.Event]:
        phases = validation_profiles.phases(self.use, job)
        self.status, self.over = validation_profiles.status(self.use, job), validation_profiles.is_over(self.use, job)
        self.reason = str(job.get("FailureReason") or "")
        for number, phase in enumerate(phases, 1):
            if phases[:number] != self._phases[:number]:
                reason = self.reason if number == len(phases) else ""
                yield events.StatusChanged(self._manifest, f"{self.use} job", self.name, phase, seconds, reason)
        self._phases = phases
        if self.over:
            if self._tail:
                self._tail.empty_readings = 0
            yield self._ended(job, seconds)

    def _ended(self, job: Mapping[str, Any], seconds: float) -> events.JobFinished:
        """The job's end; it began as long before as it is paid for, as far as a watch without a calendar can tell."""
        paid = validation_profiles.paid_seconds(self.use, job)
        began = max(0.0, seconds - paid)
        return events.JobFinished(
            self._manifest, self.use, self.name, self.status, began, paid, self._usd(job, paid), self.reason
        )

    def _usd(self, job: Mapping[str, Any], paid: float) -> float | None:
        prices = [(self._price(type_, self.use), count) for type_, count in validation_profiles.machines(self.use, job)]
        known = [price * count for price, count in prices if price is not None]
        return sum(known) * paid / 3600 if known and len(known) == len(prices) else None

    def _log(self, calls: Calls, now: float) -> Iterator[events.Event]:
        """Read on in the log; two readings in a row without news, begun after the job's end, are its end."""
        if self._tail is None:
            since = max(0, int(self._since * 1000) - _BEFORE_MILLISECONDS)
            self._tail = Tail(calls.logs, _GROUPS[self.use], f"{self.name}/", since)
            self._signed = (now, 0)
        if calls.logs_denied:
            self._log_ended = True
            return
        try:
            for event in self._tail.read(_PAGES):
                yield from self._heard(event)
        except (Throttled, NoResponse, CredentialsExpired):
            return
        except Failure as failure:
            calls.logs_denied = isinstance(failure, AccessDenied)
            whose = "logs" if calls.logs_denied else f"the {self.use} job's log"
            yield events.Note(self._manifest, f"{whose} can't be shown: {_why(failure)}")
            self._log_ended = True
            return
        self._log_ended = self.over and self._tail.empty_readings >= _EMPTY_READINGS

    def _heard(self, event: LogEvent) -> Iterator[events.Event]:
        if self.use == validation_profiles.TRAINING and self._metrics:
            for line in event.text.splitlines():
                self._metrics.on_event(line)
        yield from self._shown(self.book.add(event))

    def _shown(self, lines: Iterable[tuple[str, str]]) -> Iterator[events.Event]:
        for stream, line in lines:
            yield events.LogLine(self._manifest, self.use, stream, line)

    def _news(self, now: float) -> Iterator[events.Event]:
        """The metrics of this round; now and then, how many lines are held back."""
        for name, value in self._metrics.news() if self.use == validation_profiles.TRAINING else ():
            yield events.MetricReported(self._manifest, self.use, name, value)
        signed_at, told = self._signed
        held = self.book.held_back
        if held > told and now - signed_at >= _SIGN_OF_LIFE_SECONDS:
            self._signed = (now, held)
            yield events.Note(self._manifest, f"the {self.use} job goes on writing: {self.book.lines:,} lines so far")


def _why(failure: Failure) -> str:
    """A failure's reason in one line: the missing action, if that is it."""
    if isinstance(failure, AccessDenied):
        return f"{failure.action} is missing in the IAM policy of the caller"
    return failure.message
