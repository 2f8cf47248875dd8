"""A manifest: its data, and for each part of it the place it was written at. Only this file knows lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import paths, schema
from .findings import Finding, Location
from .paths import Path


class Document:
    """What was read of one manifest: `data`, `findings` made while reading, and `sources` (lines by file)."""

    def __init__(self, file: str) -> None:
        """Begin an empty document that will be shown as `file`."""
        self.file = file
        self.data: dict[str, Any] = {}
        self.findings: list[Finding] = []
        self.reported_paths: set[Path] = set()
        self.sources: dict[str, tuple[str, ...]] = {}
        self.values: dict[Path, Location] = {}
        self.keys: dict[Path, Location] = {}
        self.ends: dict[Path, Location] = {}

    @property
    def kind(self) -> str | None:
        """The resource kind, when it is one there is."""
        kind = self.data.get("kind")
        return kind if kind in schema.kinds() else None

    @property
    def region(self) -> str | None:
        """The Region the manifest names, if it is a text."""
        region = self.data.get("region")
        return region if isinstance(region, str) else None

    @property
    def spec(self) -> dict[str, Any]:
        """The request as written; empty when it is missing or no mapping."""
        spec = self.data.get("spec")
        return spec if isinstance(spec, dict) else {}

    def at(self, pattern: str) -> Iterator[tuple[Path, Any]]:
        """Yield path and value of each place a pattern reaches (`spec.InferenceSpecification.Containers.*.Image`)."""
        return paths.matches(self.data, paths.parse(pattern))

    def strings(self, pattern: str) -> Iterator[tuple[Path, str]]:
        """Like `at`, only the values that are texts."""
        return ((path, value) for path, value in self.at(pattern) if isinstance(value, str))

    def get(self, pattern: str, default: Any = None) -> Any:
        """The first value a pattern reaches."""
        return next((value for _, value in self.at(pattern)), default)

    def location(self, path: Path, at_key: bool = False) -> Location:
        """Where a path stands: a scalar at its value, a collection at its key, what is missing at its parent's key."""
        while path not in self.values and path:
            path = path[:-1]
            at_key = False
        collection = isinstance(next((value for _, value in paths.matches(self.data, path)), None), (dict, list))
        if path in self.keys and (at_key or collection):
            return self.keys[path]
        return self.values.get(path, Location(self.file, 1, 1))

    def has_read_error(self, path: Path) -> bool:
        """Whether reading found a fault at a path or around it, so that its value is not what was meant."""
        return any(path[:length] in self.reported_paths for length in range(1, len(path) + 1))

    def finding(
        self, path: Path, severity: str, rule: str, message: str, hint: str = "", at_key: bool = False
    ) -> Finding:
        """Make a finding at a path."""
        return Finding(path, self.location(path, at_key), severity, rule, message, hint)
