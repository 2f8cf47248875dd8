"""One job of a validation: finds it by what the profile describes, and reports its phases, log and cost."""

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
from .refusals import Refusals

# Takes an instance type and a job type, returns USD per hour or None if unknown.
Price = Callable[[str, str], float | None]

# Source: SageMaker developer guide, logging with CloudWatch.
_LOG_GROUPS = {
    validation_profiles.TRAINING: "/aws/sagemaker/TrainingJobs",
    validation_profiles.TRANSFORM: "/aws/sagemaker/TransformJobs",
}
# How much of a log is read per poll, so that a long log does not delay the next status.
_PAGES_PER_POLL = 20
_EMPTY_READINGS = 2
# The clocks of hosts may differ from SageMaker's.
_CLOCK_SKEW_MILLISECONDS = 60_000
_PROGRESS_SECONDS = 240.0


class RegionAccess:
    """The jobs and logs of one Region, shared by all followers there."""

    def __init__(self, jobs: Jobs, logs: Logs) -> None:
        """Start with the assumption that logs can be read."""
        self.jobs, self.logs = jobs, logs
        self.log_denials = Refusals()
        # Maps job type and job name to the manifest whose validation runs the job. Of two resources with equal
        # profiles, the one that was created first gets the first job.
        self.owners: dict[tuple[str, str], str] = {}


