"""Safe fixes as edits of a manifest's text: comments and layout stay unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from . import paths
from .document import Document
from .findings import Edit, Location
from .paths import Path
from .yaml_writer import scalar

# ("replace", path, new value) or ("remove", path).
Fix = tuple[Any, ...]

# The line breaks of YAML 1.1, so that lines are numbered as the parser numbers them.
_BREAK = "\r\n|[\n\r\x85\u2028\u2029]"
_MARK = "\ufeff"


def edit_for(document: Document, fix: Fix | None) -> Edit | None:
    """The edit for a fix; None if it would change anything else."""
    if fix is None or fix[1] not in document.ends:
        return None
    start, end = document.values[fix[1]], document.ends[fix[1]]
    old = _between(document, start, end)
    if start.line != end.line or not old or "${" in old or _shared(document, fix[1]):
        return None
    if document.visible_end(start, end) is None:
        return None
    if fix[0] == "replace":
        return Edit(start, end, _written(fix[2], old))
    return _removal(document, fix[1], start, end)


def apply(text: str, edits: Iterable[Edit]) -> tuple[str, int]:
    """Apply edits to a file's text, from the last to the first; one that overlaps a later one is skipped.

    Returns the new text and the number of edits that were applied.
    """
    starts = [int(text.startswith(_MARK)), *(match.end() for match in re.finditer(_BREAK, text))]

    def offset(location: Location) -> int:
        return starts[location.line - 1] + location.column - 1 if location.line <= len(starts) else len(text)

    following, applied = len(text) + 1, 0
    for edit in sorted(set(edits), key=lambda edit: (edit.start, edit.end, edit.text), reverse=True):
        start, end = offset(edit.start), offset(edit.end)
        if end <= following:
            text, following, applied = text[:start] + edit.text + text[end:], start, applied + 1
    return text, applied


def _written(value: Any, old: str) -> str:
    """Write a new value in the quotes of the old one, so that JSON stays JSON."""
    text = scalar(value)
    quote = old[0] if isinstance(value, str) and old[0] in "\"'" and text[0] != '"' else ""
    return f"{quote}{text}{quote}"


def _shared(document: Document, path: Path) -> bool:
    """Whether the value at a path is also used elsewhere: through an anchor, or in a file that is inserted twice.

    While a document is being read (it has no data yet), only types are fixed, which is right for each use.
    """
    starts = [document.values[path[:length]] for length in range(len(path) + 1)]
    if any(
        document.sources[location.file][location.line - 1].startswith("&", location.column - 1) for location in starts
    ):
        return True
    return bool(document.data) and sum(location == starts[-1] for location in document.values.values()) > 1


def _removal(document: Document, path: Path, start: Location, end: Location) -> Edit | None:
    """Remove an entry: its whole line if it is alone there, else the entry with the comma next to it."""
    siblings = [key for parent in _collection(document, path) for key in parent]
    begin, around = document.keys.get(path, start), document.values[path[:-1]]
    if len(siblings) < 2 or (begin.file, begin.line) != (start.file, start.line):
        return None
    if document.sources[around.file][around.line - 1].startswith(("[", "{"), around.column - 1):
        return _from_flow(document, path, siblings, begin, end)
    line = document.sources[start.file][start.line - 1]
    before, after = line[: begin.column - 1].strip(), line[end.column - 1 :].strip()
    if after or before != ("-" if isinstance(path[-1], int) else ""):
        return None
    return Edit(Location(start.file, start.line, 1), Location(start.file, start.line + 1, 1), "")


def _from_flow(document: Document, path: Path, siblings: list[Any], begin: Location, end: Location) -> Edit | None:
    at = siblings.index(path[-1])
    if at + 1 < len(siblings):
        following = (*path[:-1], siblings[at + 1])
        until = document.keys.get(following, document.values[following])
        return Edit(begin, until, "") if _separated_by_comma(document, end, until) else None
    since = document.ends[(*path[:-1], siblings[at - 1])]
    return Edit(since, end, "") if _separated_by_comma(document, since, begin) else None


def _separated_by_comma(document: Document, end: Location, start: Location) -> bool:
    same_line = end.file == start.file and end.line == start.line
    return same_line and _between(document, end, start).strip() == ","


def _between(document: Document, start: Location, end: Location) -> str:
    return document.sources[start.file][start.line - 1][start.column - 1 : end.column - 1]


def _collection(document: Document, path: Path) -> Iterable[Any]:
    for _, parent in paths.matches(document.data, path[:-1]):
        yield list(parent) if isinstance(parent, dict) else range(len(parent))
