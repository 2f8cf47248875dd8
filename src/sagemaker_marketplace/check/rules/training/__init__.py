"""Training: what an algorithm supports for training, and how its training is validated.

The training specification declares channels, and the validation profile trains once with its own channels. According to
the reference the API does not compare the two, but the validation has to work with both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ....facts.facts import NO_ACCELERATOR, UNKNOWN, Facts
from ....manifest.document import Document
from ....manifest.paths import Path

CHANNELS = ("spec", "TrainingSpecification", "TrainingChannels")
# Source: service model, StoppingCondition.MaxRuntimeInSeconds.
MAX_RUNTIME = 28 * 86400
# The hint for long time limits.
SHORTER_LIMIT = "use MaxRuntimeInSeconds: 3600, which is enough for sample data"
_JOBS = "spec.ValidationSpecification.ValidationProfiles.*.TrainingJobDefinition"
# For families that the facts don't include: the service model lists ml.p, ml.g and ml.trn as accelerated.
_ACCELERATED = ("ml.p", "ml.g", "ml.trn")


class DeclaredChannel(NamedTuple):
    """A channel of the training specification."""

    path: Path
    name: str
    spec: dict[str, Any]


class JobChannel(NamedTuple):
    """A channel of a validation's training job, with its effective input mode and the path of that mode."""

    path: Path
    name: str
    data: dict[str, Any]
    mode: str
    mode_path: Path


def declared_channels(doc: Document) -> list[DeclaredChannel]:
    """Return the channels that the algorithm declares with a name."""
    specs = doc.at(".".join(CHANNELS) + ".*")
    return [DeclaredChannel(path, spec["Name"], spec) for path, spec in specs if _has_string(spec, "Name")]


def jobs(doc: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the training job of each validation profile."""
    return ((path, job) for path, job in doc.at(_JOBS) if isinstance(job, dict))


def job_channels(path: Path, job: dict[str, Any]) -> Iterator[JobChannel]:
    """Yield the channels of one training job that have a name.

    A channel's own `InputMode` overrides the job's `TrainingInputMode`. Source: service model, Channel.
    """
    channels = job.get("InputDataConfig")
    for index, channel in enumerate(channels if isinstance(channels, list) else ()):
        if _has_string(channel, "ChannelName"):
            location = (*path, "InputDataConfig", index)
            overrides = "InputMode" in channel
            mode = channel["InputMode"] if overrides else job.get("TrainingInputMode")
            mode_path = (*location, "InputMode") if overrides else (*path, "TrainingInputMode")
            yield JobChannel(
                location, channel["ChannelName"], channel, mode if isinstance(mode, str) else "", mode_path
            )


def channel_pairs(doc: Document) -> Iterator[tuple[JobChannel, DeclaredChannel]]:
    """Yield each channel of a training job with the declared channel of that name."""
    specs = {channel.name: channel for channel in reversed(declared_channels(doc))}
    for path, job in jobs(doc):
        yield from ((channel, specs[channel.name]) for channel in job_channels(path, job) if channel.name in specs)


def strings(data: dict[str, Any], name: str) -> list[str]:
    """Return the strings in a list field; empty for anything else."""
    values = data.get(name)
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def s3_source(channel: dict[str, Any]) -> dict[str, Any]:
    """Return the S3 data source of a channel, empty if it has none."""
    source = channel.get("DataSource")
    inner = source.get("S3DataSource") if isinstance(source, dict) else None
    return inner if isinstance(inner, dict) else {}


def supports_pipe(doc: Document, name: str) -> bool:
    """Whether the declared channel supports Pipe mode, or lists no modes."""
    modes = next(
        (strings(channel.spec, "SupportedInputModes") for channel in declared_channels(doc) if channel.name == name), []
    )
    return not modes or "Pipe" in modes


def requires_pipe(channel: dict[str, Any]) -> bool:
    """Whether a channel has a setting that requires Pipe mode.

    Source: that of the rules channel-requires-pipe-mode and augmented-manifest-requires-pipe-mode.
    """
    is_augmented = s3_source(channel).get("S3DataType") == "AugmentedManifestFile"
    return is_augmented or any(
        channel.get(field, "None") != "None" for field in ("CompressionType", "RecordWrapperType")
    )


def instance_options(job: dict[str, Any]) -> list[list[tuple[str, int]]]:
    """Return the instances that a training job can run on: instance types and counts of each possible selection."""
    resources = job.get("ResourceConfig")
    resources = resources if isinstance(resources, dict) else {}
    groups, preferences = resources.get("InstanceGroups"), resources.get("InstancePreferences")
    if isinstance(preferences, list) and not isinstance(groups, list):
        options = [_types_and_counts([preference]) for preference in preferences]
    else:
        options = [_types_and_counts([resources, *(groups if isinstance(groups, list) else ())])]
    return [option for option in options if option]


def _types_and_counts(entries: list[Any]) -> list[tuple[str, int]]:
    instances = []
    for entry in entries:
        if _has_string(entry, "InstanceType"):
            count = entry.get("InstanceCount")
            instances.append((entry["InstanceType"], count if isinstance(count, int) and count > 0 else 1))
    return instances


def is_accelerated(facts: Facts, instance_type: str) -> bool:
    """Whether a type has a GPU or another accelerator, inferred from its prefix if the facts don't include it."""
    accelerator = facts.accelerator(instance_type)
    return instance_type.startswith(_ACCELERATED) if accelerator == UNKNOWN else accelerator != NO_ACCELERATOR


def _has_string(data: Any, field: str) -> bool:
    return isinstance(data, dict) and isinstance(data.get(field), str)
