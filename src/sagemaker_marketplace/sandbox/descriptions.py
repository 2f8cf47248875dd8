"""Fields that the service adds to a request when it describes the resource.

Sources: recordings and tests of aws-controllers-k8s/sagemaker-controller (CertifyForMarketplace, ImageDigest, an empty
KmsKeyId), acceptance tests of Terraform's aws_sagemaker_algorithm (IsCheckpoint is false; the other booleans are
computed there), aws/sagemaker-python-sdk's ModelPackage (the inference specification of a source algorithm).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

from sagemaker_marketplace.sandbox.json_protocol import JsonObject


def fill_in(
    request: JsonObject, image_digest: Callable[[str], str | None], source: JsonObject | None = None
) -> JsonObject:
    """Return a create request as the service describes it.

    `image_digest` returns the digest of an image in ECR; `source` is the description of the source algorithm.
    """
    fields: JsonObject = copy.deepcopy({"CertifyForMarketplace": False, **request})
    if source:
        fields = copy.deepcopy({"InferenceSpecification": source.get("InferenceSpecification", {}), **fields})
    for container in fields.get("InferenceSpecification", {}).get("Containers", ()):
        container.setdefault("IsCheckpoint", False)
        _set_digest(container, "Image", image_digest)
    if "TrainingSpecification" in fields:
        _fill_in_training(fields["TrainingSpecification"], image_digest)
    for output in _transform_outputs(fields):
        output.setdefault("KmsKeyId", "")
    return fields


def _fill_in_training(training: JsonObject, image_digest: Callable[[str], str | None]) -> None:
    training.setdefault("SupportsDistributedTraining", False)
    _set_digest(training, "TrainingImage", image_digest)
    for parameter in training.get("SupportedHyperParameters", ()):
        parameter.update({"IsTunable": False, "IsRequired": False, **parameter})
    for channel in training.get("TrainingChannels", ()):
        channel.setdefault("IsRequired", False)


def _set_digest(fields: JsonObject, image: str, image_digest: Callable[[str], str | None]) -> None:
    digest = image_digest(fields[image]) if image in fields else None
    if digest:
        fields.setdefault(f"{image}Digest", digest)


def _transform_outputs(fields: JsonObject) -> Iterator[JsonObject]:
    for profile in fields.get("ValidationSpecification", {}).get("ValidationProfiles", ()):
        if "TransformJobDefinition" in profile:
            yield profile["TransformJobDefinition"]["TransformOutput"]
