"""Standard output and standard error: the only functions that write to them.

What a run finds or creates does not depend on who reads it: a stream that is closed, full or no longer read raises no
exception, and characters that its encoding lacks are written as escapes.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TextIO

from .manifest.findings import USAGE, Failure
from .report import untrusted

_NO_READER = "Broken pipe"


def prepare() -> None:
    """Let both streams accept every character, whatever their encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write(text: str) -> str:
    """Write to standard output; return why that failed, or an empty string."""
    return _write(sys.stdout, text)


def write_result(text: str) -> None:
    """Write the result of a command to standard output.

    Raises Failure if that failed, except for a reader that has read enough.
    """
    error = write(text)
    if error and error != _NO_READER:
        raise Failure(f"cannot write to standard output: {error}", USAGE, "check the disk and the redirection")


def note(*lines: str) -> None:
    """Write lines to standard error, without escape sequences and workflow commands."""
    _write(sys.stderr, "".join(f"{untrusted.line(line)}\n" for line in lines))


class Printer:
    """Writes the lines of a run to standard output, and after an error to standard error or nowhere."""

    def __init__(self, uses_stderr: bool) -> None:
        """`uses_stderr` is for a run whose remaining lines must not be lost, such as the ARN of what it created."""
        self._uses_stderr = uses_stderr
        self._failed = False

    def write(self, line: str) -> None:
        """Write a line. Never raises an exception."""
        error = "" if self._failed else write(f"{line}\n")
        if error:
            self._failed = True
            if error != _NO_READER or self._uses_stderr:
                note(f"sagemaker-marketplace: cannot write to standard output: {error}")
        if self._failed and self._uses_stderr:
            _write(sys.stderr, f"{line}\n")


def close() -> None:
    """Flush both streams. Otherwise the interpreter does it at exit, and a failure there changes the exit code."""
    for stream in (sys.stdout, sys.stderr):
        _write(stream, "")


def _write(stream: TextIO | None, text: str) -> str:
    if stream is None:  # closed when the process started
        return "closed"
    try:
        stream.write(text)
        stream.flush()
    except (OSError, ValueError) as error:
        _discard(stream)
        return getattr(error, "strerror", None) or "closed"
    return ""


def _discard(stream: TextIO) -> None:
    """Direct a stream to the null device, so that what it still holds raises no further error."""
    with suppress(OSError, ValueError), open(os.devnull, "w", encoding="utf-8") as devnull:
        os.dup2(devnull.fileno(), stream.fileno())
        stream.flush()
