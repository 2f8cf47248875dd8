"""The validation of one resource by containers: a thread that runs its jobs in order and sets the statuses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock, Thread

from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.findings import AWS_REFUSED, Failure
from sagemaker_marketplace.rehearse.engine.engine import Engine
from sagemaker_marketplace.rehearse.observations import Image
from sagemaker_marketplace.rehearse.sources.model import Model
from sagemaker_marketplace.sandbox import jobs, lifecycle
from sagemaker_marketplace.sandbox.containers import training, transform
from sagemaker_marketplace.sandbox.containers.engine import LocalEngine
from sagemaker_marketplace.sandbox.containers.job import ContainerJob
from sagemaker_marketplace.sandbox.containers.job_run import Cancelled, JobRun
from sagemaker_marketplace.sandbox.containers.storage import Storage
from sagemaker_marketplace.sandbox.lifecycle import Step
from sagemaker_marketplace.sandbox.resource_store import Resource, ResourceStore
from sagemaker_marketplace.sandbox.scenario import Stage

_SECONDS_TO_REMOVE = 20


class Validation:
    """The validation of a resource; `lock` guards the resource, its jobs and their logs."""

    def __init__(
        self,
        resource: Resource,
        store: ResourceStore,
        lock: RLock,
        local: LocalEngine,
        engine: Engine,
        images: Mapping[str, Image],
        url: str,
    ) -> None:
        """`images` are the local images by stage, `url` is the server's."""
        self._resource, self._store, self._lock = resource, store, lock
        self._local, self._engine, self._images, self._url = local, engine, images, url
        self._stages = dict(resource.step.stages)
        self._run: JobRun | None = None
        self._trained: Model | None = None
        self._is_closed = False
        self._thread = Thread(target=self._validate, name=f"validation of {resource.name}", daemon=True)
        resource.has_containers = True

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def cancel(self) -> None:
        """Let the validation end soon."""
        with self._lock:
            self._is_closed = True
            if self._run:
                self._run.cancel()

    def join(self) -> None:
        """Wait until its containers are removed."""
        self._thread.join(_SECONDS_TO_REMOVE)

    def _validate(self) -> None:
        with TemporaryDirectory() as folder:
            if all(self._run_stage(stage, Path(folder)) for stage in self._stages):
                with self._lock:
                    self._resource.advance(Step("Completed", dict(self._stages)))

    def _run_stage(self, stage: str, folder: Path) -> bool:
        """Run a stage and return whether it has completed; an image scan finds nothing."""
        self._advance(stage, "InProgress")
        if stage != "scan":
            run = self._start_job(stage, folder)
            reason = self._reason_of(run)
            with self._lock:
                run.job.end(reason)
                if run.job.status != "Completed":
                    self._fail(run.job)
                    return False
        self._advance(stage, "Completed")
        return True

    def _fail(self, job: ContainerJob) -> None:
        """Set the status of the resource after a job that failed or was stopped."""
        self._resource.outcomes[job.stage] = job.outcome
        if job.status == "Stopped":
            self._resource.advance(lifecycle.stopped(self._resource.step, job.stage, job.name))
        else:
            self._resource.advance(Step("Failed", {**self._stages, job.stage: "Failed"}))

    def _start_job(self, stage: str, folder: Path) -> JobRun:
        resource = self._resource
        new = jobs.start_job(stage, resource.owner, resource.arn, resource.serial, resource.request, Stage())
        job = ContainerJob(**vars(new))
        run = JobRun(
            document=request_document(resource),
            job=job,
            local=self._local,
            engine=self._engine,
            storage=Storage(self._url, resource.owner),
            logs=self._store.logs,
            lock=self._lock,
            folder=folder,
        )
        job.cancel = run.cancel
        with self._lock:
            job.enter("Starting")
            self._store.add_job(resource, job)
            self._run = run
            if self._is_closed:
                run.cancel()
        return run

    def _reason_of(self, run: JobRun) -> str:
        """Run a job and return its FailureReason, empty if it completes.

        If the sandbox can't run it, it is a client's error if the data are missing, as in AWS; the prefixes are those
        of AWS, the messages ours.
        """
        image = self._images[run.job.stage]
        try:
            if run.job.stage == "transform" and "training" in self._stages and not self._trained:
                # The job that wrote no model has completed (aws/sagemaker-python-sdk#3455).
                return f"Could not find model data at {jobs.artifacts_uri(self._resource.jobs['training'])}"
            if run.job.stage == "transform":
                return transform.run(run, image, self._trained)
            reason, self._trained = training.run(run, image)
        except Cancelled:
            return "ClientError: the job was stopped"
        except Failure as failure:
            if failure.exit_code == AWS_REFUSED:
                return f"ClientError: {_with_hint(failure.message, failure.hint)}"
            # Not the words of the engine or of a registry: a diagnosis would take them for those of the container.
            message, _, _ = failure.message.partition(": ")
            return f"InternalServerError: the sandbox can't run the job: {_with_hint(message, failure.hint)}"
        except Exception as error:
            return f"InternalServerError: {type(error).__name__}: {error}"
        return reason

    def _advance(self, stage: str, status: str) -> None:
        with self._lock:
            self._stages[stage] = status
            self._resource.advance(Step("InProgress", dict(self._stages)))


def _with_hint(message: str, hint: str) -> str:
    return f"{message} ({hint})" if hint else message


def request_document(resource: Resource) -> Document:
    """Return the request of a resource as a manifest, from which a rehearsal reads its jobs."""
    document = Document("request")
    document.data = {"kind": resource.kind.prefix, "region": resource.owner.region, "spec": resource.request}
    return document
