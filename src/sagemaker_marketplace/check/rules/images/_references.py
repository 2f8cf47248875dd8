"""The parts of an image reference, and the digest field of an image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ....manifest.document import Document
from ....manifest.paths import Path

_IMAGE_FIELDS = (
    ("spec.TrainingSpecification", "TrainingImage", "TrainingImageDigest"),
    ("spec.InferenceSpecification.Containers.*", "Image", "ImageDigest"),
    ("spec.AdditionalInferenceSpecifications.*.Containers.*", "Image", "ImageDigest"),
)


class Reference(NamedTuple):
    """Repository, tag and digest of an image reference; None for a missing tag or digest."""

    repository: str
    tag: str | None
    digest: str | None


class ImageWithDigest(NamedTuple):
    """An image and the value of its digest field; None if there is none."""

    path: Path
    image: str
    digest_path: Path
    digest: str | None


def parse_reference(text: str) -> Reference:
    """Split `repository[:tag][@digest]`, which can begin with a host and port."""
    name_and_tag, at, digest = text.partition("@")
    folder, slash, last = name_and_tag.rpartition("/")
    name, colon, tag = last.partition(":")
    return Reference(folder + slash + name, tag if colon else None, digest if at else None)


def images_with_digests(doc: Document) -> Iterator[ImageWithDigest]:
    """Yield each image with its digest field."""
    for location, image, digest in _IMAGE_FIELDS:
        for path, parent in doc.at(location):
            if isinstance(parent, dict) and isinstance(parent.get(image), str):
                value = parent.get(digest)
                digest_value = value if isinstance(value, str) else None
                yield ImageWithDigest((*path, image), parent[image], (*path, digest), digest_value)
