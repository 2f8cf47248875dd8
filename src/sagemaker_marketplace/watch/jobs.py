"""Follows the jobs of a watched resource, in the order in which its validation runs them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..aws.parallel import call_each
from ..context import Clock
from ..manifest import validation_profiles
from ..report import events
from .job import Price, ValidationJob
from .logbook import Logbook
from .metrics import Metrics
from .region_access import PARALLEL_CALLS, RegionAccess

# After the resource has ended: the time between readings of a log, and how long to wait for another line.
PAUSE_SECONDS = 5.0
_LAST_LINES_SECONDS = 60.0
_ENDED = ("Completed", "Failed", "Deleting")


@dataclass(frozen=True)
class JobOutcome:
    """A job that was found, as the diagnosis needs it."""

    name: str
    job_type: str
    reason: str
    log_lines: tuple[str, ...]


class JobFollower:
    """Reports the jobs of one resource.

    Call `update` with each description of the resource, `poll` and then `read_logs` in each round. Once the resource
    has ended, call `read_rest` when it is due, until `is_closed`, then `close`.
    """

    def __init__(
        self,
        manifest: str,
        kind: Any,
        access: RegionAccess,
        clock: Clock,
        price: Price,
        make_logbook: Callable[[str], Logbook],
        pause: float = PAUSE_SECONDS,
    ) -> None:
        """`make_logbook` takes a job type (`training` or `transform`).

        `pause` is the time between readings of a log once the resource has ended.
        """
        self._manifest, self._kind = manifest, kind
        self.access, self._clock = access, clock
        self._price, self._make_logbook, self._pause = price, make_logbook, pause
        self._started = clock.now()
        # The creation time of the resource in seconds since 1970.
        self.created_at = 0.0
        self._jobs: list[ValidationJob] | None = None
        self._resource_ended = self._may_have_jobs = False
        self._states: list[tuple[str, bool]] = []
        # For the rest of the logs, once the resource has ended.
        self.next_reading_at = self._give_up_at = float("inf")

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing left to report."""
        return self._jobs is not None and all(job.is_finished for job in self._jobs)

    @property
    def outcomes(self) -> list[JobOutcome]:
        """The jobs that were found, in the order in which they ran."""
        found = [job for job in self._jobs or () if job.name]
        return [JobOutcome(job.name, job.job_type, job.reason, job.logbook.excerpt.lines) for job in found]

    def update(self, described: Mapping[str, Any], is_repeated: bool = True) -> None:
        """Keep what the response that describes the resource says about its jobs.

        Unless the call `is_repeated` each round, jobs can start without a change in what is known of the resource.
        """
        if self._jobs is None:
            self._jobs = self._expected_jobs(described)
        status = described.get(self._kind.STATUS)
        self._may_have_jobs = _may_have_jobs(self._kind, described) or (not is_repeated and status == "InProgress")
        if status in _ENDED and not self._resource_ended:
            self._resource_ended = True
            self.next_reading_at = self._clock.now()
            self._give_up_at = self.next_reading_at + _LAST_LINES_SECONDS
            if not self._may_have_jobs:
                self._give_up(self._jobs)

    @property
    def searched(self) -> list[ValidationJob]:
        """The jobs to find, the one that can start next."""
        job = self._next_job() if self._may_have_jobs else None
        return [job] if job and not job.name else []

    @property
    def without_name(self) -> list[ValidationJob]:
        """The jobs that have not been found, also those that can't have started."""
        return [job for job in self._jobs or () if not (job.name or job.given_up)]

    @property
    def running(self) -> list[ValidationJob]:
        """The jobs to describe, those that run."""
        return [job for job in self._jobs or () if job.needs_description] if self._may_have_jobs else []

    @property
    def with_log(self) -> list[ValidationJob]:
        """The jobs whose log has not been read to its end."""
        return [job for job in self._jobs or () if job.has_log] if self._may_have_jobs else []

    def poll(self) -> Generator[events.Event, None, bool]:
        """Report what is new about the jobs but their logs, and return whether a job began or ended."""
        if not self._may_have_jobs:
            return False
        yield from self._poll()
        before, self._states = self._states, [(job.name, job.ended) for job in self._jobs or ()]
        return before != self._states and any(name for name, _ in self._states)

    def read_logs(self) -> Iterator[events.Event]:
        """Report what is new in the logs of the jobs."""
        for job in self._jobs or ():
            yield from job.read_log(self.access, self._clock.now())

    def read_rest(self) -> Iterator[events.Event]:
        """Read the logs further; if there are new lines, the next reading is due at once."""
        for job in self._jobs or ():
            job.is_log_postponed = False
        lines = self._count_lines()
        yield from self._poll()
        yield from self.read_logs()
        now = self._clock.now()
        self.next_reading_at = now + self._pause
        if self._count_lines() > lines:
            self.next_reading_at, self._give_up_at = now, now + _LAST_LINES_SECONDS

    def is_closed(self, deadline: float) -> bool:
        """Whether no more lines are expected, or the clock has reached the deadline."""
        return self.is_finished or self._clock.now() >= min(deadline, self._give_up_at)

    def close(self) -> Iterator[events.Event]:
        """Report the last lines of the logs without reading any further."""
        for job in self._jobs or ():
            yield from job.flush_log()

    def _expected_jobs(self, described: Mapping[str, Any]) -> list[ValidationJob]:
        created = described.get("CreationTime")
        self.created_at = since = created.timestamp() if created else 0.0
        training = described.get("TrainingSpecification") or {}
        metrics = Metrics(training.get("MetricDefinitions") or (), self._clock.now)
        names = frozenset(str(described[name]) for name in (self._kind.NAME, self._kind.ARN) if described.get(name))
        return [
            ValidationJob(self._manifest, profile, since, self._make_logbook(profile.use), metrics, self._price)
            for profile in validation_profiles.profiles(described, names)
        ]

    def _poll(self) -> Iterator[events.Event]:
        """Poll each job that can have started: a job starts once the job before it has completed."""
        for number, job in enumerate(self._jobs or ()):
            yield from job.poll(self.access, self._clock.now(), self._clock.now() - self._started)
            for following in (self._jobs or [])[number + 1 :]:
                following.add_name(job.artifacts)
            if job.ended and job.status != "Completed":
                self._give_up((self._jobs or [])[number + 1 :])
            elif self._resource_ended and (job.not_found or job.lookup_refusals.are_final(self._clock.now(), True)):
                self._give_up([job])
            elif not job.ended and not job.given_up and not job.lookup_refusals.count:
                return

    def _next_job(self) -> ValidationJob | None:
        """The first job that has not completed; None if a job before it did not complete, or all have."""
        for job in self._jobs or ():
            if not job.ended and not job.given_up:
                return job
            if job.ended and job.status != "Completed":
                return None
        return None

    def _give_up(self, jobs: list[ValidationJob]) -> None:
        for job in jobs:
            job.given_up = True

    def _count_lines(self) -> int:
        return sum(job.logbook.lines for job in self._jobs or ())


