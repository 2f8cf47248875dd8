"""What an image's name says about the processor it is for: `cpu`, `gpu` or `neuron`, by convention only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ....facts.facts import GPU, NEURON, Facts
from ....manifest.document import Document
from ....manifest.paths import ANY, Path, matches
from .. import Related
from . import offers

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


@dataclass(frozen=True)
class Hint:
    """An image that says what it is for: where it stands, how it is written, and its word."""

    path: Path
    image: str
    word: str


class Misfit(NamedTuple):
    """An image with types it is not for: its word, the first such type's place, all of them, and other places."""

    word: str
    path: Path
    types: list[str]
    related: Related


def says(doc: Document, types: Path) -> Hint | None:
    """What the image for a list of supported types says; None if it says nothing, or several things.

    Of several containers the first one that says something counts.
    """
    for pattern in (("Containers", ANY, "Image"), ("TrainingImage",)):
        for path, image in matches(doc.data, (*types[:-1], *pattern)):
            words = {word for word in map(_word, _parts(image)) if word} if isinstance(image, str) else set()
            if len(words) == 1:
                return Hint(path, image, words.pop())
    return None


def misfits(doc: Document, facts: Facts, words: tuple[str, ...], accelerators: tuple[str, ...]) -> Iterator[Misfit]:
    """Yield each image that says one of some words, if types with one of some accelerators are listed for it.

    An image is told once, however many lists and containers it has.
    """
    found: dict[str, Misfit] = {}
    for path, types, _ in offers(doc):
        image = says(doc, path)
        wrong = {index: name for index, name in types.items() if facts.accelerator(name) in accelerators}
        if image is None or image.word not in words or not wrong:
            continue
        before = found.get(image.image)
        if before is None:
            first, related = (*path, next(iter(wrong))), ((image.path, "the image"),)
            found[image.image] = Misfit(image.word, first, list(dict.fromkeys(wrong.values())), related)
        else:
            together = list(dict.fromkeys((*before.types, *wrong.values())))
            others = (*before.related, (path, "such types are listed here, too"))
            found[image.image] = Misfit(image.word, before.path, together, others)
    yield from found.values()


def _parts(image: str) -> list[str]:
    # Host and digest say nothing, and most of a repository's name is the product's: `gpu-price-forecast` runs anywhere.
    repository, _, tag = image.partition("/")[2].partition("@")[0].lower().partition(":")
    return [*_split(repository.rpartition("/")[2])[-1:], *_split(tag)]


def _split(name: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in name).split()


def _word(part: str) -> str | None:
    # CUDA's versions are written cu118 or cuda12.
    cuda = part.rstrip("0123456789") in ("cu", "cuda") and part != "cu"
    return GPU if cuda else _WORDS.get(part)
