"""Gives the fields of a request the API's names and forms, where another tool spells them in its own way."""

from __future__ import annotations

from typing import Any

from ..manifest import foreign, schema
from ..manifest.paths import Path
from . import states

_EMPTY: tuple[Any, ...] = (None, "", [], {})


def to_api(value: Any, node: schema.Node) -> Any:
    """A value with the names of the API in every object that the schema knows; unknown fields keep their names.

    A list of one object, which Terraform writes for a block, becomes the object; an object of tags becomes a list of
    keys and values.
    """
    if "properties" in node:
        block = isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict)
        return _object(value[0] if block else value, node)
    entry = schema.child(node, 0)
    is_tags = set(entry.get("properties", ())) == {"Key", "Value"}
    if is_tags and isinstance(value, dict) and not foreign.is_function(value):
        return [{"Key": key, "Value": item} for key, item in value.items()]
    return [to_api(item, entry) for item in value] if isinstance(value, list) else value


def without_empty(value: Any, node: schema.Node) -> Any:
    """A value without the fields that a tool writes although they are not set: null, and empty strings and lists.

    Keys of objects whose fields the user chooses stay as they are.
    """
    if isinstance(value, list):
        return [without_empty(item, schema.child(node, 0)) for item in value]
    if not isinstance(value, dict) or "properties" not in node:
        return value
    fields = {name: without_empty(item, schema.child(node, name)) for name, item in value.items()}
    return {name: item for name, item in fields.items() if item not in _EMPTY}


def without_nulls(value: Any) -> Any:
    """A value without null, which means the same as no field."""
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: without_nulls(item) for name, item in value.items() if item is not None}


def written_path(data: Any, path: Path) -> Path:
    """The path in a file's data for a path with the names of the API, or that of the nearest parent in the data."""
    written: Path = ()
    for key in path:
        if isinstance(data, list) and isinstance(key, str) and len(data) == 1:
            data, written = data[0], (*written, 0)
        if isinstance(data, dict):
            names = {foreign.plain_name(states.without_suffix(name)): name for name in data}
            key = key if key in data else names.get(foreign.plain_name(str(key)), key)
        if not (key in data if isinstance(data, dict) else isinstance(data, list) and key in range(len(data))):
            break
        data, written = data[key], (*written, key)
    return written


def _object(value: Any, node: schema.Node) -> Any:
    if not isinstance(value, dict):
        return value
    names: dict[str, str] = {foreign.plain_name(name): name for name in node["properties"]}
    fields: dict[str, Any] = {}
    for field, item in value.items():
        name = names.get(foreign.plain_name(field)) or field
        if name != field and name in value:
            name = field
        fields[name] = to_api(item, schema.child(node, name))
    return fields
