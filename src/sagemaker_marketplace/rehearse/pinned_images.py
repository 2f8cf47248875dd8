"""Makes a rehearsal run the images of a create request: by digest, whatever local images the manifest names."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from ..manifest import paths, rehearsal
from ..manifest.document import Document
from ..manifest.paths import Path
from .engine.engine import Engine
from .job import transform_jobs
from .sources.images import short_digest
from .training_job import training_jobs

_BLOCK_IMAGES = (rehearsal.IMAGE, rehearsal.TRAINING_IMAGE)
_TRAINING_IMAGE = "spec.TrainingSpecification.TrainingImage"


def rehearsed_images(document: Document) -> list[str]:
    """Return the images that a rehearsal of the document's jobs runs, as the manifest writes them."""
    training = [job.image for job in training_jobs(document)]
    return list(dict.fromkeys([*training, *(job.image for job in transform_jobs(document))]))


def pin_images(document: Document, pinned: Mapping[str, str], engine: Engine) -> tuple[Document, list[str]]:
    """Return a copy of a document that names its images by digest, and a local image only if it has that digest.

    `pinned` maps images of the manifest to the same images with their digest. Also returned is why a local image is not
    used. Raises EngineError.
    """
    notes = []
    copied = copy.copy(document)
    copied.data = copy.deepcopy(document.data)
    for path, image in _block_images(document):
        digest = pinned.get(image, "").partition("@")[2]
        name = str(document.get(".".join(map(str, path))))
        found = engine.find_image(name)
        if found and digest in {found.id, *(each.partition("@")[2] for each in found.digests)}:
            continue
        del _parent(copied.data, path)[path[-1]]
        problem = f"does not have the digest {short_digest(digest)}" if found else f"not found on {engine.name}"
        notes.append(f"not using {paths.text(path)}: {name} {problem}")
    for path, value in [*copied.at("spec.InferenceSpecification.Containers.*.Image"), *copied.at(_TRAINING_IMAGE)]:
        if value in pinned:
            _parent(copied.data, path)[path[-1]] = pinned[value]
    return copied, notes


def _block_images(document: Document) -> Iterator[tuple[Path, str]]:
    """Yield each local image that the block names, as its path, and the image of the manifest that it stands for."""
    images = {
        rehearsal.IMAGE: [job.image for job in transform_jobs(document)],
        rehearsal.TRAINING_IMAGE: [job.image for job in training_jobs(document)],
    }
    for path in _BLOCK_IMAGES:
        if document.get(".".join(path)) and images[path]:
            yield path, images[path][0]


def _parent(data: dict[str, object], path: Path) -> Any:
    """The object or list that has the value at a path."""
    return next(parent for _, parent in paths.matches(data, path[:-1]))
