"""What the account has of a manifest's images. An image that is not there is left out: image-missing tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from ...aws import ecr
from ...aws.queries import NoAnswer, NotFound, PermissionMissing, Queries
from ...manifest import fields
from ...manifest.document import Document

T = TypeVar("T")

# Builds one manifest of the older kind, whichever builder Docker uses.
PLAIN = (
    "build with docker buildx build --platform linux/amd64 --provenance=false --sbom=false "
    "--output type=registry,oci-mediatypes=false; for docker/build-push-action: platforms: linux/amd64, "
    "provenance: false, sbom: false, outputs: type=registry,oci-mediatypes=false"
)

_SHOWN = 100


def outcomes(
    doc: Document, account: Queries, ask: Callable[[Queries, fields.Image], T]
) -> Iterator[tuple[fields.Image, T | NotFound]]:
    """Yield each image with the answer about it, or that it is absent; only after the last, raise what was in the way.

    Raises Forbidden or Unanswered, the first there was.
    """
    silence: PermissionMissing | NoAnswer | None = None
    for image in fields.images(doc):
        try:
            outcome: T | NotFound = ask(account, image)
        except NotFound as absent:
            outcome = absent
        except (PermissionMissing, NoAnswer) as told:
            silence = silence or told
            continue
        yield image, outcome
    if silence:
        raise silence


def details(doc: Document, account: Queries) -> Iterator[tuple[fields.Image, dict[str, Any]]]:
    """Yield each image with ECR's ImageDetail."""
    return _there(doc, account, ecr.describe_image)


def manifests(doc: Document, account: Queries) -> Iterator[tuple[fields.Image, ecr.Manifest]]:
    """Yield each image with its manifest."""
    return _there(doc, account, ecr.image_manifest)


def configs(doc: Document, account: Queries) -> Iterator[tuple[fields.Image, ecr.Config]]:
    """Yield each image that has a config with it; an index has none."""
    return ((image, config) for image, config in _there(doc, account, ecr.image_config) if config)


def scans(doc: Document, account: Queries) -> Iterator[tuple[fields.Image, ecr.Scan]]:
    """Yield each image that was scanned with its scan."""
    return _there(doc, account, ecr.last_scan)


def called(doc: Document, image: fields.Image) -> str:
    """The argument SageMaker runs the image with: `train`, `serve`, or `train or serve` where it has both uses."""
    if image.path[1] != "TrainingSpecification":
        return "serve"
    serving = any(uri == image.uri for _, uri in doc.strings("spec.InferenceSpecification.Containers.*.Image"))
    return "train or serve" if serving else "train"


def rescan(image: fields.Image) -> str:
    """The hint to have the image scanned."""
    [(name, value)] = image.image_id.items()
    named = f"--repository-name {image.repository} --image-id {name}={value} --region {image.region}"
    return f"scan it: aws ecr start-image-scan {named}"


def short(text: str) -> str:
    """The beginning of a text that an image's maker chose, which may be of any length."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _there(
    doc: Document, account: Queries, ask: Callable[[Queries, fields.Image], T]
) -> Iterator[tuple[fields.Image, T]]:
    for image, outcome in outcomes(doc, account, ask):
        if not isinstance(outcome, NotFound):
            yield image, outcome
