"""Follows the jobs of a watched resource, in the order in which its validation runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..context import Clock
from ..manifest import validation_profiles
from ..report import events
from .job import Price, RegionAccess, ValidationJob
from .logbook import Logbook
from .metrics import Metrics

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
    """Reports the jobs of one resource: call `update` after each poll of the resource, `finish` after the last."""

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
        self._access, self._clock = access, clock
        self._price, self._make_logbook, self._pause = price, make_logbook, pause
        self._started = clock.now()
        self._jobs: list[ValidationJob] | None = None
        self._resource_ended = False

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing left to report."""
        return self._jobs is not None and all(job.is_finished for job in self._jobs)

    @property
    def outcomes(self) -> list[JobOutcome]:
        """The jobs that were found, in the order in which they ran."""
        found = [job for job in self._jobs or () if job.name]
        return [JobOutcome(job.name, job.job_type, job.reason, job.logbook.excerpt.lines) for job in found]

    def update(self, described: Mapping[str, Any]) -> Iterator[events.Event]:
        """Report what is new about the jobs; `described` is the response that describes the resource."""
        if self._jobs is None:
            self._jobs = self._expected_jobs(described)
        self._resource_ended = described.get(self._kind.STATUS) in _ENDED
        if _may_have_jobs(self._kind, described):
            yield from self._poll()
        elif self._resource_ended:
            self._give_up(self._jobs)

    def finish(self, deadline: float) -> Iterator[events.Event]:
        """Report the rest once the resource has ended, until no more lines arrive or the clock reaches the deadline."""
        give_up_at = self._clock.now() + _LAST_LINES_SECONDS
        while not self.is_finished and self._clock.now() < min(deadline, give_up_at):
            lines = self._count_lines()
            yield from self._poll()
            if self._count_lines() > lines:
                give_up_at = self._clock.now() + _LAST_LINES_SECONDS
            elif not self.is_finished:
                self._clock.sleep(self._pause)
        yield from self.close()

    def close(self) -> Iterator[events.Event]:
        """Report the last lines of the logs without reading any further."""
        for job in self._jobs or ():
            yield from job.flush_log()

    def _expected_jobs(self, described: Mapping[str, Any]) -> list[ValidationJob]:
        created = described.get("CreationTime")
        since = created.timestamp() if created else 0.0
        training = described.get("TrainingSpecification") or {}
        metrics = Metrics(training.get("MetricDefinitions") or (), self._clock.now)
        return [
            ValidationJob(self._manifest, profile, since, self._make_logbook(profile.use), metrics, self._price)
            for profile in validation_profiles.profiles(described)
        ]

    def _poll(self) -> Iterator[events.Event]:
        """Poll each job that can have started: a job starts once the job before it has completed."""
        for number, job in enumerate(self._jobs or ()):
            yield from job.poll(self._access, self._clock.now(), self._clock.now() - self._started)
            if job.ended and job.status != "Completed":
                self._give_up((self._jobs or [])[number + 1 :])
            elif self._resource_ended and (job.not_found or job.lookup_refusals.are_final(self._clock.now(), True)):
                self._give_up([job])
            elif not job.ended and not job.given_up and not job.lookup_refusals.count:
                return

    def _give_up(self, jobs: list[ValidationJob]) -> None:
        for job in jobs:
            job.given_up = True

    def _count_lines(self) -> int:
        return sum(job.logbook.lines for job in self._jobs or ())


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
