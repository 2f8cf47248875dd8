"""Runs the transform job of a validation: input and model from S3, the container of a rehearsal, outputs to S3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from tempfile import TemporaryFile

from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import fields
from sagemaker_marketplace.rehearse import transform_run
from sagemaker_marketplace.rehearse.contract import contract
from sagemaker_marketplace.rehearse.engine.limits import limits_for
from sagemaker_marketplace.rehearse.inference import inference
from sagemaker_marketplace.rehearse.inference.answers import AnswerFiles
from sagemaker_marketplace.rehearse.job import TransformJob, transform_jobs
from sagemaker_marketplace.rehearse.observations import Image, Observations
from sagemaker_marketplace.rehearse.outputs import outputs
from sagemaker_marketplace.rehearse.sources import model as models
from sagemaker_marketplace.rehearse.sources.inputs import InputObject
from sagemaker_marketplace.rehearse.sources.model import Model
from sagemaker_marketplace.rehearse.verdict.verdict import decide
from sagemaker_marketplace.sandbox.containers.job_run import JobRun

_OUTPUT = "spec.ValidationSpecification.ValidationProfiles.*.TransformJobDefinition.TransformOutput.S3OutputPath"


def run(run: JobRun, image: Image, trained: Model | None) -> str:
    """Run the job and return its FailureReason, empty if it completes.

    `trained` is the model of the training job. Raises Failure if the job can't be run, and Cancelled.
    """
    job = next(transform_jobs(run.document))
    data = next(fields.inputs(run.document, fields.TRANSFORM))
    found = run.storage.download(data, run.folder)
    gzip = job.compression == "Gzip"
    objects = [InputObject(each.name, path, gzip) for each, path in found]
    model = trained or _model(run, job)
    observations, answers = _observe(run, job, image, objects, model)
    with answers:
        names = {each.name: f"{each.data.bucket}/{each.data.key}" for each, _ in found}
        run.write_log(contract.data_log(_with_full_names(observations, names)), is_data_log=True)
        _upload(run, job, answers)
        return _reason(run, observations)


def _model(run: JobRun, job: TransformJob) -> Model | None:
    path = (*job.container_path, "ModelDataUrl")
    data = next((each for each in fields.artifacts(run.document) if each.path == path), None)
    return models.archive_of(run.storage.download_model(data, run.folder), data.uri, path) if data else None


def _observe(
    run: JobRun, job: TransformJob, image: Image, objects: Sequence[InputObject], model: Model | None
) -> tuple[Observations, AnswerFiles]:
    limits = limits_for(run.engine, Facts().size(job.instance_type))
    entries, patience = model.entries if model else None, run.local.settings.patience_seconds
    setup = inference.Setup(run.document.file, job, image, objects, limits, patience, run.logbook(), entries)
    with run.group() as group:
        # The instances are there, and the data are downloaded.
        return run.follow(transform_run.run(group, setup, model, Clock()), lambda _: run.enter("Training"))


def _with_full_names(observations: Observations, names: dict[str, str]) -> Observations:
    """Return the observations with bucket and key of each object, as the data log of AWS names it."""
    return replace(
        observations, exchanges=[replace(each, object=names[each.object]) for each in observations.exchanges]
    )


def _upload(run: JobRun, job: TransformJob, answers: AnswerFiles) -> None:
    """Write the output of each object of which every request succeeded."""
    folder = next(run.document.strings(_OUTPUT))[1]
    for name in answers.objects:
        run.require_not_cancelled()
        with TemporaryFile() as file:
            for part in outputs.output(job, answers, name):
                file.write(part)
            file.seek(0)
            run.storage.upload(f"{folder.rstrip('/')}/{contract.output_name(name)}", file)


def _reason(run: JobRun, observations: Observations) -> str:
    """Return why the job fails, by the verdict of the rehearsal; what AWS says of some failures is not known."""
    words = transform_run.failure_words(observations)
    diagnosis = decide(run.document, observations, words).diagnosis
    return (words or diagnosis.reason) if diagnosis else ""
