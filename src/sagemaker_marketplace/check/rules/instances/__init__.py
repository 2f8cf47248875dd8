"""Instance types: what a product is offered on, and what its validation runs on.

SageMaker keeps three lists of types, for training, batch transform and real-time endpoints, and they differ in small
ways. AWS Marketplace makes a price dimension of every type a product lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ....facts.facts import REALTIME, TRAINING, TRANSFORM, Facts
from ....manifest.document import Document
from ....manifest.paths import Path, parse

NAMES = {TRAINING: "training", TRANSFORM: "batch transform", REALTIME: "real-time endpoints"}
TRAINING_LIST = "spec.TrainingSpecification.SupportedTrainingInstanceTypes"
TRANSFORM_LIST = "spec.InferenceSpecification.SupportedTransformInstanceTypes"
_REALTIME_LIST = "spec.InferenceSpecification.SupportedRealtimeInferenceInstanceTypes"
_ADDITIONAL = "spec.AdditionalInferenceSpecifications.*."
_PROFILE = "spec.ValidationSpecification.ValidationProfiles.*."
RESOURCES = _PROFILE + "TrainingJobDefinition.ResourceConfig"
_TRANSFORM_RESOURCES = _PROFILE + "TransformJobDefinition.TransformResources"
_LISTED = (
    (TRAINING_LIST + ".*", TRAINING),
    (TRANSFORM_LIST + ".*", TRANSFORM),
    (_REALTIME_LIST + ".*", REALTIME),
    (_ADDITIONAL + "SupportedTransformInstanceTypes.*", TRANSFORM),
    (_ADDITIONAL + "SupportedRealtimeInferenceInstanceTypes.*", REALTIME),
)
_VALIDATING = (
    (RESOURCES + ".InstanceType", TRAINING),
    (RESOURCES + ".InstanceGroups.*.InstanceType", TRAINING),
    (RESOURCES + ".InstancePreferences.*.InstanceType", TRAINING),
    (RESOURCES + ".SelectedInstanceType", TRAINING),
    (_TRANSFORM_RESOURCES + ".InstanceType", TRANSFORM),
)
_SHOWN = 4


class Instance(NamedTuple):
    """An instance type in a manifest: where, which, and for which use."""

    path: Path
    type: str
    use: str


class Offer(NamedTuple):
    """A list of supported types: where, what it holds, and for which use."""

    path: Path
    types: dict[int, str]
    use: str


class Resources(NamedTuple):
    """What a validation job runs on: where it stands, what it says, and the types it names."""

    path: Path
    config: dict[str, Any]
    instances: tuple[Instance, ...]


def offers(doc: Document) -> Iterator[Offer]:
    """Yield each list of what the product supports: its types by index, without entries that are no texts."""
    for location, use in _LISTED:
        for path, named in doc.at(location.removesuffix(".*")):
            if isinstance(named, list):
                types = {index: entry for index, entry in enumerate(named) if isinstance(entry, str)}
                yield Offer(path, types, use)


def listed(doc: Document) -> Iterator[Instance]:
    """Yield each type in the lists of what the product supports."""
    return _find(doc, _LISTED)


def validating(doc: Document) -> Iterator[Instance]:
    """Yield each type the validation jobs run on."""
    return _find(doc, _VALIDATING)


def resources(doc: Document) -> Iterator[Resources]:
    """Yield what each validation job runs on."""
    named: dict[Path, list[Instance]] = {}
    depth = len(parse(RESOURCES))
    for instance in validating(doc):
        named.setdefault(instance.path[:depth], []).append(instance)
    for location in (RESOURCES, _TRANSFORM_RESOURCES):
        for path, config in doc.at(location):
            if isinstance(config, dict):
                yield Resources(path, config, tuple(named.get(path, ())))


def supported(doc: Document, use: str) -> list[str]:
    """The types a validation job should be on: those of the product's list for training or for batch transform."""
    location = TRAINING_LIST if use == TRAINING else TRANSFORM_LIST
    return [instance_type for _, instance_type in doc.strings(location + ".*")]


def usable(doc: Document, facts: Facts, use: str, types: list[str]) -> list[str]:
    """Those of some types that a hint may offer: the API takes them for the use, and no rule warns of them."""
    region, taken = doc.region or "", set(facts.types(use))
    return [
        name
        for name in types
        if name in taken
        and not (facts.retired(name) or facts.ruled_out(region, name))
        and facts.architecture(name) != "arm64"
    ]


def offered(doc: Document, facts: Facts, job: Resources, instance: Instance) -> list[str]:
    """What a validation job could run on instead of one of its types: usable types of the product's list that suit it.

    A type does not suit that the preferences already have, nor one that changes what must be said about the volume.
    """
    others = {other.type for other in job.instances} if "InstancePreferences" in instance.path else set()
    keyed = bool(job.config.get("VolumeKmsKeyId"))
    bare = instance.use == TRAINING and not job.config.get("VolumeSizeInGB")
    return [
        name
        for name in usable(doc, facts, instance.use, supported(doc, instance.use))
        if name not in others and facts.local_storage(name) not in (True if keyed else None, False if bare else None)
    ]


def some(types: list[str]) -> str:
    """Name the first of some types, and how many there are."""
    rest = len(types) - _SHOWN
    return f"{', '.join(types[:_SHOWN])} and {rest} more" if rest > 0 else ", ".join(types)


def entries(config: Any, name: str) -> list[tuple[int, dict[str, Any]]]:
    """Those entries of a list in a ResourceConfig that are mappings, with their index."""
    found = config.get(name) if isinstance(config, dict) else None
    return [pair for pair in enumerate(found) if isinstance(pair[1], dict)] if isinstance(found, list) else []


def preferences(config: Any) -> list[tuple[int, dict[str, Any]]]:
    """The InstancePreferences of a ResourceConfig that are mappings, with their index."""
    return entries(config, "InstancePreferences")


def _find(doc: Document, locations: tuple[tuple[str, str], ...]) -> Iterator[Instance]:
    for location, use in locations:
        for path, instance_type in doc.strings(location):
            yield Instance(path, instance_type, use)
