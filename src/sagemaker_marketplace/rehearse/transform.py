"""The rehearsal of one transform job: from its image and data to measurements, findings and, perhaps, a failure."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..context import Context
from ..facts.facts import Facts
from ..manifest import rehearsal
from ..manifest.document import Document
from ..manifest.findings import USAGE, VALIDATION_FAILED, Failure, Finding
from ..preflight.local_images import LocalImage, LocalImages
from ..preflight.preflight import local_findings
from ..report import events
from ..settings.settings import Settings
from ..watch.logbook import Logbook
from . import contract, driver_client, inference, judge, programs
from .answers import AnswerFiles
from .engine import Engine
from .job import TransformJob
from .limits import limits_for
from .measurement import measure
from .model import Model
from .observations import Observations
from .sources import Sources

_TITLE = "Rehearsal failed"


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
    document: Document, job: TransformJob, shared: Shared
) -> Generator[events.Event, None, list[events.RunFailed]]:
    """Rehearse a job; yield what happens, its findings and measurements, and return its failure if AWS's would fail.

    Raises Failure if it can't be rehearsed.
    """
    block, context = rehearsal.read(document), shared.context
    account = context.aws.queries(str(document.region), context.clock.today(), shared.facts)
    sources = Sources(document, job, block, account)
    with tempfile.TemporaryDirectory() as folder:
        image = yield from sources.image(shared.engine)
        objects = yield from sources.objects(context.workspace, Path(folder))
        model = yield from sources.model(context.workspace, Path(folder))
        limits = limits_for(shared.engine, shared.facts.size(job.instance_type))
        logbook = Logbook(inference.JOB_TYPE, int(shared.settings.log_lines), shared.write_log)
        entries = model.entries if model else None
        setup = inference.Setup(document.file, job, image, objects, limits, block.patience_seconds, logbook, entries)
        context.debug(f"image: {image.name} ({image.id}); {limits.cpus} CPUs, {limits.memory_bytes:,} bytes of memory")
        observations, answers = yield from _run(setup, model, shared)
    with answers:
        found = _static_findings(document, observations, model, shared)
        return (yield from _report(document, shared, observations, found))


def _run(
    setup: inference.Setup, model: Model | None, shared: Shared
) -> Generator[events.Event, None, tuple[Observations, AnswerFiles]]:
    """Run the job in its own containers; none is started for a model that AWS can't unpack."""
    if model and model.fails:
        return Observations(setup.job, setup.image, setup.limits, model_problems=model.problems), AnswerFiles()
    with shared.engine.group(shared.driver_image, driver_client.program()) as group:
        setup = replace(setup, image=programs.look_up(group, setup.image))
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


def _report(
    document: Document, shared: Shared, observations: Observations, found: Sequence[Finding]
) -> Generator[events.Event, None, list[events.RunFailed]]:
    words = _words(observations)
    verdict = judge.verdict(document, observations, words, found, shared.settings.select, shared.settings.ignore)
    yield measure(document.file, observations, verdict.diagnosis is None)
    diagnosed = verdict.diagnosis.findings if verdict.diagnosis else ()
    for finding in (*verdict.findings, *diagnosed):
        yield events.FindingReported(document.file, finding)
    if verdict.diagnosis is None:
        return []
    return [
        events.RunFailed(
            document.file,
            f"the transform job of validation profile {observations.job.profile} would fail",
            VALIDATION_FAILED,
            causes=verdict.diagnosis.causes,
            log_lines=verdict.diagnosis.log_lines,
            title=_TITLE,
            service_words=words,
        )
    ]


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
