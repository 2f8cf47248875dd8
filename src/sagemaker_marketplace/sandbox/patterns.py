"""The service model's regular expressions, which are Java's, as Python's."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

_PROPERTY = re.compile(r"\\p\{([A-Z])\}")
# Two patterns of the model repeat an anchor. Java allows it and it changes nothing; Python refuses it.
_REPEATED_ANCHOR = re.compile(r"\$\{\d+,\d+\}")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Take a pattern of the service model and give Python's for it, for use with `fullmatch`.

    Java's `\\d`, `\\w` and `\\s` are ASCII only, and `\\p{L}` is the Unicode category L; in the model it
    always stands inside a bracketed class.
    """
    translated = _PROPERTY.sub(lambda found: _ranges()[found[1]], _REPEATED_ANCHOR.sub("$", pattern))
    return re.compile(translated, re.ASCII)


@cache
def _ranges() -> dict[str, str]:
    """Give the characters of each main Unicode category, as the inside of a bracketed class."""
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
