"""The parts of an image's reference, and the digest that may stand beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ....manifest.document import Document
from ....manifest.paths import Path

_HOLDERS = (
    ("spec.TrainingSpecification", "TrainingImage", "TrainingImageDigest"),
    ("spec.InferenceSpecification.Containers.*", "Image", "ImageDigest"),
    ("spec.AdditionalInferenceSpecifications.*.Containers.*", "Image", "ImageDigest"),
)


class Reference(NamedTuple):
    """What stands behind an image's host; None for a tag or digest that is not there."""

    repository: str
    tag: str | None
    digest: str | None


class Pinned(NamedTuple):
    """An image, and the digest member beside it, None if there is none."""

    path: Path
    image: str
    digest_path: Path
    digest: str | None


def reference(text: str) -> Reference:
    """Split `repository[:tag][@digest]`; a host with a port may stand before it."""
    named, at, digest = text.partition("@")
    folder, slash, last = named.rpartition("/")
    name, colon, tag = last.partition(":")
    return Reference(folder + slash + name, tag if colon else None, digest if at else None)


def pinned(doc: Document) -> Iterator[Pinned]:
    """Yield each image with the digest beside it."""
    for location, image, digest in _HOLDERS:
        for path, holder in doc.at(location):
            if isinstance(holder, dict) and isinstance(holder.get(image), str):
                beside = holder.get(digest)
                text = beside if isinstance(beside, str) else None
                yield Pinned((*path, image), holder[image], (*path, digest), text)
