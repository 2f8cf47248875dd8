"""Names and values of a manifest in messages: the name that a misspelt one was meant to be, and quotes."""

from __future__ import annotations

from collections.abc import Collection
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from itertools import permutations

from . import schema

_MIN_PREFIX = 4
_MIN_RATIO = 0.8
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


@lru_cache(maxsize=1024)
def closest_field(name: str, fields: tuple[str, ...]) -> str | None:
    """The field that a name is a misspelling of; None if it is like none, or the name of another field.

    AlgorithmName and ModelPackageName are confused: only one of them is a field of a kind.
    """
    pairs = permutations(schema.kinds(), 2)
    others = [kind + name[len(other) :] for kind, other in pairs if name.startswith(other)]
    others += [kind + name[:1].upper() + name[1:] for kind in schema.kinds()]
    other = next((field for field in others if field in fields), None)
    if other or any(name in schema.field_names(kind) for kind in schema.kinds()):
        return other
    field = closest_match(name, fields)
    return field if field and _is_typo(name.lower(), field.lower()) else None


def _is_typo(name: str, field: str) -> bool:
    """Whether two names differ in few letters, or one begins with the other."""
    is_similar = sorted(name) == sorted(field) or SequenceMatcher(None, name, field).ratio() >= _MIN_RATIO
    return is_similar or field.startswith(name) or name.startswith(field)


def quoted(value: str) -> str:
    """A string of a manifest in quotes, shortened, for a message."""
    return f'"{value}"' if len(value) <= _MAX_QUOTED else f'"{value[:_MAX_QUOTED]}…"'
