"""Compares an output with the expected one: numbers within a tolerance, everything else exactly."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

# A number that is not part of a word, of a version, or of a code with a leading zero.
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?(?![\w.])")
# Python refuses to convert longer integers; they are equal if their digits are.
_MAX_DIGITS = 4000
_MAX_SHOWN = 60
_END = "the end"


@dataclass(frozen=True)
class Difference:
    """The first difference: its position (line with field or column, or byte), what was expected, and what came."""

    position: str
    expected: str
    got: str


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a stream, each with its newline."""
    pending: list[bytes] = []
    for chunk in chunks:
        *whole, rest = chunk.split(b"\n")
        for line in whole:
            yield b"".join((*pending, line, b"\n"))
            pending = []
        if rest:
            pending.append(rest)
    if pending:
        yield b"".join(pending)


def first_difference(
    expected: Iterable[bytes], got: Iterable[bytes], tolerance: float, is_csv: bool = False
) -> Difference | None:
    """Compare two streams line by line; None if they are equal.

    Numbers are equal if they differ by at most `tolerance`, or by this fraction of the larger one; with a tolerance of
    0, if they have the same value. What is not UTF-8 text is compared byte by byte.
    """
    position = 0
    for number, (left, right) in enumerate(zip_longest(lines_of(expected), lines_of(got)), 1):
        if left != right:
            found = _difference(left, right, number, position, tolerance, is_csv)
            if found:
                return found
        position += len(right or b"")
    return None


def _difference(
    expected: bytes | None, got: bytes | None, number: int, position: int, tolerance: float, is_csv: bool
) -> Difference | None:
    """Compare line `number`, which begins at byte `position` of the output; a line after the end is None."""
    left, right = _text(expected), _text(got)
    if left is None or right is None:
        return _byte_difference(expected or b"", got or b"", position)
    line = f"line {number}"
    if expected is None or got is None:
        return Difference(line, _END if expected is None else _shown(left), _END if got is None else _shown(right))
    found = _token_difference(left, right, tolerance)
    if not found:
        return None
    if left.rstrip("\r\n") == right.rstrip("\r\n"):
        return Difference(f"end of {line}", _line_end(left), _line_end(right))
    field = _field_difference(left, right, line, tolerance) if is_csv else None
    return field or Difference(f"{line}, column {found.column}", _shown(found.expected), _shown(found.got))


def _text(line: bytes | None) -> str | None:
    """Return a line as text; None if it is not UTF-8 text."""
    try:
        return None if b"\0" in (line or b"") else (line or b"").decode()
    except UnicodeDecodeError:
        return None


def _byte_difference(expected: bytes, got: bytes, position: int) -> Difference:
    at = _common_length(expected, got)
    shown = [f"0x{line[at]:02x}" if at < len(line) else _END for line in (expected, got)]
    return Difference(f"byte {position + at + 1}", *shown)


def _line_end(line: str) -> str:
    if line.endswith("\r\n"):
        return r"\r\n"
    return r"\n" if line.endswith("\n") else "no newline"


@dataclass(frozen=True)
class _Tokens:
    """The first difference of two lines: two numbers, or the rest of both; the column is that in the output."""

    column: int
    expected: str
    got: str


def _token_difference(expected: str, got: str, tolerance: float) -> _Tokens | None:
    """Compare two lines number by number, and the text between them."""
    start = column = 0
    tokens = zip_longest(_tokens(expected), _tokens(got), fillvalue="")
    for position, (left, right) in enumerate(tokens):
        is_number = position % 2 == 1 and left and right
        if left != right and is_number and not _is_close(left, right, tolerance):
            return _Tokens(column + 1, left, right)
        if left != right and not is_number:
            same = _common_length(left, right)
            return _Tokens(column + same + 1, expected[start + same :], got[column + same :])
        start, column = start + len(left), column + len(right)
    return None


def _common_length(left: Sequence[object], right: Sequence[object]) -> int:
    """The number of equal elements before the first difference."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(left), len(right)))


def _tokens(line: str) -> Iterator[str]:
    """Yield the parts of a line: text, a number, text, …, text."""
    end = 0
    for match in _NUMBER.finditer(line):
        yield line[end : match.start()]
        yield match[0]
        end = match.end()
    yield line[end:]


def _is_close(left: str, right: str, tolerance: float) -> bool:
    if not tolerance and left.lstrip("+-").isdecimal() and right.lstrip("+-").isdecimal():
        if max(len(left), len(right)) > _MAX_DIGITS:
            return left.lstrip("+") == right.lstrip("+")
        return int(left) == int(right)
    return math.isclose(float(left), float(right), rel_tol=tolerance, abs_tol=tolerance)


def _field_difference(expected: str, got: str, line: str, tolerance: float) -> Difference | None:
    """Return the difference of two CSV lines by fields; None if the fields are equal, or can't be read."""
    try:
        left, right = next(csv.reader([expected])), next(csv.reader([got]))
    except (csv.Error, StopIteration):
        return None
    for number, (one, other) in enumerate(zip(left, right, strict=False), 1):
        if _token_difference(one, other, tolerance):
            return Difference(f"{line}, field {number}", _shown(one), _shown(other))
    if len(left) == len(right):
        return None
    return Difference(line, *(f"{len(fields)} field{'s' if len(fields) > 1 else ''}" for fields in (left, right)))


def _shown(text: str) -> str:
    """Return a number as it is, and other text in quotes, shortened."""
    text = text.rstrip("\r\n")
    if len(text) > _MAX_SHOWN:
        text = f"{text[:_MAX_SHOWN]}…"
    return text if _NUMBER.fullmatch(text) else f'"{text}"'
