"""All validations of one server that run in containers."""

from __future__ import annotations

from threading import RLock

from sagemaker_marketplace.sandbox import lifecycle
from sagemaker_marketplace.sandbox.containers.engine import Containers, LocalEngine
from sagemaker_marketplace.sandbox.containers.storage import are_uploaded
from sagemaker_marketplace.sandbox.containers.validation import Validation, request_document
from sagemaker_marketplace.sandbox.resource_store import Resource, ResourceStore

_IMAGES = {
    "training": "spec.TrainingSpecification.TrainingImage",
    "transform": "spec.InferenceSpecification.Containers.0.Image",
}


class Validations:
    """Starts validations, and ends those that run when the server ends."""

    def __init__(self, settings: Containers, url: str) -> None:
        """`url` is the server's."""
        self.local, self._url = LocalEngine(settings), url
        self._running: list[Validation] = []

    def begin(self, resource: Resource, store: ResourceStore, lock: RLock) -> None:
        """Run the jobs of a resource in containers, if the engine has its images and S3 has its data.

        Otherwise the scenario defines what they do. `lock` guards the store.
        """
        stages = lifecycle.stages_of(resource.request)
        document = request_document(resource)
        if "scan" not in stages or len(stages) == 1 or not are_uploaded(document, resource.owner):
            return
        uris = {stage: document.get(_IMAGES[stage], "") for stage in stages if stage != "scan"}
        images = {stage: image for stage, uri in uris.items() if (image := self.local.find_image(uri))}
        engine = self.local.open()
        if engine and len(images) == len(uris):
            validation = Validation(resource, store, lock, self.local, engine, images, self._url)
            self._running.append(validation)
            validation.start()

    def close(self) -> None:
        """End all validations, and wait until their containers are removed."""
        running, self._running = self._running, []
        for validation in running:
            validation.cancel()
        for validation in running:
            validation.join()
