"""Certain fixes as edits of a manifest's text: comments and layout stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from . import paths
from .document import Document
from .findings import Edit, Location
from .paths import Path
from .yaml_writer import scalar

# What to do, at which path, and the new value if there is one: replace or remove.
Fix = tuple[Any, ...]

# Where YAML 1.1 sees line breaks, so that lines count as the parser counts them.
_BREAK = "\r\n|[\n\r\x85\u2028\u2029]"
# JSON's escapes beyond U+FFFF are read as shorter ones, so columns behind them are not those of the file.
_PAIR = re.compile(r"\\u[dD]")
_MARK = "\ufeff"


def edit(document: Document, fix: Fix | None) -> Edit | None:
    """The edit a fix comes to; None where the text does not allow it without touching anything else."""
    if fix is None or fix[1] not in document.ends:
        return None
    start, end = document.values[fix[1]], document.ends[fix[1]]
    old = _between(document, start, end)
    if start.line != end.line or not old or "${" in old or _shared(document, fix[1]):
        return None
    if _PAIR.search(document.sources[start.file][start.line - 1]):
        return None
    if fix[0] == "replace":
        return Edit(start, end, _written(fix[2], old))
    return _removal(document, fix[1], start, end)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made, from the last to the first; one that overlaps a later one is left out."""
    starts = [int(text.startswith(_MARK)), *(match.end() for match in re.finditer(_BREAK, text))]

    def offset(location: Location) -> int:
        return starts[location.line - 1] + location.column - 1 if location.line <= len(starts) else len(text)

    before = len(text) + 1
    for one in sorted(set(edits), key=lambda one: (one.start, one.end, one.text), reverse=True):
        start, end = offset(one.start), offset(one.end)
        if end <= before:
            text, before = text[:start] + one.text + text[end:], start
    return text


def _written(value: Any, old: str) -> str:
    """A new value in the quotes the old one has: a JSON file stays one."""

    text = scalar(value)
    quote = old[0] if isinstance(value, str) and old[0] in "\"'" and text[0] != '"' else ""
    return f"{quote}{text}{quote}"


def _shared(document: Document, path: Path) -> bool:
    """Whether what stands at a path, or around it, counts elsewhere too: by an anchor, or in a file named twice.

    While a document is read (its data are not there yet) only types are mended, and that fits wherever a text counts.
    """
    begins = [document.values[path[:length]] for length in range(len(path) + 1)]
    if any(
        document.sources[location.file][location.line - 1].startswith("&", location.column - 1) for location in begins
    ):
        return True
    return bool(document.data) and sum(location == begins[-1] for location in document.values.values()) > 1


def _removal(document: Document, path: Path, start: Location, end: Location) -> Edit | None:
    """Take an entry out: from its line, when it has one of its own, else with the comma that parts it from the next."""
    siblings = [key for parent in _collection(document, path) for key in parent]
    begin, around = document.keys.get(path, start), document.values[path[:-1]]
    if len(siblings) < 2 or (begin.file, begin.line) != (start.file, start.line):
        return None
    if document.sources[around.file][around.line - 1].startswith(("[", "{"), around.column - 1):
        return _from_flow(document, path, siblings, begin, end)
    line = document.sources[start.file][start.line - 1]
    lead, rest = line[: begin.column - 1].strip(), line[end.column - 1 :].strip()
    if rest or lead != ("-" if isinstance(path[-1], int) else ""):
        return None
    return Edit(Location(start.file, start.line, 1), Location(start.file, start.line + 1, 1), "")


def _from_flow(document: Document, path: Path, siblings: list[Any], begin: Location, end: Location) -> Edit | None:
    at = siblings.index(path[-1])
    if at + 1 < len(siblings):
        following = (*path[:-1], siblings[at + 1])
        until = document.keys.get(following, document.values[following])
        return Edit(begin, until, "") if _parted(document, end, until) else None
    since = document.ends[(*path[:-1], siblings[at - 1])]
    return Edit(since, end, "") if _parted(document, since, begin) else None


def _parted(document: Document, end: Location, start: Location) -> bool:
    same_line = end.file == start.file and end.line == start.line
    return same_line and _between(document, end, start).strip() == ","


def _between(document: Document, start: Location, end: Location) -> str:
    return document.sources[start.file][start.line - 1][start.column - 1 : end.column - 1]


def _collection(document: Document, path: Path) -> Iterable[Any]:
    for _, parent in paths.matches(document.data, path[:-1]):
        yield list(parent) if isinstance(parent, dict) else range(len(parent))
