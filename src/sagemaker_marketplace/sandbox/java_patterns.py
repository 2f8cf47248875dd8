"""Translates the service model's regular expressions from Java to Python."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

_PROPERTY = re.compile(r"\\p\{([A-Z])\}")
# Two patterns of the model repeat an anchor, which Java ignores and Python rejects.
_REPEATED_ANCHOR = re.compile(r"\$\{\d+,\d+\}")


@cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return the compiled Python pattern for a pattern of the service model, for use with `fullmatch`.

    Java's `\\d`, `\\w` and `\\s` are ASCII only. `\\p{L}` is the Unicode category L; in the model it always
    appears inside a character class.
    """
    translated = _PROPERTY.sub(lambda match: _category_ranges()[match[1]], _REPEATED_ANCHOR.sub("$", pattern))
    return re.compile(translated, re.ASCII)


@cache
def _category_ranges() -> dict[str, str]:
    """Return the characters of each main Unicode category, as the content of a character class."""
    spans: dict[str, list[list[int]]] = {}
    for code in range(sys.maxunicode + 1):
        of_category = spans.setdefault(unicodedata.category(chr(code))[0], [])
        if of_category and of_category[-1][1] == code - 1:
            of_category[-1][1] = code
        else:
            of_category.append([code, code])
    return {
        category: "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in spans_of)
        for category, spans_of in spans.items()
    }
