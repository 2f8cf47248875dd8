"""The file that gets all lines of jobs' logs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from threading import Lock
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
    return _LogFile(file, stack).write


class _LogFile:
    """A file that several threads write: each line is complete."""

    def __init__(self, file: TextIO, stack: ExitStack) -> None:
        self._file, self._lock = file, Lock()
        stack.callback(self._close)

    def write(self, line: str) -> None:
        """Write a line, unless the file is closed: after an interrupt, a thread can still have one."""
        # A full disk must not end the watch.
        with self._lock, suppress(OSError):
            if not self._file.closed:
                self._file.write(line)

    def _close(self) -> None:
        with self._lock, suppress(OSError):
            self._file.close()