def fetch_jobs(followers: Sequence[JobFollower], access: RegionAccess) -> None:
    """Request what all polls of a round need: lists of jobs, and descriptions of those that have changed.

    The resource that was created first finds its jobs first.
    """
    access.begin_round()
    access.set_searched([job.profile for each in followers for job in each.without_name])
    searched = sorted((job for each in followers for job in each.searched), key=lambda job: job.since)
    running = [job for each in followers for job in each.running]
    for use in validation_profiles.USES:
        waiting_since = [job.since for job in searched if job.job_type == use]
        access.list_jobs(use, waiting_since, [job.created_at for job in running if job.job_type == use])
    for job in running:
        job.keep_if_unchanged(access)
    for job in searched:
        job.fetch(access)
    call_each(lambda job: job.fetch(access), [job for job in running if job.needs_description], PARALLEL_CALLS)


def _may_have_jobs(kind: Any, described: Mapping[str, Any]) -> bool:
    """Whether the validation can have started: not before the image scan is complete (SageMaker developer guide)."""
    details = described.get(kind.DETAILS) or {}
    scans, validations = (
        [item.get("Status") for item in details.get(field) or ()]
        for field in ("ImageScanStatuses", "ValidationStatuses")
    )
    if any(status != "NotStarted" for status in validations):
        return True
    return described.get(kind.STATUS) != "Pending" and all(status == "Completed" for status in scans)
