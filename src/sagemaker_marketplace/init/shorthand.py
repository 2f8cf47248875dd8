"""Reads the AWS CLI's shorthand syntax: `Name=a,Values=b,c` and `Containers=[{Image=a}]`.

Source: AWS CLI User Guide, "Using shorthand syntax in the AWS CLI"; the grammar in awscli/shorthand.py.
"""

from __future__ import annotations

from typing import Any

from ..manifest import yaml_reader
from . import nodes
from .nodes import Position

_SPECIAL = ",=[]{}"


class InvalidShorthand(Exception):
    """Text that is not in shorthand syntax."""


def parse(text: str, at: Position) -> Any:
    """The value that a word in shorthand syntax means: an object, or a list of strings.

    Raises InvalidShorthand.
    """
    reader = _Reader(text, at)
    node = reader.fields("") if reader.is_object() else reader.strings()
    if reader.index < len(text):
        raise InvalidShorthand
    return node


class _Reader:
    def __init__(self, text: str, at: Position) -> None:
        self.text, self.at, self.index = text, at, 0

    def is_object(self) -> bool:
        """Whether a key with a value comes next."""
        before, index = self.index, 0
        try:
            self._word()
            index = self.index
        finally:
            self.index = before
        return self.text[index : index + 1] == "="

    def fields(self, end: str, depth: int = 0) -> Any:
        """An object up to its closing brace, or to the end of the text."""
        fields = []
        while True:
            key = self._word()
            self._expect("=")
            fields.append((nodes.string(key, self.at), self._value(depth + 1, is_field=True)))
            if self._next() != ",":
                break
            self.index += 1
        if end:
            self._expect(end)
        return nodes.mapping(fields, self.at)

    def strings(self) -> Any:
        """Strings between commas: a list."""
        items = [nodes.plain(self._word(), self.at)]
        while self._next() == ",":
            self.index += 1
            items.append(nodes.plain(self._word(), self.at))
        return nodes.sequence(items, self.at)

    def _value(self, depth: int, is_field: bool) -> Any:
        if depth > yaml_reader.MAX_DEPTH:
            raise InvalidShorthand
        if self._next() == "{":
            self.index += 1
            return self.fields("}", depth)
        if self._next() == "[":
            return self._list(depth)
        first = nodes.plain(self._word(), self.at)
        items = [first]
        # After a comma, a word without `=` is one more value of the same field.
        while is_field and self._next() == "," and not self._begins_field():
            self.index += 1
            items.append(nodes.plain(self._word(), self.at))
        return first if len(items) == 1 else nodes.sequence(items, self.at)

    def _list(self, depth: int) -> Any:
        self._expect("[")
        items = []
        while self._next() != "]":
            items.append(self._value(depth + 1, is_field=False))
            if self._next() != ",":
                break
            self.index += 1
        self._expect("]")
        return nodes.sequence(items, self.at)

    def _begins_field(self) -> bool:
        self.index += 1
        try:
            return self.is_object()
        finally:
            self.index -= 1

    def _word(self) -> str:
        """Text up to a special character; in quotes, also those."""
        quote = self._next()
        if quote in ("'", '"'):
            end = self.text.find(quote, self.index + 1)
            if end < 0:
                raise InvalidShorthand
            word, self.index = self.text[self.index + 1 : end], end + 1
            return word
        start = self.index
        while self._next() and self._next() not in _SPECIAL:
            self.index += 1
        return self.text[start : self.index].strip()

    def _next(self) -> str:
        return self.text[self.index : self.index + 1]

    def _expect(self, character: str) -> None:
        while self._next() in (" ", "\n", "\t"):
            self.index += 1
        if self._next() != character:
            raise InvalidShorthand
        self.index += 1
