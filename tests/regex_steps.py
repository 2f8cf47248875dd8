"""Counts the steps of a backtracking search, so that its growth can be measured without a clock.

Executes the syntax tree of a pattern as Python's engine does, without the optimizations of the engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

# The modules are private, so they have no types.
op: Any = import_module("re._constants")
parser: Any = import_module("re._parser")
Rest = Callable[[int], bool]
# The items of a pattern or of a group in it: pairs of a kind and a value.
Items = tuple[tuple[Any, Any], ...]
_ONE_CHARACTER = frozenset((op.IN, op.LITERAL, op.NOT_LITERAL, op.ANY))


class TooManySteps(Exception):
    """The limit of steps was reached."""


@cache
def parse(pattern: str, flags: int) -> Items:
    """Return the items of a pattern as tuples."""
    items: Items = _freeze(parser.parse(pattern, flags))
    return items


def _freeze(value: Any) -> Any:
    """Return parsed items as tuples, so that what an item accepts can be cached; a look-around gets its width."""
    if isinstance(value, tuple) and value and (value[0] is op.ASSERT or value[0] is op.ASSERT_NOT):
        kind, (direction, inner) = value
        return kind, (direction, inner.getwidth()[0], _freeze(inner))
    if isinstance(value, (list, tuple, parser.SubPattern)):
        return tuple(map(_freeze, value))
    return value


class Search:
    """One search of a pattern in a string."""

    def __init__(self, pattern: str, flags: int, text: str, limit: int, is_anchored: bool = False) -> None:
        """Search from each start, or from the first only, until there is a match; count the items that are tried."""
        self.text, self.steps, self._limit, self._groups = text, 0, limit, dict[int, tuple[int, int]]()
        self._ignore_case = bool(flags & re.IGNORECASE)
        self._characters: dict[int, set[str]] = {}
        self._word_characters = set(re.findall(r"\w", text))
        items = parse(pattern, flags)
        anchored = bool(items) and items[0] == (op.AT, op.AT_BEGINNING)
        first = self._accepted(items[0]) if items and items[0][0] in _ONE_CHARACTER else None
        for start in range(1 if anchored or is_anchored else len(text) + 1):
            if first is not None and text[start : start + 1] not in first:  # one step, as below
                self.steps += 1
            elif self._match(items, 0, start, lambda _: True):
                return

    def _match(self, items: Items, index: int, at: int, rest: Rest) -> bool:
        while True:
            self.steps += 1
            if self.steps > self._limit:
                raise TooManySteps
            if index == len(items):
                return rest(at)
            item = items[index]
            if item[0] not in _ONE_CHARACTER:
                break
            if at == len(self.text) or self.text[at] not in self._accepted(item):
                return False
            index, at = index + 1, at + 1
        kind, value = item

        def following(position: int) -> bool:
            return self._match(items, index + 1, position, rest)

        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self._repeat(kind, value, at, following)
        if kind is op.SUBPATTERN:
            group, _, _, inner = value

            def after(position: int) -> bool:
                if group is not None:
                    self._groups[group] = (at, position)
                return following(position)

            return self._match(inner, 0, at, after)
        if kind is op.BRANCH:
            return any(self._match(branch, 0, at, following) for branch in value[1])
        if kind in (op.ASSERT, op.ASSERT_NOT):
            return self._look_around(kind, value, at) and following(at)
        if kind is op.AT:
            return self._is_at(value, at) and following(at)
        if kind is op.GROUPREF_EXISTS:
            group, yes, no = value
            return self._match((yes if group in self._groups else no) or (), 0, at, following)
        if kind is op.GROUPREF:
            start, end = self._groups.get(value, (0, 0))
            return self.text.startswith(self.text[start:end], at) and following(at + end - start)
        raise NotImplementedError(kind)

    def _repeat(self, kind: Any, value: Any, at: int, following: Rest) -> bool:
        low, high, items = value
        if len(items) == 1 and items[0][0] in _ONE_CHARACTER:
            return self._repeat_one(kind, low, high, items[0], at, following)

        def again(count: int, position: int) -> bool:
            def more() -> bool:
                return count < high and self._match(
                    items, 0, position, lambda end: (end > position or count < low) and again(count + 1, end)
                )

            if count < low:
                return more()
            return following(position) or more() if kind is op.MIN_REPEAT else more() or following(position)

        return again(0, at)

    def _repeat_one(self, kind: Any, low: int, high: int, item: Any, at: int, following: Rest) -> bool:
        """Repeat a single character: in a loop, because a string can be longer than the stack is deep."""
        end, accepted = at, self._accepted(item)
        while end < len(self.text) and end - at < high and self.text[end] in accepted:
            self.steps += 1
            end += 1
            if kind is op.MIN_REPEAT and end - at > low and following(end - 1):
                return True
        if self.steps > self._limit:
            raise TooManySteps
        if end - at < low:
            return False
        if kind is op.MIN_REPEAT:
            return following(end)
        if kind is op.POSSESSIVE_REPEAT:
            return following(end)
        return any(following(position) for position in range(end, at + low - 1, -1))

    def _look_around(self, kind: Any, value: Any, at: int) -> bool:
        direction, width, inner = value
        if direction > 0:
            found = self._match(inner, 0, at, lambda _: True)
        else:
            found = at >= width and self._match(inner, 0, at - width, lambda end: end == at)
        return found == (kind is op.ASSERT)

    def _is_at(self, value: Any, at: int) -> bool:
        if value in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            return at == 0
        if value is op.AT_END_STRING:
            return at == len(self.text)
        if value is op.AT_END:
            return at >= len(self.text) - self.text.endswith("\n")
        before = at > 0 and self.text[at - 1] in self._word_characters
        after = at < len(self.text) and self.text[at] in self._word_characters
        return (before != after) == (value is op.AT_BOUNDARY)

    def _accepted(self, item: tuple[Any, Any]) -> set[str]:
        """Return which of the text's characters an item accepts. Parsed items are cached, so an ID is of one item."""
        found = self._characters.get(id(item))
        if found is None:
            accepts = _accepts_any_case if self._ignore_case else _accepts
            found = self._characters[id(item)] = {each for each in set(self.text) if accepts(*item, each)}
        return found


