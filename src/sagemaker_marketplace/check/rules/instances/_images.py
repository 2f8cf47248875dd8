"""The processor that an image name indicates by convention: `cpu`, `gpu` or `neuron`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ....facts.facts import GPU, NEURON, Facts
from ....manifest.document import Document
from ....manifest.paths import ANY, Path, matches
from .. import Related
from . import type_lists

CPU = "cpu"
_WORDS = {
    "cpu": CPU,
    "gpu": GPU,
    "cuda": GPU,
    "neuron": NEURON,
    "neuronx": NEURON,
    "inferentia": NEURON,
    "inferentia2": NEURON,
    "inf1": NEURON,
    "inf2": NEURON,
    "trainium": NEURON,
    "trn1": NEURON,
    "trn2": NEURON,
}


class ProcessorHint(NamedTuple):
    """An image whose name indicates a processor: path, URI and processor."""

    path: Path
    image: str
    word: str


class Mismatch(NamedTuple):
    """Types that do not match an image name: its processor, the first type's path, all types, and related paths."""

    word: str
    path: Path
    types: list[str]
    related: Related


def processor_hint(doc: Document, types: Path) -> ProcessorHint | None:
    """Return the processor that the image for a list of types indicates; None if it is missing or ambiguous.

    If there are several containers, the first one that indicates a processor counts.
    """
    for pattern in (("Containers", ANY, "Image"), ("TrainingImage",)):
        for path, image in matches(doc.data, (*types[:-1], *pattern)):
            words = {word for word in map(_word, _parts(image)) if word} if isinstance(image, str) else set()
            if len(words) == 1:
                return ProcessorHint(path, image, words.pop())
    return None


def mismatches(
    doc: Document, facts: Facts, words: tuple[str, ...], accelerators: tuple[str, ...]
) -> Iterator[Mismatch]:
    """Yield each image that indicates one of `words` and is listed with types that have one of `accelerators`.

    Each image is yielded once, for all its lists and containers.
    """
    by_image: dict[str, Mismatch] = {}
    for path, types, _ in type_lists(doc):
        image = processor_hint(doc, path)
        wrong = {index: name for index, name in types.items() if facts.accelerator(name) in accelerators}
        if image is None or image.word not in words or not wrong:
            continue
        before = by_image.get(image.image)
        if before is None:
            first, related = (*path, next(iter(wrong))), ((image.path, "the image"),)
            by_image[image.image] = Mismatch(image.word, first, list(dict.fromkeys(wrong.values())), related)
        else:
            all_types = list(dict.fromkeys((*before.types, *wrong.values())))
            others = (*before.related, (path, "such types are also listed here"))
            by_image[image.image] = Mismatch(image.word, before.path, all_types, others)
    yield from by_image.values()


def _parts(image: str) -> list[str]:
    # Only the tag and the last word of the repository count: `gpu-price-forecast` runs anywhere.
    repository, _, tag = image.partition("/")[2].partition("@")[0].lower().partition(":")
    return [*_split(repository.rpartition("/")[2])[-1:], *_split(tag)]


def _split(name: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in name).split()


def _word(part: str) -> str | None:
    # CUDA versions are written as cu118 or cuda12.
    cuda = part.rstrip("0123456789") in ("cu", "cuda") and part != "cu"
    return GPU if cuda else _WORDS.get(part)
