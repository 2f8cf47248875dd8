"""Instance types: what a product is offered on, and what its validation runs on.

SageMaker keeps three lists of types, for training, batch transform and real-time endpoints, and they differ in small
ways. AWS Marketplace makes a price dimension of every type a product lists.
"""

from __future__ import annotations

from ...core.facts import REALTIME, TRAINING, TRANSFORM
from ...core.records import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.paths import Path

NAMES = {TRAINING: "training", TRANSFORM: "batch transform", REALTIME: "real-time endpoints"}
TRAINING_LIST = "spec.TrainingSpecification.SupportedTrainingInstanceTypes"
TRANSFORM_LIST = "spec.InferenceSpecification.SupportedTransformInstanceTypes"
_REALTIME_LIST = "spec.InferenceSpecification.SupportedRealtimeInferenceInstanceTypes"
_ADDITIONAL = "spec.AdditionalInferenceSpecifications.*."
_PROFILE = "spec.ValidationSpecification.ValidationProfiles.*."
_RESOURCES = _PROFILE + "TrainingJobDefinition.ResourceConfig."
_LISTED = (
    (TRAINING_LIST + ".*", TRAINING),
    (TRANSFORM_LIST + ".*", TRANSFORM),
    (_REALTIME_LIST + ".*", REALTIME),
    (_ADDITIONAL + "SupportedTransformInstanceTypes.*", TRANSFORM),
    (_ADDITIONAL + "SupportedRealtimeInferenceInstanceTypes.*", REALTIME),
)
_VALIDATING = (
    (_RESOURCES + "InstanceType", TRAINING),
    (_RESOURCES + "InstanceGroups.*.InstanceType", TRAINING),
    (_RESOURCES + "InstancePreferences.*.InstanceType", TRAINING),
    (_RESOURCES + "SelectedInstanceType", TRAINING),
    (_PROFILE + "TransformJobDefinition.TransformResources.InstanceType", TRANSFORM),
)


class Instance(Frozen):
    """An instance type in a manifest: where, which, and for which use."""

    path: Path
    type: str
    use: str


def listed(doc: Document) -> Iterator[Instance]:
    """Yield each type in the lists of what the product supports."""
    return _find(doc, _LISTED)


def validating(doc: Document) -> Iterator[Instance]:
    """Yield each type the validation jobs run on."""
    return _find(doc, _VALIDATING)


def _find(doc: Document, places: tuple[tuple[str, str], ...]) -> Iterator[Instance]:
    for place, use in places:
        for path, instance_type in doc.texts(place):
            yield Instance(path, instance_type, use)
