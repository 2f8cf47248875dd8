"""MIME types: whether a list of supported ones holds one that a job uses."""

from __future__ import annotations

from ...core.records import Frozen
from . import jobs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.paths import Path

INFERENCE = ("spec", "InferenceSpecification")


class Unsupported(Frozen):
    """A type a job uses and the list that lacks it: where it stands, the type, where the list is, its first type."""

    path: Path
    used: str
    place: Path
    first: str


def unsupported(doc: Document, name: str, *members: str) -> Iterator[Unsupported]:
    """Yield each type that jobs use in a member and the list of that name lacks; nothing without a list."""
    place = (*INFERENCE, name)
    supported = [value for _, value in doc.texts(".".join((*place, "*")))]
    known = {_essence(value) for value in supported}
    for job in jobs(doc) if supported else ():
        used = job.member(*members)
        if isinstance(used, str) and used.strip() and not any(_holds(known, _essence(one)) for one in used.split(",")):
            yield Unsupported((*job.path, *members), used, place, supported[0])


def _holds(known: set[str], used: str) -> bool:
    # A wildcard on either side is no contradiction.
    kind = used.partition("/")[0]
    return "*" in used or bool(known & {used, f"{kind}/*", "*/*", "*"})


def _essence(mime_type: str) -> str:
    # Parameters such as charset say nothing about the type; its letters' case has no meaning.
    return mime_type.partition(";")[0].strip().lower()
