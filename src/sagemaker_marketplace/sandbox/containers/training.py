"""Runs the training job of a validation: channels from S3, the container of a rehearsal, the model to S3."""

from __future__ import annotations

from pathlib import Path

from sagemaker_marketplace.context import Clock, Workspace
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.rehearsal import Rehearsal
from sagemaker_marketplace.rehearse.contract import training as contract
from sagemaker_marketplace.rehearse.contract import training_words
from sagemaker_marketplace.rehearse.engine.limits import limits_for
from sagemaker_marketplace.rehearse.observations import Image
from sagemaker_marketplace.rehearse.sources.channels import ChannelFile, channel_files
from sagemaker_marketplace.rehearse.sources.model import Model
from sagemaker_marketplace.rehearse.training import archive, training
from sagemaker_marketplace.rehearse.training_job import TrainingJob, training_jobs
from sagemaker_marketplace.rehearse.training_observations import TrainingObservations
from sagemaker_marketplace.sandbox import jobs
from sagemaker_marketplace.sandbox.containers.job_run import JobRun

_PHASES = ("Training", "Uploading")


def run(run: JobRun, image: Image) -> tuple[str, Model | None]:
    """Run the job and return its FailureReason, empty if it completes, and its model, if it has one.

    A job that was stopped at the end of its time has the SecondaryStatus as reason. Raises Failure if the job can't be
    run, and Cancelled.
    """
    job = next(training_jobs(run.document))
    run.enter("Downloading")
    observations = _observe(run, job, image, _channels(run, job), run.folder / archive.NAME)
    run.write_log(training_words.job_log(observations))
    values = {use.definition.name: use.last_value for use in observations.metrics}
    run.set_metrics({name: value for name, value in values.items() if value is not None})
    reason = training_words.service_words(observations)
    if reason or not observations.model_files:
        return reason, None
    artifacts = jobs.artifacts_uri(run.job)
    with (run.folder / archive.NAME).open("rb") as packed:
        run.storage.upload(artifacts, packed)
    return "", archive.packed_model(run.folder / archive.NAME, artifacts, job.image_path)


def _channels(run: JobRun, job: TrainingJob) -> dict[str, list[ChannelFile]]:
    """Download the files of each channel."""
    channels = {}
    for channel in job.channels:
        # No local path is in a request, so that nothing is read from the workspace.
        workspace = Workspace(str(run.folder), bound=True)
        found = channel_files(run.document, job, channel, Rehearsal(), run.storage.account, workspace, run.folder)
        channels[channel.name] = run.follow(found)
    return channels


def _observe(
    run: JobRun, job: TrainingJob, image: Image, channels: dict[str, list[ChannelFile]], model: Path
) -> TrainingObservations:
    setup = training.Setup(
        manifest=run.document.file,
        job=job,
        image=image,
        channels=channels,
        environment={"TRAINING_JOB_NAME": run.job.name, "TRAINING_JOB_ARN": run.job.arn},
        limits=limits_for(run.engine, Facts().size(job.instance_type)),
        patience_seconds=run.local.settings.patience_seconds,
        logbook=run.logbook(),
        model=model,
    )
    with run.group(contract.HOST) as group:
        return run.follow(training.run(group, setup, Clock()), lambda status: _on_status(run, status))


def _on_status(run: JobRun, status: str) -> None:
    if status in _PHASES:
        run.enter(status)
