"""What is slow to read, kept once more in the form that Python reads fastest.

As Python keeps a module's bytecode in `__pycache__`, this keeps data files and the bytecode of whole folders there.
A copy belongs to one version of Python and counts only as long as its source has the time and size it was made from.
Where copies can't be written or read, the sources are.
"""

from __future__ import annotations

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def stamp(status: os.stat_result) -> tuple[int, int]:
    """What tells one state of a source from another: time in seconds and size, as for Python's own bytecode."""
    return int(status.st_mtime), status.st_size


def read_json(path: str) -> Any:
    """The data of a JSON file of ours.

    Raises OSError and ValueError like reading the file itself.
    """
    state = stamp(os.stat(path))
    kept = get(path, state)
    if kept is None:
        import json

        with open(path, encoding="utf-8") as file:
            kept = json.load(file)
        put(path, state, kept)
    return kept


def get(source: str, state: Any) -> Any:
    """The copy kept of a source in this state; None if there is none."""
    try:
        with open(_file(source), "rb") as file:
            known, value = marshal.loads(file.read())  # noqa: S302 - ours, trusted like the bytecode beside it
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return value if known == state else None


def put(source: str, state: Any, value: Any) -> None:
    """Keep a copy of a source in this state, if that can be done and is wanted."""
    if sys.dont_write_bytecode:
        return
    file = _file(source)
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(f"{file}.{os.getpid()}", "wb") as written:
            written.write(marshal.dumps((state, value)))
        os.replace(f"{file}.{os.getpid()}", file)
    except (OSError, ValueError):
        return


def _file(source: str) -> str:
    folder, name = os.path.split(source)
    return f"{folder}/__pycache__/{name}.{sys.implementation.cache_tag}"
