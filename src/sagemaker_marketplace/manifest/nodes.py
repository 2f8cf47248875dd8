"""Parts of YAML nodes, and nodes with other parts: nodes are never changed, because aliases share them."""

from __future__ import annotations

from typing import Any

import yaml

from . import schema
from .foreign import plain_name

Entry = tuple[Any, Any]

_MERGE = "<<"


def key_text(key: Any) -> str | None:
    """The text of a key; None for one that is not a plain string, and for a merge key."""
    return key.value if key.id == "scalar" and not key.tag and key.value != _MERGE else None


def key_texts(entries: list[Entry]) -> list[str]:
    """The keys of an object, as strings."""
    return [text for text in (key_text(key) for key, _ in entries) if text is not None]


def plain(name: str) -> str:
    """A field's name without the differences between the spellings of tools and languages."""
    return plain_name(name.replace("-", ""))


def key(name: str, node: Any) -> Any:
    """A key with another text, at the location of a node."""
    return yaml.ScalarNode("", name, node.start_mark, node.end_mark, node.style)


def mapping(node: Any, entries: list[Entry]) -> Any:
    """An object with other entries."""
    return yaml.MappingNode(node.tag, entries, node.start_mark, node.end_mark, node.flow_style)


def sequence(node: Any, items: list[Any]) -> Any:
    """A list with other items."""
    return yaml.SequenceNode(node.tag, items, node.start_mark, node.end_mark, node.flow_style)


def extended(value: Any, added: list[Entry]) -> Any:
    """An object, or the first one of a list, with further entries, unless it has them."""
    if value.id == "sequence" and value.value:
        return sequence(value, [extended(value.value[0], added), *value.value[1:]])
    if value.id != "mapping":
        return value
    present = {plain(text) for text in key_texts(value.value)}
    return mapping(value, [*value.value, *(entry for entry in added if plain(entry[0].value) not in present)])


def are_fields(entries: list[Entry], node_schema: schema.Node, seen: dict[int, list[Any]]) -> bool:
    """Whether every key of an object, and of all objects in it, is a field; `seen` gets their entries by ID.

    Entries that an alias shares are visited once: whether they are fields in both locations is not known.
    """
    if id(entries) in seen:
        return False
    seen[id(entries)] = entries
    fields = node_schema.get("properties")
    for key, value in entries:
        name = key_text(key)
        if fields and name not in fields:
            return False
        if not _has_fields(value, schema.child(node_schema, name or ""), seen):
            return False
    return True


def _has_fields(value: Any, node_schema: schema.Node, seen: dict[int, list[Any]]) -> bool:
    """Whether every key of all objects in a value is a field, as `are_fields`."""
    if value.id == "mapping":
        return are_fields(value.value, node_schema, seen)
    if value.id == "scalar":
        return True
    if id(value.value) in seen:
        return False
    seen[id(value.value)] = value.value
    item = schema.child(node_schema, 0)
    return all(_has_fields(each, item, seen) for each in value.value)
