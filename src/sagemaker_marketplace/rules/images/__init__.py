"""Images: which registry SageMaker and AWS Marketplace take an image from.

It must be a private Amazon ECR repository of the seller's own account, in the Region the product is published from.
"""

from __future__ import annotations

import re

from ...core.records import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.paths import Path

_PLACES = (
    "spec.TrainingSpecification.TrainingImage",
    "spec.InferenceSpecification.Containers.*.Image",
    "spec.AdditionalInferenceSpecifications.*.Containers.*.Image",
)
# ECR's own hosts, its FIPS and its dual-stack ones; whether SageMaker pulls from the latter two is not documented.
_ECR = re.compile(
    r"([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\."
    r"(?:amazonaws\.com|amazonaws\.com\.cn|on\.aws|on\.amazonwebservices\.com\.cn)/(.+)",
    re.DOTALL,
)


class Repository(Frozen):
    """The parts of an image URI in private ECR; `rest` is the repository's name with tag or digest."""

    account: str
    region: str
    rest: str


def used(doc: Document) -> Iterator[tuple[Path, str]]:
    """Yield each image of a manifest."""
    for place in _PLACES:
        yield from doc.texts(place)


def repository(image: str) -> Repository | None:
    """The parts of an image's URI; None when it is not in private ECR."""
    match = _ECR.fullmatch(image)
    return Repository(match[1], match[2], match[3]) if match else None


def in_ecr(doc: Document) -> Iterator[tuple[Path, Repository]]:
    """Yield the parts of each image that is in private ECR."""
    for path, image in used(doc):
        parts = repository(image)
        if parts:
            yield path, parts


def seller(doc: Document) -> str | None:
    """The account of the validation role, which is the seller's; None when the manifest doesn't tell."""
    parts = str(doc.get("spec.ValidationSpecification.ValidationRole", "")).split(":")
    return parts[4] if len(parts) > 5 and re.fullmatch("[0-9]{12}", parts[4]) else None


def uri(account: str | None, region: str | None, rest: str) -> str:
    """Write an image's URI, with placeholders for what is not known."""
    return f"{account or '<account>'}.dkr.ecr.{region or '<region>'}.amazonaws.com/{rest}"
