"""Finds the list, object or value that was intended where a field has a value of another type."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from . import foreign, schema

NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
}
FUNCTION_HINT = "write the value, or ${NAME} for a variable"
_NODE_TYPES = {"mapping": "object", "sequence": "array"}
_SEPARATOR = re.compile("[,;]")
_MAX_SHOWN = 80
_PAIR = {"name", "key", "value"}


class Mismatch(NamedTuple):
    """A node of the wrong type: message without the field's name, hint, and the intended node, if it is clear."""

    message: str
    hint: str
    intended: Any = None


def mismatch(node: Any, node_schema: schema.Node) -> Mismatch | None:
    """How a list or object differs from its field's type; None if it does not."""
    expected, actual = node_schema.get("type"), _NODE_TYPES.get(node.id)
    if actual == "object" and expected and (expected != actual or "properties" in node_schema) and _is_function(node):
        return Mismatch(f"is a template function, which is not evaluated here: {node.value[0][0].value}", FUNCTION_HINT)
    if actual is None or expected in (None, actual):
        return None
    message = f"must be {NAMES[expected]}, not {NAMES[actual]}"
    if actual == "object":
        return Mismatch(message, *_list_of_object(node, node_schema)) if expected == "array" else Mismatch(message, "")
    return Mismatch(message, *(_object_of_list(node, node_schema) if expected == "object" else _value_of_list(node)))


def text_mismatch(text: str, quoted: bool, node_schema: schema.Node) -> tuple[str, str, list[str]] | None:
    """Message, hint and the entries that were intended, if a string is where a list or an object belongs."""
    expected = node_schema.get("type")
    if expected not in ("array", "object"):
        return None
    message = f"must be {NAMES[expected]}, not a string"
    if quoted and text.lstrip()[:1] in ("{", "["):
        return message, "remove the quotes", []
    if expected == "object" and text.startswith("s3://") and "S3Uri" in node_schema.get("properties", {}):
        return message, f"write S3Uri: {text[:_MAX_SHOWN]} below it", []
    if expected == "object" or schema.child(node_schema, 0).get("type") != "string":
        return message, "", []
    entries = [entry.strip() for entry in _SEPARATOR.split(text) if entry.strip()]
    written = f"[{', '.join(entries)}]"
    return message, f"write {written}" if len(written) <= _MAX_SHOWN else "write each entry after a dash", entries


def _is_function(node: Any) -> bool:
    keys = {key.value: None for key, _ in node.value if key.id == "scalar"}
    return foreign.is_function(keys) and len(node.value) == 1


def _list_of_object(node: Any, node_schema: schema.Node) -> tuple[str, Any]:
    """Hint and node for an object where a list of objects belongs: the list with this one."""
    known = schema.child(node_schema, 0).get("properties", {})
    names = [key.value for key, _ in node.value if key.id == "scalar"]
    if not known or not any(foreign.plain_name(name) in map(foreign.plain_name, known) for name in names):
        required = " and ".join(schema.child(node_schema, 0).get("required", ()))
        return f"write a list of objects with {required}" if required else "begin each entry with a dash", None
    intended = yaml.SequenceNode("", [node], node.start_mark, node.end_mark)
    return "put it in brackets" if node.flow_style else "write a dash before its first field", intended


def _object_of_list(node: Any, node_schema: schema.Node) -> tuple[str, Any]:
    """Hint and node for a list where an object belongs: its only object, or all its fields in one object."""
    hint = "remove the brackets" if node.flow_style else "remove the dashes"
    pairs = [key.value for entry in node.value if entry.id == "mapping" for key, _ in entry.value]
    is_map_of_pairs = "properties" not in node_schema and set(map(str.lower, pairs)) <= _PAIR
    if not node.value or any(entry.id != "mapping" for entry in node.value) or is_map_of_pairs:
        return "write its entries as NAME: value", None
    if len(node.value) == 1:
        return hint if node.flow_style else "remove the dash", node.value[0]
    if any(len(entry.value) != 1 for entry in node.value):
        return "", None
    entries = [entry.value[0] for entry in node.value]
    return hint, yaml.MappingNode("", entries, node.start_mark, node.end_mark)


def _value_of_list(node: Any) -> tuple[str, Any]:
    """Hint and node for a list where a single value belongs: its only entry."""
    if len(node.value) == 1 and node.value[0].id == "scalar":
        return "remove the brackets" if node.flow_style else "remove the dash", node.value[0]
    return "", None
