"""Training: what an algorithm offers for training, and how its training is validated.

The training specification declares channels; the validation profile trains once with channels of its own. As far as
its reference says the API compares neither with the other, but the validation has to get along with both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ....facts.facts import NO_ACCELERATOR, UNKNOWN, Facts
from ....manifest.document import Document
from ....manifest.paths import Path

SPECS = ("spec", "TrainingSpecification", "TrainingChannels")
# Source: service model, StoppingCondition.MaxRuntimeInSeconds.
LONGEST = 28 * 86400
# What a validation is to be limited to: sample data takes less.
PLENTY = "an hour is plenty for sample data: MaxRuntimeInSeconds: 3600"
_JOBS = "spec.ValidationSpecification.ValidationProfiles.*.TrainingJobDefinition"
# For families newer than the record: the service model names ml.p, ml.g and ml.trn as accelerated.
_ACCELERATED = ("ml.p", "ml.g", "ml.trn")


@dataclass(frozen=True)
class Declared:
    """A channel of the training specification."""

    path: Path
    name: str
    spec: dict[str, Any]


@dataclass(frozen=True)
class Used:
    """A channel of a validation's training job, with the input mode that counts for it and where that stands."""

    path: Path
    name: str
    channel: dict[str, Any]
    mode: str
    mode_path: Path


def declared(doc: Document) -> list[Declared]:
    """The channels the algorithm declares, those with a name."""
    found = doc.at(".".join(SPECS) + ".*")
    return [Declared(path, spec["Name"], spec) for path, spec in found if _named(spec, "Name")]


def jobs(doc: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the training job of each validation profile."""
    return ((path, job) for path, job in doc.at(_JOBS) if isinstance(job, dict))


def used(path: Path, job: dict[str, Any]) -> Iterator[Used]:
    """Yield the channels of one training job, those with a name.

    A channel's own `InputMode` goes before the job's `TrainingInputMode`. Source: service model, Channel.
    """
    channels = job.get("InputDataConfig")
    for index, channel in enumerate(channels if isinstance(channels, list) else ()):
        if _named(channel, "ChannelName"):
            location = (*path, "InputDataConfig", index)
            own = "InputMode" in channel
            mode = channel["InputMode"] if own else job.get("TrainingInputMode")
            mode_path = (*location, "InputMode") if own else (*path, "TrainingInputMode")
            yield Used(location, channel["ChannelName"], channel, mode if isinstance(mode, str) else "", mode_path)


def pairs(doc: Document) -> Iterator[tuple[Used, Declared]]:
    """Yield each channel of a training job with what the algorithm declares of that name."""
    specs = {channel.name: channel for channel in reversed(declared(doc))}
    for path, job in jobs(doc):
        yield from ((channel, specs[channel.name]) for channel in used(path, job) if channel.name in specs)


def texts(data: dict[str, Any], name: str) -> list[str]:
    """The texts of a list; empty for anything else."""
    values = data.get(name)
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def s3_source(channel: dict[str, Any]) -> dict[str, Any]:
    """The S3 data source of a channel; empty if it has none."""
    source = channel.get("DataSource")
    inner = source.get("S3DataSource") if isinstance(source, dict) else None
    return inner if isinstance(inner, dict) else {}


def takes_pipe(doc: Document, name: str) -> bool:
    """Whether a channel may be read in Pipe mode, as far as the algorithm says."""
    modes = next((texts(one.spec, "SupportedInputModes") for one in declared(doc) if one.name == name), [])
    return not modes or "Pipe" in modes


def needs_pipe(channel: dict[str, Any]) -> bool:
    """Whether something about a channel works in Pipe mode only.

    Source: that of the rules channel-requires-pipe-mode and augmented-manifest-requires-pipe-mode.
    """
    members = ("CompressionType", "RecordWrapperType")
    augmented = s3_source(channel).get("S3DataType") == "AugmentedManifestFile"
    return augmented or any(channel.get(member, "None") != "None" for member in members)


def machines(job: dict[str, Any]) -> list[list[tuple[str, int]]]:
    """What a training job may run on: the instance types of each choice it leaves, and how many of each."""
    resources = job.get("ResourceConfig")
    resources = resources if isinstance(resources, dict) else {}
    groups, preferred = resources.get("InstanceGroups"), resources.get("InstancePreferences")
    if isinstance(preferred, list) and not isinstance(groups, list):
        choices = [_counted([one]) for one in preferred]
    else:
        choices = [_counted([resources, *(groups if isinstance(groups, list) else ())])]
    return [choice for choice in choices if choice]


def _counted(several: list[Any]) -> list[tuple[str, int]]:
    found = []
    for one in several:
        if _named(one, "InstanceType"):
            count = one.get("InstanceCount")
            found.append((one["InstanceType"], count if isinstance(count, int) and count > 0 else 1))
    return found


def accelerated(facts: Facts, instance_type: str) -> bool:
    """Whether a type has a GPU or another accelerator; of a family that is not recorded, told by its name."""
    known = facts.accelerator(instance_type)
    return instance_type.startswith(_ACCELERATED) if known == UNKNOWN else known != NO_ACCELERATOR


def _named(data: Any, member: str) -> bool:
    return isinstance(data, dict) and isinstance(data.get(member), str)
