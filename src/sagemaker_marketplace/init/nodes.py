"""Builds YAML nodes from the literals of other languages, so that one reader gives values their types and locations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import yaml

from ..manifest import foreign
from ..manifest.yaml_reader import MAX_BYTES

# A scalar without quotes is read by its field's type, and these would be null.
_NULLS = ("", "~", "null", "Null", "NULL")


class Position(NamedTuple):
    """Line and column, from 0."""

    line: int
    column: int


def string(text: str, at: Position) -> yaml.ScalarNode:
    """A string. Raises ValueError for one that no file can have, such as the sum of a sum of sums."""
    if len(text) > MAX_BYTES:
        raise ValueError
    return yaml.ScalarNode("", text, _mark(at), _mark(at), '"')


def plain(text: str, at: Position) -> yaml.ScalarNode:
    """Text whose type is the type of its field: `5` is a number where the API expects one."""
    return string(text, at) if text in _NULLS else yaml.ScalarNode("", text, _mark(at), _mark(at), None)


def value(constant: object, at: Position) -> yaml.ScalarNode:
    """A string, a number, a boolean or null."""
    if isinstance(constant, str):
        return string(constant, at)
    text = "null" if constant is None else str(constant).lower() if isinstance(constant, bool) else str(constant)
    return yaml.ScalarNode("", text, _mark(at), _mark(at), None)


def mapping(fields: Iterable[tuple[Any, Any]], at: Position) -> yaml.MappingNode:
    """An object; of fields with the same name, the last one counts."""
    last = {key.value: (key, item) for key, item in fields}
    return yaml.MappingNode("", list(last.values()), _mark(at), _mark(at), flow_style=False)


def sequence(items: Iterable[Any], at: Position) -> yaml.SequenceNode:
    """A list. Raises ValueError for one that no file can have."""
    found = list(items)
    if len(found) > MAX_BYTES:
        raise ValueError
    return yaml.SequenceNode("", found, _mark(at), _mark(at), flow_style=False)


def reference(name: str, at: Position) -> yaml.ScalarNode:
    """A value that is not known: the name of a variable, or an expression."""
    return yaml.ScalarNode("!Ref", name, _mark(at), _mark(at), '"')


def joined(parts: list[Any], at: Position) -> Any:
    """A string of several parts, which are strings and references."""
    merged: list[Any] = []
    for part in parts:
        if merged and is_text(part) and is_text(merged[-1]):
            merged[-1] = string(merged[-1].value + part.value, at)
        else:
            merged.append(part)
    merged = [part for part in merged if not (is_text(part) and part.value == "")]
    if not merged:
        return string("", at)
    if len(merged) == 1:
        return merged[0]
    return yaml.SequenceNode("!Join", [string("", at), sequence(merged, at)], _mark(at), _mark(at), flow_style=False)


def call(kind: str, arguments: Any, region: str, at: Position) -> yaml.MappingNode:
    """A call that creates a resource: the object in which `foreign.requests` finds its request."""
    fields = [(foreign.CALL, string(kind, at)), ("line", string(str(at.line + 1), at)), ("arguments", arguments)]
    if region:
        fields.append(("region", string(region, at)))
    return mapping(((string(key, at), item) for key, item in fields), at)


def found(calls: list[Any], literals: Mapping[str, Any]) -> Any:
    """The calls that a program has, or else its objects by name; one alone as it is, and None if there are none."""
    objects = {name: item for name, item in literals.items() if isinstance(item, yaml.MappingNode) and not item.tag}
    several = calls or list(objects.values())
    if len(several) <= 1:
        return several[0] if several else None
    at = Position(0, 0)
    if calls:
        return sequence(calls, at)
    return mapping(((string(name, at), item) for name, item in objects.items()), at)


def is_text(node: Any) -> bool:
    """Whether a node is a scalar and not a reference."""
    return isinstance(node, yaml.ScalarNode) and not node.tag


def is_list(node: Any) -> bool:
    """Whether a node is a list, and not a string of several parts."""
    return isinstance(node, yaml.SequenceNode) and not node.tag


def is_part(node: Any) -> bool:
    """Whether a node can be a part of a string: a scalar, a reference or a string of several parts."""
    return isinstance(node, yaml.ScalarNode) or bool(node.tag)


def position(node: Any) -> Position:
    """The position of a node."""
    return Position(node.start_mark.line, node.start_mark.column)


def _mark(at: Position) -> yaml.Mark:
    return yaml.Mark("", 0, at.line, at.column, None, 0)
