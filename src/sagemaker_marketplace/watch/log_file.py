"""The file that gets all lines of jobs' logs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any, TextIO

from .. import files
from ..context import Context
from ..manifest.findings import USAGE, Failure


def open_log_file(name: str, context: Context, stack: ExitStack) -> Callable[[str], Any] | None:
    """Open the log file and return a function that writes to it; None without a name. `stack` closes the file.

    Raises Failure if it can't be written.
    """
    if not name:
        return None
    try:
        file = files.append(context.workspace.target(name, "log-file"))
    except OSError as error:
        message = f"cannot write log-file {name}: {error.strerror}"
        raise Failure(message, USAGE, "create the directory first, or use another file") from None
    stack.callback(_close, file)

    def write(line: str) -> None:
        # A full disk must not end the watch.
        with suppress(OSError):
            file.write(line)

    return write


def _close(file: TextIO) -> None:
    with suppress(OSError):
        file.close()
