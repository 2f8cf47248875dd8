"""The line of a finding with the value underlined, as wide as a terminal shows it."""

from __future__ import annotations

from unicodedata import category, east_asian_width

from . import untrusted

_LONGEST = 160
_CUT = "…"


def excerpt(line: str, column: int, end_column: int) -> tuple[str, str, str]:
    """Return the part of a line around a value, and below the value spaces and carets, at least one.

    Columns count characters from 1; the end is exclusive. Each tab becomes one space.
    """
    first = max(0, column - _LONGEST // 2) if len(line) > _LONGEST else 0
    shown, start, end = line[first : first + _LONGEST], column - 1 - first, end_column - 1 - first
    parts = [untrusted.line(part.replace("\t", " ")) for part in (shown[:start], shown[start:end], shown[end:])]
    head, tail = _CUT if first else "", _CUT if first + _LONGEST < len(line) else ""
    return f"{head}{''.join(parts)}{tail}", " " * width(head + parts[0]), "^" * max(1, width(parts[1]))


def width(text: str) -> int:
    """Return the columns that a terminal needs for a string.

    Source: Unicode Standard Annex 11: wide and fullwidth characters have two columns; combining ones have none.
    """
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1
