"""The training jobs of an algorithm's validation, as the rehearsal runs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..manifest.document import Document
from ..manifest.paths import Path

_PROFILES: Path = ("spec", "ValidationSpecification", "ValidationProfiles")
_SPECIFICATION: Path = ("spec", "TrainingSpecification")


@dataclass(frozen=True)
class Channel:
    """A channel of a training job: a part of InputDataConfig, at `path`; what is not set is empty.

    `input_mode` is File, FastFile or Pipe: the channel's, otherwise the job's; it is set at `input_mode_path`.
    """

    name: str
    path: Path
    input_mode: str
    content_type: str
    compression: str
    record_wrapper: str
    data_type: str
    distribution: str
    uri: str
    input_mode_path: Path = ()

    @property
    def is_pipe(self) -> bool:
        """Whether the container reads it from FIFOs."""
        return self.input_mode == "Pipe"

    @property
    def uri_path(self) -> Path:
        """The path of its location in S3."""
        return (*self.path, "DataSource", "S3DataSource", "S3Uri")


@dataclass(frozen=True)
class MetricDefinition:
    """A metric of the algorithm, at `path`: its name and the expression that finds its values in the log."""

    name: str
    regex: str
    path: Path


@dataclass(frozen=True)
class TrainingJob:
    """A TrainingJobDefinition and the image that it runs; what the manifest does not set is empty.

    `path` is that of the definition, `image_path` that of the image. `max_runtime_seconds` is of StoppingCondition.
    `declared_channels` and `declared_hyperparameters` are the names in the algorithm's TrainingSpecification, in order.
    """

    profile: str
    path: Path
    image_path: Path
    image: str
    hyperparameters: Mapping[str, str]
    channels: tuple[Channel, ...]
    instance_type: str
    instance_count: int
    max_runtime_seconds: int
    metrics: tuple[MetricDefinition, ...]
    declared_channels: tuple[str, ...] = ()
    declared_hyperparameters: tuple[str, ...] = ()

    @property
    def instance_type_path(self) -> Path:
        """The path of the job's instance type."""
        return (*self.path, "ResourceConfig", "InstanceType")

    def declared_channel_path(self, name: str) -> Path:
        """The path of a channel's name in TrainingChannels; empty if it is not declared."""
        if name not in self.declared_channels:
            return ()
        return (*_SPECIFICATION, "TrainingChannels", self.declared_channels.index(name), "Name")


def training_jobs(doc: Document) -> Iterator[TrainingJob]:
    """Yield the training job of each validation profile of a document without errors."""
    specification = doc.spec.get("TrainingSpecification") or {}
    profiles = (doc.spec.get("ValidationSpecification") or {}).get("ValidationProfiles")
    for number, profile in enumerate(profiles if isinstance(profiles, list) else ()):
        definition = profile.get("TrainingJobDefinition")
        if definition and specification:
            path: Path = (*_PROFILES, number, "TrainingJobDefinition")
            yield _job(str(profile.get("ProfileName", "")), path, definition, specification)


def _job(profile: str, path: Path, definition: Mapping[str, Any], specification: Mapping[str, Any]) -> TrainingJob:
    resources = definition.get("ResourceConfig") or {}
    metrics = specification.get("MetricDefinitions") or ()
    return TrainingJob(
        profile=profile,
        path=path,
        image_path=(*_SPECIFICATION, "TrainingImage"),
        image=specification.get("TrainingImage", ""),
        hyperparameters=definition.get("HyperParameters") or {},
        channels=tuple(_channels(path, definition)),
        instance_type=resources.get("InstanceType", ""),
        instance_count=resources.get("InstanceCount", 1),
        max_runtime_seconds=(definition.get("StoppingCondition") or {}).get("MaxRuntimeInSeconds", 0),
        metrics=tuple(
            MetricDefinition(each.get("Name", ""), each.get("Regex", ""), (*_SPECIFICATION, "MetricDefinitions", index))
            for index, each in enumerate(metrics)
        ),
        declared_channels=_names(specification.get("TrainingChannels")),
        declared_hyperparameters=_names(specification.get("SupportedHyperParameters")),
    )


def _names(declared: Any) -> tuple[str, ...]:
    return tuple(str(each.get("Name", "")) for each in declared or ())


def _channels(path: Path, definition: Mapping[str, Any]) -> Iterator[Channel]:
    for index, channel in enumerate(definition.get("InputDataConfig") or ()):
        data = (channel.get("DataSource") or {}).get("S3DataSource") or {}
        own_mode = channel.get("InputMode")
        wrapper, compression = channel.get("RecordWrapperType", ""), channel.get("CompressionType", "")
        yield Channel(
            name=channel.get("ChannelName", ""),
            path=(*path, "InputDataConfig", index),
            input_mode=own_mode or definition.get("TrainingInputMode", ""),
            content_type=channel.get("ContentType", ""),
            compression="" if compression == "None" else compression,
            record_wrapper="" if wrapper == "None" else wrapper,
            data_type=data.get("S3DataType", ""),
            distribution=data.get("S3DataDistributionType", ""),
            uri=data.get("S3Uri", ""),
            input_mode_path=(*path, "InputDataConfig", index, "InputMode")
            if own_mode
            else (*path, "TrainingInputMode"),
        )
