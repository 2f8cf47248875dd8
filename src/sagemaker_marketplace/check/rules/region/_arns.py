"""The ARNs of a request, in parts."""

from __future__ import annotations

from ...core.records import Frozen
from ..artifacts import texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.paths import Path

_PARTS = 6


class Arn(Frozen):
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
