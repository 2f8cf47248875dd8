"""The parts of an image reference, and the digest field of an image."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ....manifest.document import Document
from ....manifest.paths import Path
from ....manifest.suggestions import quoted

_IMAGE_FIELDS = (
    ("spec.TrainingSpecification", "TrainingImage", "TrainingImageDigest"),
    ("spec.InferenceSpecification.Containers.*", "Image", "ImageDigest"),
    ("spec.AdditionalInferenceSpecifications.*.Containers.*", "Image", "ImageDigest"),
)

_NAME_PART = "[a-z0-9]+(?:(?:[.]|__?|-+)[a-z0-9]+)*"
_MAX_NAME_LENGTH = 256
_MAX_TAG_LENGTH = 128
_SHOWN_DIGEST_LENGTH = 20


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


def reference_mistake(text: str, min_length: int = 1) -> tuple[str, str] | None:
    """Message and hint for the first invalid part of a reference without its registry; None if it is valid."""
    name, tag, digest = parse_reference(text)
    if not _matches(f"{_NAME_PART}(?:/{_NAME_PART})*", name) or not min_length <= len(name) <= _MAX_NAME_LENGTH:
        return f"invalid repository name: {quoted(name)}", "use lowercase letters, digits and single separators"
    if tag is not None and not _matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", tag):
        return f"invalid tag: {quoted(tag)}" if tag else "the tag is empty", _tag_hint(tag)
    if digest is not None and not _matches("sha256:[0-9a-fA-F]{64}", digest):
        message = f'invalid digest: "{digest[:_SHOWN_DIGEST_LENGTH]}"' if digest else "the digest is empty"
        return message, "use sha256: and the 64 hexadecimal digits that docker push prints"
    return None


def _tag_hint(tag: str) -> str:
    valid_tag = re.sub("[^A-Za-z0-9_.-]", "-", tag).lstrip(".-")[:_MAX_TAG_LENGTH]
    return f"push the image as {valid_tag} and use that tag" if valid_tag else "use the tag of the pushed image"


@lru_cache(maxsize=4)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _matches(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None
