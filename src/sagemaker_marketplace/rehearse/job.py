"""The transform jobs of a manifest's validation, as the rehearsal runs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..manifest.document import Document
from ..manifest.paths import Path

_TRAINING_IMAGE: Path = ("spec", "TrainingSpecification", "TrainingImage")
_CONTAINER: Path = ("spec", "InferenceSpecification", "Containers", 0)


@dataclass(frozen=True)
class TransformJob:
    """A TransformJobDefinition and the container that it runs; what the manifest does not set is empty, 0 or None.

    `path` is that of the definition, `container_path` that of the container. `environment` is the container's, with the
    job's on top. `max_payload_mb` is None if it is not set: 0 means an unlimited payload. `is_trained` is whether its
    model is that of the profile's training job.
    """

    profile: str
    path: Path
    container_path: Path
    image: str
    model_uri: str
    environment: Mapping[str, str]
    content_type: str
    accept: str
    split_type: str
    batch_strategy: str
    max_payload_mb: int | None
    max_concurrent: int
    compression: str
    data_type: str
    input_uri: str
    assemble_with: str
    instance_type: str
    instance_count: int
    is_trained: bool = False

    @property
    def model_path(self) -> Path:
        """The path of the field that the model comes from: the training image, if a training job made it."""
        return _TRAINING_IMAGE if self.is_trained else (*self.container_path, "ModelDataUrl")

    @property
    def input_path(self) -> Path:
        """The path of the location of its input in S3."""
        return (*self.path, "TransformInput", "DataSource", "S3DataSource", "S3Uri")

    @property
    def image_path(self) -> Path:
        """The path of the container's image."""
        return (*self.container_path, "Image")

    @property
    def instance_type_path(self) -> Path:
        """The path of the job's instance type."""
        return (*self.path, "TransformResources", "InstanceType")


def transform_jobs(doc: Document) -> Iterator[TransformJob]:
    """Yield the transform job of each validation profile of a document without errors."""
    container = _at(doc.data, _CONTAINER)
    profiles = _at(doc.data, ("spec", "ValidationSpecification", "ValidationProfiles"))
    for number, profile in enumerate(profiles if isinstance(profiles, list) else ()):
        definition = profile.get("TransformJobDefinition")
        if definition and container:
            path: Path = ("spec", "ValidationSpecification", "ValidationProfiles", number, "TransformJobDefinition")
            job = _job(str(profile.get("ProfileName", "")), path, definition, container)
            is_trained = bool(profile.get("TrainingJobDefinition") and doc.spec.get("TrainingSpecification"))
            yield replace(job, is_trained=is_trained)


def _job(profile: str, path: Path, definition: Mapping[str, Any], container: Mapping[str, Any]) -> TransformJob:
    source, sink = definition.get("TransformInput") or {}, definition.get("TransformOutput") or {}
    data = (source.get("DataSource") or {}).get("S3DataSource") or {}
    resources = definition.get("TransformResources") or {}
    return TransformJob(
        profile=profile,
        path=path,
        container_path=_CONTAINER,
        image=container.get("Image", ""),
        model_uri=container.get("ModelDataUrl", ""),
        environment={**(container.get("Environment") or {}), **(definition.get("Environment") or {})},
        content_type=source.get("ContentType", ""),
        accept=sink.get("Accept", ""),
        split_type=_chosen(source.get("SplitType")),
        batch_strategy=definition.get("BatchStrategy", ""),
        max_payload_mb=definition.get("MaxPayloadInMB"),
        max_concurrent=definition.get("MaxConcurrentTransforms", 0),
        compression=_chosen(source.get("CompressionType")),
        data_type=data.get("S3DataType", ""),
        input_uri=data.get("S3Uri", ""),
        assemble_with=_chosen(sink.get("AssembleWith")),
        instance_type=resources.get("InstanceType", ""),
        instance_count=resources.get("InstanceCount", 1),
    )


def _chosen(value: str | None) -> str:
    """The value of a field whose value `None` means the same as its absence (service model: the default)."""
    return "" if value in (None, "None") else str(value)


def _at(data: Any, path: Path) -> Any:
    for key in path:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data
