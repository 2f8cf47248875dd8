"""The rehearsal of one transform job: from its image and data to measurements, findings and, perhaps, a failure."""

from __future__ import annotations

import posixpath
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..context import Workspace
from ..manifest import rehearsal
from ..manifest.document import Document
from ..manifest.findings import ERROR, Finding
from ..preflight.preflight import local_findings
from ..report import events
from . import transform_run
from .engine.limits import limits_for
from .inference import driver_client, inference
from .inference.answers import AnswerFiles
from .job import TransformJob
from .measurement import measure
from .observations import Image, Limits, Observations
from .outputs import expectations, outputs
from .realtime.metering import metering
from .shared import Shared, failed_job, report
from .sources.inputs import InputObject
from .sources.model import Model
from .sources.sources import Sources
from .verdict.verdict import decide

_EXPECTATION = "rehearsal-expectation"


@dataclass(frozen=True)
class Rehearsed:
    """A transform job that was rehearsed: how it would fail, what it ran with, and whether an answer was metered."""

    job: TransformJob
    failures: list[events.RunFailed]
    image: Image
    model: Model | None
    limits: Limits
    objects: Sequence[InputObject]
    is_metered: bool = False


def rehearse_job(
    document: Document, job: TransformJob, shared: Shared, subfolder: str, folder: Path, trained: Model | None = None
) -> Generator[events.Event, None, Rehearsed]:
    """Rehearse a job; yield what happens, its findings and measurements.

    `subfolder` is that of the outputs, if they are saved; `folder` is for temporary files, which the result names.
    `trained` is the model of a training job, which replaces the manifest's. Raises Failure if the job can't be
    rehearsed.
    """
    block, context = rehearsal.read(document), shared.context
    sources = Sources(document, job, block, shared.account(document))
    image = yield from sources.image(shared.engine)
    objects = yield from sources.objects(context.workspace, folder)
    model = trained or (yield from sources.model(context.workspace, folder))
    limits = limits_for(shared.engine, shared.facts.size(job.instance_type))
    entries, logbook = model.entries if model else None, shared.logbook(Observations.TYPE)
    setup = inference.Setup(document.file, job, image, objects, limits, block.patience_seconds, logbook, entries)
    context.debug(f"image: {image.name} ({image.id}); {limits.cpus} CPUs, {limits.memory_bytes:,} bytes of memory")
    observations, answers = yield from _run(setup, model, shared)
    with answers:
        # What can be wrong with a trained model, the job has shown.
        checked = None if trained else model
        failures = yield from _judge(document, observations, answers, objects, checked, shared, subfolder)
    is_metered = any(metering(each.headers) for each in observations.exchanges)
    return Rehearsed(job, failures, observations.image, model, limits, objects, is_metered)


def _judge(
    document: Document,
    observations: Observations,
    answers: AnswerFiles,
    objects: Sequence[InputObject],
    model: Model | None,
    shared: Shared,
    subfolder: str,
) -> Generator[events.Event, None, list[events.RunFailed]]:
    """Yield measurements and findings, save the outputs, and return the failure of a job that would fail in AWS."""
    found = _static_findings(document, observations, model, shared)
    words = transform_run.failure_words(observations)
    verdict = decide(document, observations, words, found, *shared.chosen)
    if verdict.diagnosis:
        yield measure(document.file, observations, False)
        yield from report(document, [*verdict.findings, *verdict.diagnosis.findings])
        return [failed_job(document.file, observations, verdict.diagnosis, words)]
    saved = _save(shared, observations.job, objects, answers, subfolder)
    yield measure(document.file, observations, True, saved)
    unexpected = _unexpected(document, observations, answers, shared.context.workspace, subfolder)
    yield from report(document, [*verdict.findings, *unexpected])
    return []


def _run(
    setup: inference.Setup, model: Model | None, shared: Shared
) -> Generator[events.Event, None, tuple[Observations, AnswerFiles]]:
    """Run the job in its own containers."""
    with shared.engine.group(shared.driver_image, driver_client.program()) as group:
        return (yield from transform_run.run(group, setup, model, shared.context.clock))


def _static_findings(
    document: Document, observations: Observations, model: Model | None, shared: Shared
) -> list[Finding]:
    """Return what the account checks find in the image's config and in the model archive."""
    found = shared.image_findings(document, observations)
    if model and model.local_archive:
        found += local_findings(document, model.local_archive, *shared.chosen)
    return found


def _save(
    shared: Shared, job: TransformJob, objects: Sequence[InputObject], answers: AnswerFiles, subfolder: str
) -> list[str]:
    """Save inputs and outputs if the settings name a folder; return the names of the files."""
    folder = shared.settings.save_outputs
    if not folder:
        return []
    saved = outputs.save(shared.context.workspace, folder, job, objects, answers, subfolder)
    return [posixpath.join(folder, name) for name in saved]


def _unexpected(
    document: Document, observations: Observations, answers: AnswerFiles, workspace: Workspace, subfolder: str
) -> Iterator[Finding]:
    """Yield a finding for each expectation of the manifest that the answers do not fulfill."""
    expect = rehearsal.read(document).expect
    job, exchanges, file = observations.job, observations.exchanges, document.file
    for path, message, hint in expectations.findings(expect, job, exchanges, answers, workspace, file, subfolder):
        yield document.finding(path, ERROR, _EXPECTATION, message, hint)
