"""Compares the output that a page shows with that of its commands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

ANY = "…"
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
# What differs from run to run. Both sides are compared with these replaced.
_VARIES = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?"), "TIME"),
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "DATE"),
    (re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "ID"),
    (re.compile(r"\b(?:sha256:)?[0-9a-f]{32,64}\b"), "ID"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\b\d+:\d\d(?::\d\d)?\b"), "DURATION"),
    (re.compile(rf"\b{_NUMBER} (?:ms|s|min|h)(?: {_NUMBER} (?:s|min))?\b"), "DURATION"),
    (re.compile(rf"\b{_NUMBER} (?:records|requests) per second"), "RATE"),
    (re.compile(rf"\b{_NUMBER} (?:MB|GB|MiB|GiB)\b"), "SIZE"),
)


def difference(shown: str, actual: str) -> str:
    """Return the difference between the output on a page and the actual one; empty if there is none."""
    expected, got = _lines(shown), _lines(actual)
    if _matches(expected, got):
        return ""
    return "\n".join(difflib.unified_diff(expected, got, "on the page", "of the command", lineterm="", n=99))


def _lines(text: str) -> list[str]:
    for pattern, replacement in _VARIES:
        text = pattern.sub(replacement, text)
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def _matches(expected: Sequence[str], got: Sequence[str]) -> bool:
    """Return whether lines match, where a line `…` is any number of lines."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == ANY else re.escape(f"{line}\n") for line in expected)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in got)) is not None
