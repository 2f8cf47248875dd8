"""The manifest's JSON Schema for editors: for YAML as written, with variables and `$file`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DESCRIPTIONS = Path(__file__).with_name("field_descriptions.yaml")
# Keywords that only the program's own validation uses: a strict validator refuses them.
_OWN_KEYWORDS = re.compile(r".*(?:By|Hint)|allowedCharacter|offered|safe|shownPattern")

# A release replaces the branch by its tag.
_SCHEMAS = "https://raw.githubusercontent.com/OWNER/sagemaker-marketplace-action/main/schema"
_VARIABLE = {"$ref": "#/definitions/Variable"}
_DEFINITIONS = {
    "Variable": {
        "type": "string",
        "pattern": "\\$\\{",
        # Not a description: editors would show it instead of the field's.
        "$comment": "A value with ${NAME}; variables are replaced before the value is validated.",
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


def identifier(name: str) -> str:
    """The `$id` of a published schema: the address of its file."""
    return f"{_SCHEMAS}/{name}"


def build(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema for editors, from the one that validates a manifest after it has been read."""
    described = {name: _described(name, node) for name, node in schema["definitions"].items()}
    definitions = {name: _as_written(node) for name, node in described.items()}
    properties = {name: _in_envelope(node) for name, node in schema["properties"].items()}
    named = {"$schema": schema["$schema"], "$id": identifier("manifest.schema.json")}
    built = {**named, **schema, "properties": properties, "definitions": {**_DEFINITIONS, **definitions}}
    return {key: _standard(value) for key, value in built.items()}


@cache
def descriptions() -> dict[str, str]:
    """What each field of a request is, by field, or by object and field."""
    texts: dict[str, str] = yaml.safe_load(DESCRIPTIONS.read_text(encoding="utf-8"))
    return texts


def undescribed(schema: Mapping[str, Any]) -> list[str]:
    """List the fields of a schema that have no description: those of a new kind, or of a newer API."""
    known = descriptions()
    objects = ((name, node["properties"]) for name, node in schema["definitions"].items() if "properties" in node)
    names = {f"{name}.{field}" for name, fields in objects for field in fields if field not in known}
    return sorted(names - known.keys())


def _described(name: str, node: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object whose fields have a description, with the address of AWS's."""
    if "properties" not in node:
        return node
    known, url = descriptions(), node["description"]
    is_request = name.endswith("Input")
    page = name.removesuffix("Input") if is_request else name
    anchor = f"sagemaker-{page}-request" if is_request else f"sagemaker-Type-{page}"
    fields = {
        field: {**reference, "description": f"{known.get(f'{name}.{field}') or known[field]}\n{url}#{anchor}-{field}"}
        for field, reference in node["properties"].items()
    }
    return {**node, "properties": fields}


def _standard(node: Any) -> Any:
    """A schema without the program's own keywords; the names of fields are not keywords."""
    if isinstance(node, list):
        return [_standard(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    return {
        key: {name: _standard(field) for name, field in value.items()} if key == "properties" else _standard(value)
        for key, value in node.items()
        if not _OWN_KEYWORDS.fullmatch(key)
    }


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
