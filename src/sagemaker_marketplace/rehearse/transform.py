"""The rehearsal of one transform job: from its image and data to measurements, findings and, perhaps, a failure."""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..context import Context, Workspace
from ..diagnosis.diagnosis import Diagnosis
from ..facts.facts import Facts
from ..manifest import rehearsal
from ..manifest.document import Document
from ..manifest.findings import ERROR, USAGE, VALIDATION_FAILED, Failure, Finding
from ..preflight.local_images import LocalImage, LocalImages
from ..preflight.preflight import local_findings
from ..report import events
from ..settings.settings import Settings
from ..watch.logbook import Logbook
from .contract import contract
from .engine.engine import Engine
from .engine.limits import limits_for
from .inference import driver_client, inference, programs
from .inference.answers import AnswerFiles
from .inference.observer import JOB_TYPE
from .job import TransformJob
from .measurement import measure
from .observations import Observations
from .outputs import expectations, outputs
from .sources.inputs import InputObject
from .sources.model import Model
from .sources.sources import Sources
from .verdict.verdict import decide

_TITLE, _EXPECTATION = "Rehearsal failed", "rehearsal-expectation"


@dataclass(frozen=True)
class Shared:
    """What the rehearsals of a run share; `write_log` writes a line to the log file, if there is one."""

    engine: Engine
    driver_image: str
    settings: Settings
    context: Context
    facts: Facts
    write_log: Callable[[str], Any] | None


def rehearse_job(
    document: Document, job: TransformJob, shared: Shared, subfolder: str
) -> Generator[events.Event, None, list[events.RunFailed]]:
    """Rehearse a job; yield what happens, its findings and measurements, and return its failure if AWS's would fail.

    `subfolder` is that of the outputs, if they are saved. Raises Failure if the job can't be rehearsed.
    """
    block, context = rehearsal.read(document), shared.context
    account = context.aws.queries(str(document.region), context.clock.today(), shared.facts)
    sources = Sources(document, job, block, account)
    with tempfile.TemporaryDirectory() as folder:
        image = yield from sources.image(shared.engine)
        objects = yield from sources.objects(context.workspace, Path(folder))
        model = yield from sources.model(context.workspace, Path(folder))
        limits = limits_for(shared.engine, shared.facts.size(job.instance_type))
        logbook = Logbook(JOB_TYPE, int(shared.settings.log_lines), shared.write_log)
        entries = model.entries if model else None
        setup = inference.Setup(document.file, job, image, objects, limits, block.patience_seconds, logbook, entries)
        context.debug(f"image: {image.name} ({image.id}); {limits.cpus} CPUs, {limits.memory_bytes:,} bytes of memory")
        observations, answers = yield from _run(setup, model, shared)
        with answers:
            found = _static_findings(document, observations, model, shared)
            words = _words(observations)
            chosen = shared.settings.select, shared.settings.ignore
            verdict = decide(document, observations, words, found, *chosen)
            if verdict.diagnosis:
                yield measure(document.file, observations, False)
                yield from _reported(document, [*verdict.findings, *verdict.diagnosis.findings])
                return [_failure(document.file, job, verdict.diagnosis, words)]
            saved = _save(shared, job, objects, answers, subfolder)
            yield measure(document.file, observations, True, saved)
            unexpected = _unexpected(document, observations, answers, context.workspace, subfolder)
            yield from _reported(document, [*verdict.findings, *unexpected])
    return []


def _run(
    setup: inference.Setup, model: Model | None, shared: Shared
) -> Generator[events.Event, None, tuple[Observations, AnswerFiles]]:
    """Run the job in its own containers; none is started for a model that AWS can't unpack."""
    with shared.engine.group(shared.driver_image, driver_client.program()) as group:
        setup = replace(setup, image=programs.look_up(group, setup.image))
        if model and model.fails:
            return Observations(setup.job, setup.image, setup.limits, model_problems=model.problems), AnswerFiles()
        if model:
            group.set_model(model.stream())
        observations, answers = yield from inference.run(group, setup, shared.context.clock)
    if model:
        observations.model_problems = model.problems
    return observations, answers


def _static_findings(
    document: Document, observations: Observations, model: Model | None, shared: Shared
) -> list[Finding]:
    """Return what the account checks find in the image's config and in the model archive."""
    chosen = shared.settings.select, shared.settings.ignore
    image = observations.image
    local = LocalImage((*observations.job.container_path, "Image"), image.config, image.program is not None)
    found = local_findings(document, LocalImages([local], shared.facts), *chosen)
    if model and model.local_archive:
        found += local_findings(document, model.local_archive, *chosen)
    return found


def _reported(document: Document, found: Iterable[Finding]) -> Iterator[events.Event]:
    for finding in found:
        if finding not in document.reported:
            document.reported.append(finding)
        yield events.FindingReported(document.file, finding)


def _failure(file: str, job: TransformJob, diagnosed: Diagnosis, words: str) -> events.RunFailed:
    return events.RunFailed(
        file,
        f"the transform job of validation profile {job.profile} would fail in AWS",
        VALIDATION_FAILED,
        causes=diagnosed.causes,
        log_lines=diagnosed.log_lines,
        title=_TITLE,
        service_words=words,
    )


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


def _words(observations: Observations) -> str:
    """Return the words by which AWS would report that the job failed; empty if it would succeed.

    Raises Failure for an object that only the rehearsal can't send.
    """
    for problem in observations.input_problems:
        message = f"{problem.object}: {problem.message}"
        if not problem.is_aws_limit:
            raise Failure(message, USAGE, problem.hint)
        return contract.service_words(observations) or message
    return contract.service_words(observations)
