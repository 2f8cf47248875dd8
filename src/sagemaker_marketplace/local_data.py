"""Finds the local data that a manifest names: only paths, because data can have gigabytes; nothing is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from .files import in_git, open_for_reading
from .manifest.findings import USAGE, Failure, MissingFile
from .manifest.suggestions import closest_match

# A folder with more is not one that a validation job or a person works with.
MOST_ENTRIES = 100_000
HINT = "use a file or a folder"
_MOST_COMPARED = 1_000
_START_BYTES = 64
# Raises Failure for a name in messages and a real path that must not be used.
Check = Callable[[str, Path], None]


def mode(name: str, path: Path, searched_in: Path) -> int:
    """Return the mode of a file or folder. Raises Failure for anything else, and if it is missing or can't be read."""
    try:
        found = os.stat(path).st_mode
    except FileNotFoundError:
        message = f"file or folder not found: {name} (searched in {searched_in})"
        raise _missing(message, name, path) from None
    except OSError as error:
        hint = "check its permissions" if isinstance(error, PermissionError) else "check the path"
        raise Failure(f"cannot read {name}: {error.strerror}", USAGE, hint) from None
    if not stat.S_ISREG(found) and not stat.S_ISDIR(found):
        raise Failure(f"{name} is {file_type(found)}, not a file or folder", USAGE, HINT)
    return found


def files_in(name: str, folder: Path, check_link: Check) -> list[tuple[str, Path]]:
    """Return name and real path of each file in a folder and in the folders in it, sorted by name.

    Names are relative to the folder, with slashes. `check_link` gets each link and each entry named `.git`. Raises
    Failure for an entry that is neither file nor folder or can't be read, and for more than 100,000 entries.
    """
    files, count, pending = [], 0, [("", folder)]
    while pending:
        prefix, current = pending.pop()
        for entry in _entries(os.path.join(name, prefix), current):
            count += 1
            if count > MOST_ENTRIES:
                raise Failure(f"{name} has more than {MOST_ENTRIES:,} entries", USAGE, "use a folder with fewer files")
            shown, path = os.path.join(name, prefix, entry.name), current / entry.name
            if entry.is_symlink() or in_git(Path(entry.name)):
                path = Path(os.path.realpath(path))
                check_link(shown, path)
            if stat.S_ISDIR(mode(shown, path, current)):
                pending.append((f"{prefix}{entry.name}/", path))
            else:
                files.append((prefix + entry.name, path))
    return sorted(files)


def start(path: Path) -> bytes:
    """Return the first bytes of a file, by which formats are recognized. Raises OSError if it can't be read."""
    handle = open_for_reading(path)
    try:
        return os.read(handle, _START_BYTES)
    finally:
        os.close(handle)


def file_type(found: int) -> str:
    """What a mode that is not of a file is, with its article."""
    if stat.S_ISDIR(found):
        return "a directory"
    if stat.S_ISFIFO(found):
        return "a FIFO"
    return "a device" if stat.S_ISCHR(found) or stat.S_ISBLK(found) else "a socket"


def _entries(name: str, folder: Path) -> list[os.DirEntry[str]]:
    """Return the entries of a folder, sorted by name; of one with too many entries, only some."""
    try:
        with os.scandir(folder) as entries:
            return sorted(islice(entries, MOST_ENTRIES + 1), key=lambda entry: entry.name)
    except OSError as error:
        raise Failure(f"cannot read {name}: {error.strerror}", USAGE, "check its permissions") from None


def _missing(message: str, name: str, path: Path) -> Failure:
    """The failure for a path that does not exist: a MissingFile, unless the name can't be that of any file."""
    if name.startswith("s3://"):
        return Failure(message, USAGE, "use the path of a local file or folder; a location in S3 belongs in spec")
    if name.startswith("~"):
        return Failure(message, USAGE, "use a path relative to the manifest; ~ is not expanded")
    if "\\" in name:
        return Failure(message, USAGE, f"use slashes: {name.replace(chr(92), '/')}")
    missing = path
    while not os.path.lexists(missing.parent):
        missing = missing.parent
    near = closest_match(missing.name, _some_names(missing.parent))
    # As many names as follow the missing one follow the one that was probably intended.
    parts = Path(name).parts
    position = len(parts) - len(path.relative_to(missing).parts) - 1
    if not near or parts[position] != missing.name:
        return MissingFile(message, "check the path")
    closest = os.path.join(*parts[:position], near, *parts[position + 1 :])
    return MissingFile(message, f"did you mean {closest}?", closest)


def _some_names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in islice(entries, _MOST_COMPARED))
    except OSError:
        return []
