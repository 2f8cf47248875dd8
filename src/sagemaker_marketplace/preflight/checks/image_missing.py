"""Every image must exist in its repository.

SageMaker pulls images from the account's own registry for the certification. A tag that was never pushed or was pushed
to another Region, or a mistyped repository, fails the create call or, minutes later, the validation.

Push the image before the release, or fix the tag.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import ecr
from ...aws.queries import NotFound, Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:DescribeImages",)
SOURCES = (
    "aws/amazon-sagemaker-examples#275, #195: refusals for images that are not there (seen)",
    "ECR API, DescribeImages: RepositoryNotFoundException, ImageNotFoundException (documented)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each image that ECR does not have."""
    for image, outcome in _images.outcomes(doc, account, ecr.describe_image):
        if not isinstance(outcome, NotFound):
            continue
        if outcome.code == "RepositoryNotFoundException":
            message = f"repository not found in account {image.account}, {image.region}: {image.repository}"
            yield image.path, message, "fix the repository name, or create it and push the image"
        else:
            what = next(iter(image.image_id.values()))
            message = f"the repository {image.repository} has no image {what} in {image.region}"
            yield image.digest_path, message, _hint(image)


def _hint(image: fields.Image) -> str:
    if image.digest:
        return "write the digest that the push printed"
    if image.tag:
        return f"push it first: docker push {image.uri}"
    return f"without a tag, latest is meant: write the tag that was pushed, or push {image.uri}:latest"
