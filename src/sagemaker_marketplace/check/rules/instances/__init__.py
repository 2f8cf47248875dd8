"""Instance types: what a product supports, and what its validation uses.

SageMaker has three slightly different lists of types, for training, batch transform and real-time endpoints. AWS
Marketplace has one price dimension for each type that a product lists.
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
    """An instance type in a manifest, with its path and use."""

    path: Path
    type: str
    use: str


class TypeList(NamedTuple):
    """A list of supported types, with its path and use."""

    path: Path
    types: dict[int, str]
    use: str


class JobResources(NamedTuple):
    """The resources of a validation job: path, configuration and instance types."""

    path: Path
    config: dict[str, Any]
    instances: tuple[Instance, ...]


def type_lists(doc: Document) -> Iterator[TypeList]:
    """Yield each list of supported types, by index; entries that are not strings are left out."""
    for location, use in _LISTED:
        for path, entries in doc.at(location.removesuffix(".*")):
            if isinstance(entries, list):
                types = {index: entry for index, entry in enumerate(entries) if isinstance(entry, str)}
                yield TypeList(path, types, use)


def listed_instances(doc: Document) -> Iterator[Instance]:
    """Yield each type in the lists of supported types."""
    return _find(doc, _LISTED)


def validation_instances(doc: Document) -> Iterator[Instance]:
    """Yield each type that a validation job uses."""
    return _find(doc, _VALIDATING)


def job_resources(doc: Document) -> Iterator[JobResources]:
    """Yield the resources of each validation job."""
    by_path: dict[Path, list[Instance]] = {}
    depth = len(parse(RESOURCES))
    for instance in validation_instances(doc):
        by_path.setdefault(instance.path[:depth], []).append(instance)
    for location in (RESOURCES, _TRANSFORM_RESOURCES):
        for path, config in doc.at(location):
            if isinstance(config, dict):
                yield JobResources(path, config, tuple(by_path.get(path, ())))


def supported_types(doc: Document, use: str) -> list[str]:
    """Return the product's list of types for training or for batch transform."""
    location = TRAINING_LIST if use == TRAINING else TRANSFORM_LIST
    return [instance_type for _, instance_type in doc.strings(location + ".*")]


def usable_types(doc: Document, facts: Facts, use: str, types: list[str]) -> list[str]:
    """Return those of some types that a hint can suggest: valid for the use, and reported by no rule."""
    region, valid = doc.region or "", set(facts.types(use))
    return [
        name
        for name in types
        if name in valid
        and not (facts.retired(name) or facts.ruled_out(region, name))
        and facts.architecture(name) != "arm64"
    ]


def suitable_types(doc: Document, facts: Facts, job: JobResources, instance: Instance) -> list[str]:
    """Return the types of the product's list that can replace one of a validation job's types.

    Types that are already among the preferences, or that require other volume fields, are left out.
    """
    others = {other.type for other in job.instances} if "InstancePreferences" in instance.path else set()
    has_key = bool(job.config.get("VolumeKmsKeyId"))
    has_no_size = instance.use == TRAINING and not job.config.get("VolumeSizeInGB")
    return [
        name
        for name in usable_types(doc, facts, instance.use, supported_types(doc, instance.use))
        if name not in others
        and facts.local_storage(name) not in (True if has_key else None, False if has_no_size else None)
    ]


def shorten(types: list[str]) -> str:
    """List the first types, and how many more there are."""
    rest = len(types) - _SHOWN
    return f"{', '.join(types[:_SHOWN])} and {rest} more" if rest > 0 else ", ".join(types)


def objects_in(config: Any, name: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the objects in a list of a ResourceConfig, with their index."""
    values = config.get(name) if isinstance(config, dict) else None
    return [pair for pair in enumerate(values) if isinstance(pair[1], dict)] if isinstance(values, list) else []


def preferences(config: Any) -> list[tuple[int, dict[str, Any]]]:
    """Return the objects in InstancePreferences of a ResourceConfig, with their index."""
    return objects_in(config, "InstancePreferences")


def _find(doc: Document, locations: tuple[tuple[str, str], ...]) -> Iterator[Instance]:
    for location, use in locations:
        for path, instance_type in doc.strings(location):
            yield Instance(path, instance_type, use)