def _accepts_any_case(kind: Any, value: Any, character: str) -> bool:
    return any(_accepts(kind, value, variant) for variant in {character, character.lower(), character.upper()})


@cache
def _accepts(kind: Any, value: Any, character: str) -> bool:
    if kind is op.ANY:
        return character != "\n"
    if kind is op.LITERAL:
        return bool(ord(character) == value)
    if kind is op.NOT_LITERAL:
        return bool(ord(character) != value)
    if kind is op.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    if kind is op.CATEGORY:
        return bool(re.match(_CATEGORIES[value], character))
    if kind is op.IN:
        negated = bool(value[0] == (op.NEGATE, None))
        return any(_accepts(part[0], part[1], character) for part in value[negated:]) is not negated
    raise NotImplementedError(kind)


_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}
_ALPHABET = [*map(chr, range(32, 127)), "\t", "\n", "\x1b", "\x07", *map(chr, range(0x80, 0xA0)), "é", "\ud800"]


def pumps(pattern: str, flags: int = 0) -> set[str]:
    """Return strings to repeat: what each run of a pattern's items accepts, shortest first."""
    return {text for text in _slices(parse(pattern, flags)) if text}


def _slices(items: Items) -> Iterator[str]:
    samples = [_sample(*item) for item in items]
    # A run of literal characters is not divided.
    cuts = [
        index
        for index in range(len(items) + 1)
        if index in (0, len(items)) or not (items[index - 1][0] is op.LITERAL and items[index][0] is op.LITERAL)
    ]
    for start in cuts:
        for end in cuts:
            yield "".join(samples[start:end])
    for kind, value in items:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            yield from _slices(value[2])
        elif kind is op.SUBPATTERN:
            yield from _slices(value[3])
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from _slices(branch)


def _sample(kind: Any, value: Any) -> str:
    """Return a string that an item accepts; a repeat once, even if it can be empty."""
    if kind is op.LITERAL:
        return chr(int(value))
    if kind in (op.ANY, op.NOT_LITERAL, op.IN):
        return next((character for character in _ALPHABET if _accepts(kind, value, character)), "")
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return "".join(_sample(*item) for item in value[2]) * min(max(int(value[0]), 1), 20)
    if kind is op.SUBPATTERN:
        return "".join(_sample(*item) for item in value[3])
    return "".join(_sample(*part) for part in (value[1][0] if kind is op.BRANCH else ()))
