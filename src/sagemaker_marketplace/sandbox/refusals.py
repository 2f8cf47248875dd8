"""What the create calls refuse beyond the service model: members that need or exclude each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sagemaker_marketplace.sandbox.wire import Members, refused

_ECR_REGION = re.compile(r"\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com")


def refuse_model_package(request: Members, region: str) -> None:
    """Raise ServiceError for a CreateModelPackage request the service refuses, with its words where they are known.

    Sources: getmoto/moto#7165 (name and group), boto/boto3#4510 (additional data), and the API's documentation of
    InferenceSpecification (both instance lists are required for an unversioned package; the text is ours).
    """
    group, name = request.get("ModelPackageGroupName"), request.get("ModelPackageName")
    if group and name:
        raise refused(
            "Both ModelPackageName and ModelPackageGroupName are provided in the input. "
            "Cannot determine which one to use."
        )
    if not group and not name:
        raise refused("Missing ARN.")
    inference = request.get("InferenceSpecification", {})
    if any("AdditionalS3DataSource" in container for container in inference.get("Containers", ())):
        raise refused("AdditionalS3DataSource is not allowed in InferenceSpecification")
    if group:
        _refuse_version(request)
    for instances in ("SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes"):
        if inference and not inference.get(instances):
            raise refused(f"{instances} must be provided for an unversioned model package.")
    _refuse_images(request, region)


def refuse_algorithm(request: Members, region: str) -> None:
    """Raise ServiceError for a CreateAlgorithm request the service refuses; its model has no other known rule."""
    _refuse_images(request, region)


def _refuse_version(request: Members) -> None:
    """Refuse a versioned package: AWS Marketplace takes none, so no group ever exists in the sandbox."""
    if request.get("Tags"):
        raise refused("Tags are not supported in Model Package versions. Please add them to the Model Package Group")
    raise refused(f"Model package group {request['ModelPackageGroupName']} does not exist.")


def _refuse_images(request: Members, region: str) -> None:
    """Refuse an image in another Region's ECR.

    The words are those of CreateModel (aws/sagemaker-pytorch-inference-toolkit#7). That the create call already
    says so is our reading: the seller guide wants all images in the Region published from.
    """
    for image in _images(request):
        found = _ECR_REGION.match(image)
        if found and found[1] != region:
            raise refused(
                f'Region of "{image}" does not match expected region of {region}. '
                "Cross region ECR image pulls are not allowed."
            )


def _images(request: Members) -> Iterator[str]:
    """Yield the images a create request names."""
    if "TrainingSpecification" in request:
        yield request["TrainingSpecification"]["TrainingImage"]
    for container in request.get("InferenceSpecification", {}).get("Containers", ()):
        if "Image" in container:
            yield container["Image"]
