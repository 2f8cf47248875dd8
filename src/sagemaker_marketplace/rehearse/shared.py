"""What the rehearsals of a run share, and how each reports what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..aws.queries import Queries
from ..context import Context
from ..diagnosis.diagnosis import Diagnosis
from ..facts.facts import Facts
from ..manifest.document import Document
from ..manifest.findings import VALIDATION_FAILED, Finding
from ..preflight.local_images import LocalImage, LocalImages
from ..preflight.preflight import local_findings
from ..report import events
from ..settings.settings import Settings
from ..watch.logbook import Logbook
from .engine.engine import Engine
from .observations import Observations
from .training_observations import TrainingObservations

FAILED = "Rehearsal failed"


@dataclass(frozen=True)
class Shared:
    """What the rehearsals of a run share; `write_log` writes a line to the log file, if there is one."""

    engine: Engine
    driver_image: str
    settings: Settings
    context: Context
    facts: Facts
    write_log: Callable[[str], Any] | None

    def account(self, document: Document) -> Queries:
        """Return the account in the manifest's Region."""
        account = self.context.account(document.role_to_assume)
        return account.queries(str(document.region), self.context.clock.today(), self.facts)

    @property
    def chosen(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The settings `select` and `ignore`."""
        return self.settings.select, self.settings.ignore

    def image_findings(self, document: Document, observations: Observations | TrainingObservations) -> list[Finding]:
        """Return what the account checks find in the config of a job's image."""
        image = observations.image
        local = LocalImage(observations.job.image_path, image.config, image.program is not None)
        return local_findings(document, LocalImages([local], self.facts), *self.chosen)

    def logbook(self, job_type: str) -> Logbook:
        """Return a new logbook for the container of a job."""
        return Logbook(job_type, int(self.settings.log_lines), self.write_log)


def report(document: Document, found: Iterable[Finding]) -> Iterator[events.Event]:
    """Yield findings, and add them to those of the manifest."""
    for finding in found:
        if finding not in document.reported:
            document.reported.append(finding)
        yield events.FindingReported(document.file, finding)


def failed_job(
    file: str, observations: Observations | TrainingObservations, diagnosed: Diagnosis, words: str
) -> events.RunFailed:
    """Return the end of a manifest's run whose job would fail; `words` are those by which AWS would report it."""
    return events.RunFailed(
        file,
        f"the {observations.TYPE} job of validation profile {observations.job.profile} would fail in AWS",
        VALIDATION_FAILED,
        causes=diagnosed.causes,
        log_lines=diagnosed.log_lines,
        title=FAILED,
        service_words=words,
    )
