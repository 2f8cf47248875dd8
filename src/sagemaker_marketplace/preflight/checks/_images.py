"""Queries about a manifest's images. Missing images are skipped: image-missing reports them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from ...aws import ecr
from ...aws.queries import NoAnswer, NotFound, PermissionMissing, Queries
from ...manifest import fields
from ...manifest.document import Document
from ..local_images import LocalImages

T = TypeVar("T")

# Where configs of images come from.
Source = Queries | LocalImages

# Builds a single Docker manifest with any of Docker's builders.
PLAIN = (
    "build with docker buildx build --platform linux/amd64 --provenance=false --sbom=false "
    "--output type=registry,oci-mediatypes=false; for docker/build-push-action: platforms: linux/amd64, "
    "provenance: false, sbom: false, outputs: type=registry,oci-mediatypes=false"
)

_SHOWN = 100


def outcomes(
    doc: Document, account: Queries, query: Callable[[Queries, fields.Image], T]
) -> Iterator[tuple[fields.Image, T | NotFound]]:
    """Yield each image with the answer about it, or NotFound; after the last, raise the first error.

    Raises PermissionMissing or NoAnswer.
    """
    first_error: PermissionMissing | NoAnswer | None = None
    for image in fields.images(doc):
        try:
            outcome: T | NotFound = query(account, image)
        except NotFound as absent:
            outcome = absent
        except (PermissionMissing, NoAnswer) as error:
            first_error = first_error or error
            continue
        yield image, outcome
    if first_error:
        raise first_error


def details(doc: Document, account: Queries) -> Iterator[tuple[fields.Image, dict[str, Any]]]:
    """Yield each image with ECR's ImageDetail."""
    return _existing(doc, account, ecr.describe_image)


def manifests(doc: Document, account: Queries) -> Iterator[tuple[fields.Image, ecr.Manifest]]:
    """Yield each image with its manifest."""
    return _existing(doc, account, ecr.image_manifest)


def configs(doc: Document, source: Source) -> Iterator[tuple[fields.Image, ecr.Config]]:
    """Yield each image that has a config with it; an index has none."""
    if isinstance(source, LocalImages):
        yield from source.configs(doc)
    else:
        yield from ((image, config) for image, config in _existing(doc, source, ecr.image_config) if config)


def scans(doc: Document, account: Queries) -> Iterator[tuple[fields.Image, ecr.Scan]]:
    """Yield each image that was scanned with its scan."""
    return _existing(doc, account, ecr.last_scan)


def argument(doc: Document, image: fields.Image) -> str:
    """Return the argument SageMaker runs the image with: `train`, `serve`, or `train or serve` if it has both uses."""
    if image.path[1] != "TrainingSpecification":
        return "serve"
    serving = any(uri == image.uri for _, uri in doc.strings("spec.InferenceSpecification.Containers.*.Image"))
    return "train or serve" if serving else "train"


def rescan(image: fields.Image) -> str:
    """Return the hint to scan the image."""
    [(name, value)] = image.image_id.items()
    named = f"--repository-name {image.repository} --image-id {name}={value} --region {image.region}"
    return f"scan it: aws ecr start-image-scan {named}"


def short(text: str) -> str:
    """Return the beginning of a string from the image, which can have any length."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _existing(
    doc: Document, account: Queries, query: Callable[[Queries, fields.Image], T]
) -> Iterator[tuple[fields.Image, T]]:
    for image, outcome in outcomes(doc, account, query):
        if not isinstance(outcome, NotFound):
            yield image, outcome
