"""The findings that a manifest ignores: a list for the whole manifest, comments for single lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from .document import Document
from .findings import Finding, Location
from .paths import Path

_MARKER = "sagemaker-marketplace:"
_COMMENT = r"#\s*sagemaker-marketplace:\s*ignore\[([^\[\]]*)\]"


@dataclass(frozen=True)
class Entry:
    """One rule name in an ignore: where it starts and ends, and the line that it applies to (0: the whole manifest)."""

    rule: str
    path: Path
    location: Location
    line: int = 0
    end: Location | None = field(default=None, compare=False)


class Ignores:
    """All entries of a manifest, and which of them were used."""

    def __init__(self, entries: list[Entry]) -> None:
        """Keep the entries; none is used yet."""
        self.entries = entries
        self.used: set[Entry] = set()
        self._entries_by_target: dict[tuple[str, str, int], list[Entry]] = {}
        for entry in entries:
            key = (entry.rule, entry.location.file if entry.line else "", entry.line)
            self._entries_by_target.setdefault(key, []).append(entry)

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is ignored; marks the entries that it matches as used."""
        keys = ((finding.rule, "", 0), (finding.rule, finding.location.file, finding.location.line))
        matching = [entry for key in keys for entry in self._entries_by_target.get(key, ())]
        self.used.update(matching)
        return bool(matching)


def read(document: Document) -> Ignores:
    """Collect a manifest's `ignore` list and the comments `# sagemaker-marketplace: ignore[rule-name, ...]`."""
    spans = ((name, path, document.span(path)) for path, name in document.strings("ignore.*"))
    listed = [Entry(name, path, start, end=end) for name, path, (start, end) in spans]
    return Ignores([*listed, *_from_comments(document)])


def _from_comments(document: Document) -> Iterator[Entry]:
    for location, end, names in _comments(document):
        for name in names.split(","):
            if name.strip():
                yield Entry(name.strip(), (), location, location.line, end)


def _comments(document: Document) -> Iterator[tuple[Location, Location, str]]:
    """Yield start, end and rule names of each ignore comment; the same characters inside a value are not a comment."""
    candidates = [
        (Location(file, number, match.start() + 1), Location(file, number, match.end() + 1), match[1])
        for file, lines in document.sources.items()
        for number, line in enumerate(lines, 1)
        if _MARKER in line
        for match in re.finditer(_COMMENT, line)
    ]
    scalars = _scalars(document) if candidates else []
    for location, end, names in candidates:
        preceding = bisect_left(scalars, (location,)) - 1
        if preceding < 0 or not location < scalars[preceding][1]:
            yield location, end, names


def _scalars(document: Document) -> list[tuple[Location, Location]]:
    """Start and end of each value that contains no other, sorted."""
    collections = {path[:-1] for path in document.values if path}
    return sorted({(start, document.ends[path]) for path, start in document.values.items() if path not in collections})
