"""Local images instead of those in ECR, for the checks that need only the config of an image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..aws.ecr import Config
from ..facts.facts import Facts
from ..manifest import fields
from ..manifest.document import Document
from ..manifest.paths import Path


@dataclass(frozen=True)
class LocalImage:
    """An image of the container engine that runs for the field at `path`, and its config.

    `has_program` is whether the image has `serve` (or `train`) on its PATH, which ECR does not know.
    """

    path: Path
    config: Config
    has_program: bool


@dataclass(frozen=True)
class LocalImages:
    """The local images of a manifest."""

    # LOCAL of the checks that can use it.
    kind: ClassVar = "image"
    images: Sequence[LocalImage]
    facts: Facts

    def configs(self, doc: Document) -> Iterator[tuple[fields.Image, Config]]:
        """Yield each image with its config; the account, Region and repository of the image are empty."""
        for image in self.images:
            uri = str(doc.get(".".join(map(str, image.path)), ""))
            yield fields.Image(image.path, uri, "", "", "", "", "", image.path), image.config

    def has_program(self, image: fields.Image) -> bool:
        """Whether an image has `serve` (or `train`) on its PATH."""
        return next(each.has_program for each in self.images if each.path == image.path)
