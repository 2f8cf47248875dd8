"""What a manifest asks not to be told: a list for all of it, comments for single lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from .document import Document
from .findings import Finding, Location
from .paths import Path

_SIGN = "sagemaker-marketplace:"
_COMMENT = r"#\s*sagemaker-marketplace:\s*ignore\[([^\]]*)\]"


@dataclass(frozen=True)
class Entry:
    """One name in an ignore: where it stands, and the line it is for (0: the whole manifest)."""

    rule: str
    path: Path
    location: Location
    line: int = 0


class Ignores:
    """All entries of a manifest, and which of them silenced something."""

    def __init__(self, entries: list[Entry]) -> None:
        """Begin with none used."""
        self.entries = entries
        self.used: set[Entry] = set()
        self._covering: dict[tuple[str, str, int], list[Entry]] = {}
        for entry in entries:
            key = (entry.rule, entry.location.file if entry.line else "", entry.line)
            self._covering.setdefault(key, []).append(entry)

    def silence(self, finding: Finding) -> bool:
        """Whether a finding of a rule is not to be told; notes what silenced it."""
        keys = ((finding.rule, "", 0), (finding.rule, finding.location.file, finding.location.line))
        hits = [entry for key in keys for entry in self._covering.get(key, ())]
        self.used.update(hits)
        return bool(hits)


def read(document: Document) -> Ignores:
    """Collect a manifest's `ignore` list and the comments `# sagemaker-marketplace: ignore[rule-name, ...]`."""
    listed = [Entry(name, path, document.location(path)) for path, name in document.strings("ignore.*")]
    return Ignores([*listed, *_named(document)])


def _named(document: Document) -> Iterator[Entry]:
    for location, names in _comments(document):
        for name in names.split(","):
            if name.strip():
                yield Entry(name.strip(), (), location, location.line)


def _comments(document: Document) -> Iterator[tuple[Location, str]]:
    """Yield the comments that ignore, with what they name; in a value the same signs are text."""
    found = [
        (Location(file, number, match.start() + 1), match[1])
        for file, lines in document.sources.items()
        for number, line in enumerate(lines, 1)
        if _SIGN in line
        for match in re.finditer(_COMMENT, line)
    ]
    values = _values(document) if found else []
    for location, names in found:
        before = bisect_left(values, (location,)) - 1
        if before < 0 or not location < values[before][1]:
            yield location, names


def _values(document: Document) -> list[tuple[Location, Location]]:
    """Where values that hold no other begin and end, in order."""
    collections = {path[:-1] for path in document.values if path}
    return sorted({(start, document.ends[path]) for path, start in document.values.items() if path not in collections})
