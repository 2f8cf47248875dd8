"""A manifest: its data, and the location in a file of each part of it. Only this module knows lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from . import paths, schema
from .findings import Edit, Finding, Location
from .paths import Path

# JSON's escapes beyond U+FFFF are shortened before parsing, so columns after them are not those of the file.
_SURROGATE_PAIR = re.compile(r"\\u[dD]")


class Document:
    """What was read from one manifest: `data`, `findings` made while reading, and `sources` (lines by file)."""

    def __init__(self, file: str) -> None:
        """Create an empty document with a display name."""
        self.file = file
        self.data: dict[str, Any] = {}
        self.findings: list[Finding] = []
        # What check and preflight have found: the diagnosis of a failure repeats what came true.
        self.reported: list[Finding] = []
        self.reported_paths: set[Path] = set()
        self.sources: dict[str, tuple[str, ...]] = {}
        self.values: dict[Path, Location] = {}
        self.keys: dict[Path, Location] = {}
        self.key_ends: dict[Path, Location] = {}
        self.ends: dict[Path, Location] = {}

    @property
    def kind(self) -> str | None:
        """The resource kind; None if it is missing or unknown."""
        kind = self.data.get("kind")
        return kind if kind in schema.kinds() else None

    @property
    def region(self) -> str | None:
        """The Region that the manifest names; None if it is not a string."""
        region = self.data.get("region")
        return region if isinstance(region, str) else None

    @property
    def role_to_assume(self) -> str:
        """The ARN of the role to assume for this manifest; empty if it uses the run's own credentials."""
        role = self.data.get("role-to-assume")
        return role if isinstance(role, str) else ""

    @property
    def spec(self) -> dict[str, Any]:
        """The request as written; empty if it is missing or not an object."""
        spec = self.data.get("spec")
        return spec if isinstance(spec, dict) else {}

    def at(self, pattern: str) -> Iterator[tuple[Path, Any]]:
        """Yield path and value of each match of a pattern (`spec.InferenceSpecification.Containers.*.Image`)."""
        return paths.matches(self.data, paths.parse(pattern))

    def strings(self, pattern: str) -> Iterator[tuple[Path, str]]:
        """Yield the matches of a pattern that are strings."""
        return ((path, value) for path, value in self.at(pattern) if isinstance(value, str))

    def get(self, pattern: str, default: Any = None) -> Any:
        """The value of a pattern's first match."""
        return next((value for _, value in self.at(pattern)), default)

    def location(self, path: Path) -> Location:
        """The location of a path: a scalar's value, a collection's key; for a missing field, the key of its parent."""
        return self.span(path)[0]

    def span(self, path: Path, at_key: bool = False) -> tuple[Location, Location | None]:
        """The location of a path, and where it ends on that line; None for the whole file and an empty value."""
        while path not in self.values and path:
            path = path[:-1]
            at_key = False
        collection = isinstance(next((value for _, value in paths.matches(self.data, path)), None), (dict, list))
        if path in self.keys and (at_key or collection):
            return self.keys[path], self.visible_end(self.keys[path], self.key_ends[path])
        start = self.values.get(path, Location(self.file, 1, 1))
        return start, self.visible_end(start, self.ends[path]) if path else None

    def visible_end(self, start: Location, end: Location) -> Location | None:
        """Where a value ends on its first line (exclusive); None if it is empty.

        A block scalar ends after its `|` or `>`, other values of several lines at the end of the first one.
        """
        lines = self.sources[start.file]
        # An empty value at the end of a file can be on the line after the last one.
        line = lines[start.line - 1] if start.line <= len(lines) else ""
        if _SURROGATE_PAIR.search(line):
            return None
        if end.line > start.line:
            rest = line[start.column - 1 :].rstrip()
            shown = rest.split()[0] if rest.startswith(("|", ">")) else rest
            end = Location(start.file, start.line, start.column + len(shown))
        return end if end > start else None

    def has_read_error(self, path: Path) -> bool:
        """Whether reading found an error at a path or above it, so that its value is not the intended one."""
        return any(path[:length] in self.reported_paths for length in range(1, len(path) + 1))

    def is_unread(self, pattern: Path) -> bool:
        """Whether reading found an error at, above or below a location of a pattern, so that it is not fully known."""
        return any(
            all(part in (paths.ANY, other) for part, other in zip(pattern, reported, strict=False))
            for reported in self.reported_paths
        )

    def incomplete_lists(self) -> set[Path]:
        """The lists with an entry in which reading found an error, so that not all their entries are known."""
        return {path[:-1] for path in self.reported_paths if path and isinstance(path[-1], int)}

    def is_empty_string(self, path: Path) -> bool:
        """Whether the value at a path is an empty string."""
        return next((value for _, value in paths.matches(self.data, path)), None) == ""

    def finding(
        self,
        path: Path,
        severity: str,
        rule: str,
        message: str,
        hint: str = "",
        at_key: bool = False,
        related: Sequence[tuple[Path, str]] = (),
        fix: Edit | None = None,
    ) -> Finding:
        """Create a finding at a path; `related` are other paths, each with what is there."""
        start, end = self.span(path, at_key)
        locations = tuple((self.location(other), text) for other, text in related)
        return Finding(path, start, severity, rule, message, hint, locations, fix, end)
