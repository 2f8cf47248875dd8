"""Finds the files of a glob or a folder; a link to a folder is followed only where the pattern spells it out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

_ANY_DEPTH = "**"
_MAGIC = "*?["
# What other tools install or write; the folders of this kind that begin with a dot are left out as well.
_GENERATED = ("node_modules", "cdk.out", "__pycache__", "venv")


def matches(root: Path, pattern: str) -> set[str]:
    """Return the names of the files, relative to `root` unless the pattern is absolute.

    `*`, `?` and `[...]` match within a name, `**` any number of folders; a name that begins with a dot only matches a
    pattern that does.
    """
    pattern = Path(pattern).as_posix()  # on Windows, backslashes separate folders, too
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    names: set[str] = set()
    # Each folder is visited once for each part of the pattern, however many ways lead to it.
    pending = [("/" if pattern.startswith("/") else "", 0)]
    visited = set()
    while pending:
        folder, index = pending.pop()
        if (folder, index) in visited:
            continue
        visited.add((folder, index))
        part, is_last = parts[index], index == len(parts) - 1
        if part == _ANY_DEPTH and not is_last:
            pending.append((folder, index + 1))
            pending += ((f"{folder}{name}/", index) for name, is_link in _entries(root / folder) if not is_link)
            continue
        for name in _names(root / folder, part, not is_last):
            path = root / folder / name
            if is_last and os.path.exists(path) and not os.path.isdir(path):
                names.add(folder + name)
            elif not is_last and os.path.isdir(path):
                pending.append((f"{folder}{name}/", index + 1))
    return names


def below(root: Path, folder: str, suffixes: tuple[str, ...]) -> list[str]:
    """Return the files with one of the suffixes in a folder and the folders in it, sorted, relative to `root`.

    Links to folders, folders that tools generate, and names that begin with a dot are left out.
    """
    names, pending = [], [os.path.normpath(folder)]
    while pending:
        current = pending.pop()
        for name, is_link in _entries(root / current):
            path = os.path.normpath(os.path.join(current, name))
            if not os.path.isdir(root / path):
                names += [path] if name.endswith(suffixes) else []
            elif not is_link and name not in _GENERATED:
                pending.append(path)
    return sorted(names)


def _names(folder: Path, part: str, without_links: bool) -> list[str]:
    """Return the names in a folder that a part of a pattern matches."""
    if not any(character in part for character in _MAGIC):
        return [part]
    return [
        name
        for name, is_link in _entries(folder, part.startswith("."))
        if fnmatchcase(name, part) and not (without_links and is_link)
    ]


def _entries(folder: Path, with_dot: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield each name in a folder, and whether it is a link."""
    try:
        with os.scandir(folder) as entries:
            yield from ((entry.name, entry.is_symlink()) for entry in entries if with_dot or entry.name[0] != ".")
    except OSError:
        return
