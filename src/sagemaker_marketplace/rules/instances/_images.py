"""What an image's name says about the processor it is for: `cpu`, `gpu` or `neuron`, by convention only."""

from __future__ import annotations

from ...core.facts import GPU, NEURON
from ...core.paths import ANY, matches
from ...core.records import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.document import Document
    from ...core.paths import Path

CPU = "cpu"
_WORDS = {
    "cpu": CPU,
    "gpu": GPU,
    "cuda": GPU,
    "neuron": NEURON,
    "neuronx": NEURON,
    "inferentia": NEURON,
    "inf1": NEURON,
    "inf2": NEURON,
    "trainium": NEURON,
    "trn1": NEURON,
}


class Hint(Frozen):
    """An image that says what it is for."""

    path: Path
    word: str


def says(doc: Document, types: Path) -> Hint | None:
    """What the image for a list of supported types says; None if it says nothing, or several things.

    Of several containers the first one that says something counts.
    """
    for pattern in (("Containers", ANY, "Image"), ("TrainingImage",)):
        for path, image in matches(doc.data, (*types[:-1], *pattern)):
            words = {word for word in map(_word, _parts(image)) if word}
            if len(words) == 1:
                return Hint(path, words.pop())
    return None


def _parts(image: Any) -> list[str]:
    if not isinstance(image, str):
        return []
    # The host and the digest say nothing; a repository's name and a tag are words between dots, hyphens and the like.
    name = image.partition("/")[2].partition("@")[0].lower()
    return "".join(letter if letter.isalnum() else " " for letter in name).split()


def _word(part: str) -> str | None:
    # CUDA's versions are written cu118 or cuda12.
    cuda = part.rstrip("0123456789") in ("cu", "cuda") and part != "cu"
    return GPU if cuda else _WORDS.get(part)
