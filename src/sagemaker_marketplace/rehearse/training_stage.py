"""The rehearsal of one training job: from its image and data to measurements, findings and a model, or a failure."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from ..manifest import rehearsal
from ..manifest.document import Document
from ..report import events
from .contract import training as contract
from .contract import training_words
from .engine.limits import limits_for
from .inference import driver_client
from .shared import Shared, failed_job, report
from .sources.channels import ChannelFile, TrainingSources, channel_files
from .sources.model import Model
from .training import archive, training
from .training.measurement import measure_training
from .training_job import TrainingJob
from .training_observations import TrainingObservations
from .verdict.verdict import decide


@dataclass(frozen=True)
class Trained:
    """A training job that was rehearsed: how it would fail, and its model, None without one."""

    failures: list[events.RunFailed]
    model: Model | None = None


def rehearse_training(
    document: Document, job: TrainingJob, shared: Shared, folder: Path
) -> Generator[events.Event, None, Trained]:
    """Rehearse a job; yield what happens, its findings and measurements.

    `folder` is for temporary files, such as the model. Raises Failure if the job can't be rehearsed.
    """
    block, context, account = rehearsal.read(document), shared.context, shared.account(document)
    image = yield from TrainingSources(document, job, block, account).image(shared.engine)
    channels: dict[str, list[ChannelFile]] = {}
    for channel in job.channels:
        found = channel_files(document, job, channel, block, account, context.workspace, folder)
        channels[channel.name] = yield from found
    region = str(document.region)
    setup = training.Setup(
        manifest=document.file,
        job=job,
        image=image,
        channels=channels,
        environment=contract.environment(job, region, shared.facts.partition(region) or "aws"),
        limits=limits_for(shared.engine, shared.facts.size(job.instance_type)),
        patience_seconds=block.patience_seconds,
        logbook=shared.logbook(TrainingObservations.TYPE),
        model=folder / archive.NAME,
    )
    context.debug(f"image: {image.name} ({image.id}); {setup.limits.cpus} CPUs")
    with shared.engine.group(shared.driver_image, driver_client.program(), contract.HOST) as group:
        observations = yield from training.run(group, setup, context.clock)
    model = archive.packed_model(setup.model, archive.NAME, job.image_path) if observations.model_files else None
    if model:
        observations.model_problems = model.problems
    failures = yield from _judge(document, observations, shared)
    return Trained(failures, model)


def _judge(
    document: Document, observations: TrainingObservations, shared: Shared
) -> Generator[events.Event, None, list[events.RunFailed]]:
    """Yield measurements and findings, and return the failure of a job that would fail in AWS."""
    found = shared.image_findings(document, observations)
    words = training_words.service_words(observations)
    verdict = decide(document, observations, words, found, *shared.chosen)
    yield measure_training(document.file, observations, verdict.diagnosis is None and observations.has_succeeded)
    if not verdict.diagnosis:
        yield from report(document, verdict.findings)
        return []
    yield from report(document, [*verdict.findings, *verdict.diagnosis.findings])
    return [failed_job(document.file, observations, verdict.diagnosis, words)]
