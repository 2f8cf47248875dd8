"""Which lines of a program's log can be why it failed: the last error, not one that it survived."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_ERROR = re.compile(
    r"error|exception|fatal|panic|fail|cannot|can't|unable|no such file|not a directory|is a directory|read-only|seek",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\b(?:WARN|WARNING|INFO|DEBUG)\b")
# An exception with its message; those in front only report that another program failed.
_EXCEPTION = re.compile(
    r"(?:^|[ .\"'])(?!ExecuteUserScriptError|CalledProcessError|ChildFailedError|AlgorithmError)"
    r"[A-Z]\w{0,60}(?:Error|Exception): "
)
# Between an error and the one that it led to: Python, Java.
_CHAIN = re.compile(r"^(?:During handling of the above exception|The above exception was the direct cause|Caused by: )")
_MAX_LINES, _SHOWN = 500, 400


def last_errors(lines: Sequence[str]) -> Iterator[int]:
    """Yield the numbers of the lines that can be why a program failed, the last one first.

    These are lines that report an error, and the last line, whatever it says; not those in front of another exception,
    unless one led to the other.
    """
    for number in range(len(lines) - 1, max(-1, len(lines) - 1 - _MAX_LINES), -1):
        line = lines[number][:_SHOWN]
        is_last = number == len(lines) - 1
        if is_last or (_ERROR.search(line) and not _LEVEL.search(line)):
            yield number
        if _EXCEPTION.search(line) and not _is_consequence(lines, number):
            return


def _is_consequence(lines: Sequence[str], number: int) -> bool:
    """Whether another exception, in front of the traceback of one, led to it."""
    for line in reversed(lines[max(0, number - _MAX_LINES) : number]):
        if _CHAIN.match(line):
            return True
        if _EXCEPTION.search(line[:_SHOWN]):
            return False
    return False
