"""Validates create requests beyond the service model: fields that require or exclude each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moto.backends import get_backend

from sagemaker_marketplace.sandbox.json_protocol import UNSUPPORTED, JsonObject, Owner, name_of, validation_error
from sagemaker_marketplace.sandbox.request_validation import length_violation

_ECR_REGION = re.compile(r"\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com")


def validate_model_package(request: JsonObject, owner: Owner) -> None:
    """Raise ServiceError for an invalid CreateModelPackage request, with the service's message if it is known.

    Sources: getmoto/moto#7165 (name and group), boto/boto3#4510 (additional data), and the API's documentation of
    InferenceSpecification (both instance lists are required for an unversioned package; the message is ours).
    """
    group, name = request.get("ModelPackageGroupName"), request.get("ModelPackageName")
    if group and name:
        raise validation_error(
            "Both ModelPackageName and ModelPackageGroupName are provided in the input. "
            "Cannot determine which one to use."
        )
    if not group and not name:
        raise validation_error("Missing ARN.")
    inference = request.get("InferenceSpecification", {})
    if any("AdditionalS3DataSource" in container for container in inference.get("Containers", ())):
        raise validation_error("AdditionalS3DataSource is not allowed in InferenceSpecification")
    if group:
        _reject_version(request, owner)
    for instances in ("SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes"):
        if inference and not inference.get(instances):
            raise validation_error(f"{instances} must be provided for an unversioned model package.")
    _validate_images(request, owner.region)


def validate_algorithm(request: JsonObject, region: str, max_channels: int) -> None:
    """Raise ServiceError for an invalid CreateAlgorithm request.

    The seller guide allows 20 training channels, the service model 8: a scenario decides.
    """
    channels = request["TrainingSpecification"]["TrainingChannels"]
    if len(channels) > max_channels:
        violation = length_violation(channels, ("trainingSpecification", "trainingChannels"), max_channels)
        raise validation_error(f"1 validation error detected: {violation}")
    _validate_images(request, region)


def _reject_version(request: JsonObject, owner: Owner) -> None:
    """Reject a version in a model package group, which AWS Marketplace does not support; moto has the groups.

    The message for a missing group is that of getmoto/moto's tests.
    """
    if request.get("Tags"):
        raise validation_error(
            "Tags are not supported in Model Package versions. Please add them to the Model Package Group"
        )
    groups = get_backend("sagemaker")[owner.account][owner.region].model_package_groups
    if name_of(request["ModelPackageGroupName"], owner.region) not in groups:
        raise validation_error("Model Package Group does not exist.")
    raise UNSUPPORTED


def _validate_images(request: JsonObject, region: str) -> None:
    """Reject an image in another Region's ECR.

    The message is CreateModel's (aws/sagemaker-pytorch-inference-toolkit#7). That the create calls already return it
    is an inference: the seller guide requires all images in the Region published from.
    """
    for image in _images(request):
        match = _ECR_REGION.match(image)
        if match and match[1] != region:
            raise validation_error(
                f'Region of "{image}" does not match expected region of {region}. '
                "Cross region ECR image pulls are not allowed."
            )


def _images(request: JsonObject) -> Iterator[str]:
    """Yield the images in a create request."""
    if "TrainingSpecification" in request:
        yield request["TrainingSpecification"]["TrainingImage"]
    for container in request.get("InferenceSpecification", {}).get("Containers", ()):
        if "Image" in container:
            yield container["Image"]
