"""A path is a tuple of keys and indices that locates a value in a manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

Path = tuple[str | int, ...]

ANY = "*"
# The name of the outermost object.
ROOT = "the manifest"


@lru_cache(maxsize=1024)
def parse(pattern: str) -> Path:
    """Split a dotted pattern such as `spec.Containers.*.Image`; digits are indices, `*` is every key or index."""
    return tuple(int(part) if part.isdecimal() else part for part in pattern.split(".") if part)


def text(path: Path) -> str:
    """Format a path for people: `spec.Containers[0].Image`; the root is `(the manifest)`."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part}]"
        else:
            out += f".{part}" if out else part
    return out or "(the manifest)"


def field_name(path: Path) -> str:
    """Format the last field of a path, with the indices after it: `Containers[0]`; the root is `the manifest`."""
    last = max((position for position, part in enumerate(path) if isinstance(part, str)), default=None)
    return ROOT if last is None else text(path[last:])


def from_text(written: str) -> Path:
    """Parse what `text` writes, for keys without dots or brackets."""
    return parse(written.replace("[", ".").replace("]", ""))


def matches(data: Any, pattern: Path, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield (path, value) for each match of a pattern in `data`, in document order."""
    for position, part in enumerate(pattern):
        if part == ANY:
            before, rest = (*path, *pattern[:position]), pattern[position + 1 :]
            for key, value in _children(data):
                yield from matches(value, rest, (*before, key))
            return
        is_index = isinstance(part, int) and isinstance(data, list) and part < len(data)
        if not is_index and not (isinstance(data, dict) and part in data):
            return
        data = data[part]
    yield (*path, *pattern), data


def _children(data: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(data, dict):
        return data.items()
    if isinstance(data, list):
        return enumerate(data)
    return ()
