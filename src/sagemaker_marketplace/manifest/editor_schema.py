"""The manifest's JSON Schema for editors: for YAML as written, with variables and `$file`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_VARIABLE = {"$ref": "#/definitions/Variable"}
_DEFINITIONS = {
    "Variable": {
        "type": "string",
        "pattern": "\\$\\{",
        "description": "A value with ${NAME}; variables are replaced before the value is validated.",
    },
    "FileReference": {
        "type": "object",
        "required": ["$file"],
        "additionalProperties": False,
        "properties": {"$file": {"type": "string", "description": "A JSON or YAML file, relative to the manifest."}},
    },
}
# In a field of type string any scalar counts as it is written: 1.10 is "1.10", true is "true".
_SCALARS = ["string", "number", "boolean"]


def build(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema for editors, from the one that validates a manifest after it has been read."""
    definitions = {name: _as_written(node) for name, node in schema["definitions"].items()}
    properties = {name: _in_envelope(node) for name, node in schema["properties"].items()}
    return {**schema, "properties": properties, "definitions": {**_DEFINITIONS, **definitions}}


def _in_envelope(node: Mapping[str, Any]) -> dict[str, Any]:
    if "items" in node:
        return {**node, "items": _as_written(node["items"])}
    # The request is described by kind, in the schema's branches.
    is_request = node["type"] == "object" and "properties" not in node
    return dict(node) if "enum" in node or is_request else _as_written(node)


def _as_written(node: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        return dict(node)
    if "properties" in node:
        node = {**node, "properties": {name: _as_written(field) for name, field in node["properties"].items()}}
    if node["type"] in ("object", "array"):
        by_file = {"type": "object", "required": ["$file"]}
        return {"if": by_file, "then": {"$ref": "#/definitions/FileReference"}, "else": dict(node)}
    if node["type"] != "string":
        return {"anyOf": [dict(node), _VARIABLE]}
    scalar = {**node, "type": _SCALARS}
    return {"anyOf": [scalar, _VARIABLE]} if "pattern" in node or "enum" in node else scalar
