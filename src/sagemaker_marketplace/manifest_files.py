"""Reads manifests, and the files that they insert: regular files only, and no more of one than it can have."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from . import files, local_data
from .manifest import recognition
from .manifest.findings import USAGE, Failure
from .manifest.recognition import DEFAULT_NAMES
from .manifest.suggestions import closest_match
from .manifest.yaml_reader import MAX_BYTES

HINT = "use a YAML or JSON file"


def content(name: str, path: Path, searched_in: Path) -> bytes:
    """Return the content of a file, a real path, up to the first byte that is too much.

    Raises Failure unless it is a readable regular file.
    """
    try:
        handle = files.open_for_reading(path)
    except FileNotFoundError:
        raise Failure(f"file not found: {name} (searched in {searched_in})", USAGE, _missing_hint(name, path)) from None
    except OSError as error:
        hint = "check its permissions" if isinstance(error, PermissionError) else HINT
        raise Failure(f"cannot read {name}: {error.strerror}", USAGE, hint) from None
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise Failure(f"{name} is {local_data.file_type(mode)}, not a file", USAGE, HINT)
    with os.fdopen(handle, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _missing_hint(name: str, path: Path) -> str:
    if name in DEFAULT_NAMES:
        return f"run 'sagemaker-marketplace init {name}' to create it"
    try:
        names = [entry for entry in sorted(os.listdir(path.parent)) if entry.endswith(recognition.SUFFIXES)]
    except OSError:
        names = []
    by_stem = {Path(entry).stem: entry for entry in names}
    near = closest_match(path.stem, by_stem)
    return f"did you mean {os.path.join(os.path.dirname(name), by_stem[near])}?" if near else "check the path"
