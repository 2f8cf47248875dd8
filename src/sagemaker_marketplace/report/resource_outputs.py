"""Outputs that name a resource."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from . import events

# The service model's pattern for ImageDigest and TrainingImageDigest.
_DIGEST = re.compile(r"sha256:[0-9a-fA-F]{64}")


def identity(manifest: str, kind: Any, region: str, name: str, role: str) -> Iterator[events.Event]:
    """Yield the outputs that are known before the resource exists; `role` is that of the manifest, if it has one."""
    yield events.OutputChanged(manifest, "kind", kind.KIND)
    yield events.OutputChanged(manifest, "name", name)
    yield events.OutputChanged(manifest, "region", region)
    if role:
        yield events.OutputChanged(manifest, "role-to-assume", role)


def created(manifest: str, kind: Any, region: str, arn: str, action: str) -> Iterator[events.Event]:
    """Yield the outputs of a resource that exists; `action` is what was done, such as `created` or `attached`."""
    yield events.OutputChanged(manifest, "arn", arn)
    yield events.OutputChanged(manifest, "action-taken", action)
    # The seller guide (on adding a version) links to these lists of the account's resources. AWS documents no page of a
    # single model package or algorithm.
    url = f"https://{region}.console.aws.amazon.com/sagemaker/home?region={region}#/{kind.CONSOLE}"
    yield events.OutputChanged(manifest, "console-url", url)


def images(manifest: str, fields: Mapping[str, Any]) -> Iterator[events.Event]:
    """Yield the digests of the images in a request or a description, of those that are known."""
    digests = dict.fromkeys(digest for digest in _digests(fields) if _DIGEST.fullmatch(digest))
    if digests:
        yield events.OutputChanged(manifest, "image-digest", next(iter(digests)))
        yield events.OutputChanged(manifest, "image-digests", " ".join(digests))


def rehearsed(manifest: str, images: Iterable[str]) -> Iterator[events.Event]:
    """Yield the digests of the images that were rehearsed, which their names have."""
    digests = dict.fromkeys(image.partition("@")[2] for image in images)
    if digests:
        yield events.OutputChanged(manifest, "rehearsed-image-digests", " ".join(digests))


def _digests(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the digest of each image, which its URI or a separate field has; that of a training image first."""
    training = fields.get("TrainingSpecification") or {}
    inference = [fields.get("InferenceSpecification") or {}, *fields.get("AdditionalInferenceSpecifications", ())]
    containers = [container for specification in inference for container in specification.get("Containers", ())]
    images = [(training.get("TrainingImage"), training.get("TrainingImageDigest"))]
    images += [(container.get("Image"), container.get("ImageDigest")) for container in containers]
    for image, digest in images:
        yield str(image or "").partition("@")[2] or str(digest or "")
