"""The ARNs of a request, split into their parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ....manifest.document import Document
from ....manifest.paths import Path
from ..artifacts import strings

_PARTS = 6


class Arn(NamedTuple):
    """The parts of an ARN; Region and account are empty for services without them."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def parse_arn(text: str) -> Arn | None:
    """Split an ARN into its parts; return None for any other string."""
    parts = text.split(":", _PARTS - 1)
    return Arn(*parts[1:]) if len(parts) == _PARTS and parts[0] == "arn" else None


def arns(doc: Document) -> Iterator[tuple[Path, Arn]]:
    """Yield each ARN in the request."""
    for path, text in strings(doc):
        arn = parse_arn(text)
        if arn:
            yield path, arn