class ValidationJob:
    """A job that the validation runs, from before it is found until its log has been reported."""

    def __init__(
        self, manifest: str, profile: Profile, since: float, logbook: Logbook, metrics: Metrics, price: Price
    ) -> None:
        """`since` is the creation time of the resource in seconds since 1970."""
        self._manifest, self._profile, self._since = manifest, profile, since
        self.job_type, self.logbook = profile.use, logbook
        self._metrics, self._price = metrics, price
        self.name = self.status = self.reason = ""
        self.ended = self.given_up = self.not_found = False
        self.lookup_refusals, self._log_refusals = Refusals(), Refusals()
        self._log_ended = False
        self._phases: list[str] = []
        self._tail: Tail | None = None
        # When the number of log lines was last reported, and how many were not shown then.
        self._progress_at, self._progress_unshown = 0.0, 0

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing left to report."""
        return self.given_up or (self.ended and self._log_ended)

    def poll(self, access: RegionAccess, now: float, elapsed: float) -> Iterator[events.Event]:
        """Report what is new; `now` is the clock's time, `elapsed` the seconds since the watch started."""
        if not self.ended and not self.given_up:
            job = yield from self._describe(access, now)
            if job:
                yield from self._report_changes(job, elapsed)
        if self.name and not self._log_ended:
            yield from self._read_log(access, now)
            yield from self._report_metrics_and_progress(now)
            if self.ended and self._log_ended:
                yield from self.flush_log()

    def flush_log(self) -> Iterator[events.Event]:
        """Report the last lines of the log and how many were omitted before them."""
        omitted, lines = self.logbook.flush()
        if omitted:
            yield events.Note(self._manifest, omitted)
        yield from self._log_lines(lines)

    def _describe(self, access: RegionAccess, now: float) -> Generator[events.Event, None, Mapping[str, Any] | None]:
        """The job as it is now; None if it is not found, or AWS did not respond or refused the call."""
        try:
            job = access.jobs.describe(self.job_type, self.name) if self.name else self._find(access)
        except (Throttled, NoResponse, CredentialsExpired):
            return None
        except Failure as failure:
            yield from self._refused(self.lookup_refusals, f"the {self.job_type} job", failure, now)
            self.given_up = self.lookup_refusals.are_final(now)
            return None
        self.lookup_refusals.reset()
        return job

    def _refused(self, refusals: Refusals, what: str, failure: Failure, now: float) -> Iterator[events.Event]:
        """Count a refusal, and report the first."""
        refusals.add(now)
        if refusals.count == 1:
            yield events.Note(self._manifest, f"can't show {what}: {_reason(failure)}")

    def _find(self, access: RegionAccess) -> Mapping[str, Any] | None:
        """The earliest job since the resource's creation that the profile describes and no other resource owns."""
        self.not_found = False
        for name in access.jobs.begun(self.job_type, self._since):
            if access.owners.get((self.job_type, name), self._manifest) != self._manifest:
                continue
            job = access.jobs.first(self.job_type, name)
            if job and validation_profiles.is_of(self._profile, job):
                access.owners[self.job_type, name] = self._manifest
                self.name = name
                return job
        self.not_found = True
        return None

    def _report_changes(self, job: Mapping[str, Any], elapsed: float) -> Iterator[events.Event]:
        phases = validation_profiles.phases(self.job_type, job)
        self.status = validation_profiles.status(self.job_type, job)
        self.ended = validation_profiles.has_ended(self.job_type, job)
        self.reason = str(job.get("FailureReason") or "")
        for number, phase in enumerate(phases, 1):
            if phases[:number] != self._phases[:number]:
                reason = self.reason if number == len(phases) else ""
                yield events.StatusChanged(self._manifest, f"{self.job_type} job", self.name, phase, elapsed, reason)
        self._phases = phases
        if self.ended:
            if self._tail:
                self._tail.empty_readings = 0
            yield self._job_finished(job, elapsed)

    def _job_finished(self, job: Mapping[str, Any], elapsed: float) -> events.JobFinished:
        """The end of the job; its start is estimated from the billed time."""
        billed = validation_profiles.billable_seconds(self.job_type, job)
        machines = validation_profiles.instances(self.job_type, job)
        prices = [(self._price(instance_type, self.job_type), count) for instance_type, count in machines]
        known = [price * count for price, count in prices if price is not None]
        usd = sum(known) * billed / 3600 if known and len(known) == len(prices) else None
        return events.JobFinished(
            self._manifest,
            self.job_type,
            self.name,
            self.status,
            max(0.0, elapsed - billed),
            billed,
            usd,
            self.reason,
        )

    def _read_log(self, access: RegionAccess, now: float) -> Iterator[events.Event]:
        """Read the log further; it ends after two readings in a row without events, begun after the job's end."""
        if self._tail is None:
            since = max(0, int(self._since * 1000) - _CLOCK_SKEW_MILLISECONDS)
            self._tail = Tail(access.logs, _LOG_GROUPS[self.job_type], f"{self.name}/", since)
            self._progress_at = now
        try:
            for event in self._tail.read(_PAGES_PER_POLL):
                yield from self._on_log_event(event)
        except (Throttled, NoResponse, CredentialsExpired):
            return
        except Failure as failure:
            denied = isinstance(failure, AccessDenied)
            refusals = access.log_denials if denied else self._log_refusals
            yield from self._refused(refusals, "logs" if denied else f"the {self.job_type} job log", failure, now)
            self._log_ended = refusals.are_final(now, is_late=self.ended)
            return
        access.log_denials.reset()
        self._log_refusals.reset()
        self._log_ended = self.ended and self._tail.empty_readings >= _EMPTY_READINGS

    def _on_log_event(self, event: LogEvent) -> Iterator[events.Event]:
        if self.job_type == validation_profiles.TRAINING and self._metrics:
            for line in event.text.splitlines():
                self._metrics.read_line(line)
        yield from self._log_lines(self.logbook.add(event))

    def _log_lines(self, lines: Iterable[tuple[str, str]]) -> Iterator[events.Event]:
        for stream, line in lines:
            yield events.LogLine(self._manifest, self.job_type, stream, line)

    def _report_metrics_and_progress(self, now: float) -> Iterator[events.Event]:
        """The metrics of this poll; every few minutes, how long the log is if lines were not shown."""
        for name, value in self._metrics.new_values() if self.job_type == validation_profiles.TRAINING else ():
            yield events.MetricReported(self._manifest, self.job_type, name, value)
        unshown = self.logbook.unshown
        if unshown > self._progress_unshown and now - self._progress_at >= _PROGRESS_SECONDS:
            self._progress_at, self._progress_unshown = now, unshown
            yield events.Note(self._manifest, f"{self.job_type} job log: {self.logbook.lines:,} lines so far")


def _reason(failure: Failure) -> str:
    if isinstance(failure, AccessDenied):
        return f"missing permission {failure.action}"
    return failure.message
