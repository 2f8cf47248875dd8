"""Names and values of a manifest in messages: the name that a misspelt one was meant to be, and quotes."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

_MIN_PREFIX = 4
_MAX_QUOTED = 60


def closest_match(word: str, names: Collection[str]) -> str | None:
    """The name most like a misspelt word; None if none is similar.

    Upper and lower case don't count, and swapped letters count less than other differences.
    """
    by_folded = {name.casefold(): name for name in names}
    folded = word.casefold()
    anagrams = [name for name in by_folded if sorted(name) == sorted(folded)]
    extended = [name for name in by_folded if len(folded) >= _MIN_PREFIX and name.startswith(folded)]
    candidates = anagrams or get_close_matches(folded, by_folded, n=1, cutoff=0.6) or extended
    return by_folded[candidates[0]] if candidates else None


def quoted(value: str) -> str:
    """A string of a manifest in quotes, shortened, for a message."""
    return f'"{value}"' if len(value) <= _MAX_QUOTED else f'"{value[:_MAX_QUOTED]}…"'
