"""Following the jobs behind a resource while it is watched, in the order in which its validation runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..context import Clock
from ..manifest import validation_profiles
from ..report import events
from .job import Calls, Price, ValidationJob
from .logbook import Logbook
from .metrics import Metrics

# After the end: readings of a log without news are this long apart, and given up when nothing comes for a minute.
PAUSE_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0
_ENDED = ("Completed", "Failed", "Deleting")


@dataclass(frozen=True)
class JobOutcome:
    """A job that was found, as a diagnosis takes it."""

    name: str
    use: str
    reason: str
    last_lines: tuple[str, ...]


class JobFollower:
    """The jobs of one watched resource: `look` after each look at the resource, `finish` after the last."""

    def __init__(
        self,
        manifest: str,
        kind: Any,
        calls: Calls,
        clock: Clock,
        price: Price,
        book: Callable[[str], Logbook],
        pause: float = PAUSE_SECONDS,
    ) -> None:
        """`kind` is the resource's, `calls` ask its Region; `book` makes a logbook for a use
        (`training` or `transform`).

        `pause` is between readings of a log once the resource has ended.
        """
        self._pause = pause
        self._manifest, self._kind = manifest, kind
        self._calls, self._clock = calls, clock
        self._price, self._book = price, book
        self._began = clock.now()
        self._jobs: list[ValidationJob] | None = None
        self._resource_ended = False

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to follow."""
        return self._jobs is not None and all(job.done for job in self._jobs)

    @property
    def told(self) -> list[JobOutcome]:
        """The jobs that were found, in the order in which they ran."""
        found = [job for job in self._jobs or () if job.name]
        return [JobOutcome(job.name, job.use, job.reason, tuple(job.book.last)) for job in found]

    @property
    def running(self) -> list[tuple[str, str]]:
        """The jobs that are not over, as far as is known: use and name."""
        return [(job.use, job.name) for job in self._jobs or () if job.name and not job.over]

    def look(self, described: Mapping[str, Any]) -> Iterator[events.Event]:
        """Tell what is new about the jobs; `described` is the answer that describes the resource."""
        if self._jobs is None:
            self._jobs = self._expected(described)
        self._resource_ended = described.get(self._kind.STATUS) in _ENDED
        if _may_have_jobs(self._kind, described):
            yield from self._round()
        elif self._resource_ended:
            self._give_up(self._jobs)

    def finish(self, deadline: float) -> Iterator[events.Event]:
        """Tell the rest once the resource has ended, until nothing comes or the deadline (a time of the clock)."""
        patient_until = self._clock.now() + _PATIENCE_SECONDS
        while not self.ended and self._clock.now() < min(deadline, patient_until):
            before = self._lines()
            yield from self._round()
            if self._lines() > before:
                patient_until = self._clock.now() + _PATIENCE_SECONDS
            elif not self.ended:
                self._clock.sleep(self._pause)
        yield from self.close()

    def close(self) -> Iterator[events.Event]:
        """Tell the lines held back, without asking for more."""
        for job in self._jobs or ():
            yield from job.rest()

    def _expected(self, described: Mapping[str, Any]) -> list[ValidationJob]:
        created = described.get("CreationTime")
        since = created.timestamp() if created else 0.0
        training = described.get("TrainingSpecification") or {}
        metrics = Metrics(training.get("MetricDefinitions") or (), self._clock.now)
        return [
            ValidationJob(self._manifest, profile, since, self._book(profile.use), metrics, self._price)
            for profile in validation_profiles.profiles(described)
        ]

    def _round(self) -> Iterator[events.Event]:
        """Ask for each job that can have begun: one begins when the one before it has ended well."""
        for number, job in enumerate(self._jobs or ()):
            yield from job.round(self._calls, self._clock.now(), self._clock.now() - self._began)
            if job.over and job.status != "Completed":
                self._give_up((self._jobs or [])[number + 1 :])
            elif self._resource_ended and job.was_not_there:
                self._give_up([job])
            elif not job.over and not job.given_up:
                return

    def _give_up(self, jobs: list[ValidationJob]) -> None:
        for job in jobs:
            job.given_up = True

    def _lines(self) -> int:
        return sum(job.book.lines for job in self._jobs or ())


def _may_have_jobs(kind: Any, described: Mapping[str, Any]) -> bool:
    """Whether the validation can have begun: not before the image scan is over (SageMaker developer guide)."""
    details = described.get(kind.DETAILS) or {}
    scans, validations = (
        [item.get("Status") for item in details.get(member) or ()]
        for member in ("ImageScanStatuses", "ValidationStatuses")
    )
    if any(status != "NotStarted" for status in validations):
        return True
    return described.get(kind.STATUS) != "Pending" and all(status == "Completed" for status in scans)
