"""One job of a validation: finds it by what the profile describes, and reports its phases, log and cost."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from ..aws.errors import AccessDenied, CredentialsExpired, NoResponse, Throttled
from ..aws.logs import LogEvent, Tail
from ..aws.parallel import call_each
from ..manifest import validation_profiles
from ..manifest.findings import Failure
from ..manifest.validation_profiles import Profile
from ..report import events
from .logbook import Logbook
from .metrics import Metrics
from .refusals import Refusals
from .region_access import RegionAccess

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


class ValidationJob:
    """A job that the validation runs, from before it is found until its log has been reported."""

    def __init__(
        self, manifest: str, profile: Profile, since: float, logbook: Logbook, metrics: Metrics, price: Price
    ) -> None:
        """`since` is the creation time of the resource in seconds since 1970."""
        self._manifest, self.profile, self.since = manifest, profile, since
        self.job_type, self.logbook = profile.use, logbook
        self._metrics, self._price = metrics, price
        self.name = self.status = self.reason = self.artifacts = ""
        self.ended = self.given_up = self.not_found = False
        self.lookup_refusals, self._log_refusals = Refusals(), Refusals()
        self._log_ended = False
        self._phases: list[str] = []
        self._tail: Tail | None = None
        self._created_at = 0.0
        # When the log was last read, and whether it is not read in this round.
        self.read_at, self.is_log_postponed = 0.0, False
        self._fetched: Future[Mapping[str, Any] | None] | None = None
        # When the number of log lines was last reported, and how many were not shown then.
        self._progress_at, self._progress_unshown = 0.0, 0

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing left to report."""
        return self.given_up or (self.ended and self._log_ended)

    @property
    def needs_description(self) -> bool:
        """Whether the job has been found, is not known to have ended, and has not been fetched."""
        return bool(self.name) and not (self.ended or self.given_up or self._fetched)

    @property
    def has_log(self) -> bool:
        """Whether there is more of the log to read."""
        return bool(self.name) and not self._log_ended

    @property
    def created_at(self) -> float:
        """When the job was created, in seconds since 1970; at the earliest with the resource."""
        return self._created_at or self.since

    def add_name(self, name: str) -> None:
        """Find the job also by what its model contains, the artifacts of the training before it."""
        if name and not self.name:
            self.profile = replace(self.profile, names=self.profile.names | {name})

    def keep_if_unchanged(self, access: RegionAccess) -> None:
        """Need no description in this round if the status in the list is the known one."""
        listed = access.jobs.listed_status(self.job_type, self.name)
        # The list has the phase of a training job in SecondaryStatus, but need not (service model).
        known = (self.status, self._phases[-1] if self._phases else "")
        if listed and (listed == known or (self.job_type == validation_profiles.TRANSFORM and listed[0] == known[0])):
            self._fetched = Future()
            self._fetched.set_result(None)

    def fetch(self, access: RegionAccess) -> None:
        """Find the job, or request its description, for the next `poll`. Can be called from any thread."""
        (self._fetched,) = call_each(lambda _: self._request(access), [None], 1)

    def fetch_log(self, access: RegionAccess) -> None:
        """Request the next page of the log, for the next `poll`. Can be called from any thread."""
        self._open_log(access).fetch()

    def poll(self, access: RegionAccess, now: float, elapsed: float) -> Iterator[events.Event]:
        """Report what is new but the log; `now` is the clock's time, `elapsed` the seconds since the watch started.

        What has not been fetched is requested now.
        """
        if not self.ended and not self.given_up:
            job = yield from self._describe(access, now)
            if job:
                yield from self._report_changes(job, elapsed)

    def read_log(self, access: RegionAccess, now: float) -> Iterator[events.Event]:
        """Report what is new in the log, unless that is postponed; what has not been fetched is requested now."""
        if self.name and not self._log_ended and not self.is_log_postponed:
            self.read_at = now
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
            fetched, self._fetched = self._fetched, None
            job = fetched.result() if fetched else self._request(access)
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

    def _request(self, access: RegionAccess) -> Mapping[str, Any] | None:
        if self.name:
            return access.jobs.describe(self.job_type, self.name)
        self.not_found = False
        found = access.find(self.profile, self.since)
        if found is None:
            self.not_found = True
            return None
        self.name = found[0]
        return found[1]

    def _report_changes(self, job: Mapping[str, Any], elapsed: float) -> Iterator[events.Event]:
        self._created_at = job["CreationTime"].timestamp() if job.get("CreationTime") else 0.0
        phases = validation_profiles.phases(self.job_type, job)
        self.status = validation_profiles.status(self.job_type, job)
        self.ended = validation_profiles.has_ended(self.job_type, job)
        self.artifacts = str((job.get("ModelArtifacts") or {}).get("S3ModelArtifacts", ""))
        self.reason = validation_profiles.reason(self.job_type, job)
        for number, phase in enumerate(phases, 1):
            if phases[:number] != self._phases[:number]:
                reason = self.reason if number == len(phases) and phase != self.reason else ""
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
        tail = self._open_log(access)
        self._progress_at = self._progress_at or now
        try:
            for event in tail.read(_PAGES_PER_POLL):
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
        self._log_ended = self.ended and tail.empty_readings >= _EMPTY_READINGS

    def _open_log(self, access: RegionAccess) -> Tail:
        if self._tail is None:
            since = max(0, int(self.since * 1000) - _CLOCK_SKEW_MILLISECONDS)
            self._tail = Tail(access.logs, _LOG_GROUPS[self.job_type], f"{self.name}/", since)
        return self._tail

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
