"""The ARNs of a request, in parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ....manifest.document import Document
from ....manifest.paths import Path
from ..artifacts import texts

_PARTS = 6


@dataclass(frozen=True)
class Arn:
    """The parts of an ARN; Region and account are empty for services that have none."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def parsed(text: str) -> Arn | None:
    """The parts of an ARN; None for any other text."""
    parts = text.split(":", _PARTS - 1)
    return Arn(*parts[1:]) if len(parts) == _PARTS and parts[0] == "arn" else None


def arns(doc: Document) -> Iterator[tuple[Path, Arn]]:
    """Yield each ARN the request names."""
    for path, text in texts(doc):
        arn = parsed(text)
        if arn:
            yield path, arn
