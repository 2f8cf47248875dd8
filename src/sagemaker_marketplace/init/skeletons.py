"""Removes the blanks of the AWS CLI's skeletons (`--generate-cli-skeleton`) from a request that was filled in."""

from __future__ import annotations

from typing import Any

from ..manifest import schema

# A skeleton has far more empty strings than a request of a seller.
_MOST_EMPTY = 5
# The key of each object whose keys the user chooses. Source: botocore, ArgumentGenerator.
_MAP_KEY = "KeyName"


def is_skeleton(request: Any) -> bool:
    """Whether a request has the empty strings of a skeleton."""
    return _empty_strings(request) > _MOST_EMPTY


class Blanks:
    """Removes blanks, and keeps the names of the fields in which a skeleton may have chosen the value."""

    def __init__(self) -> None:
        """Begin without fields."""
        self.choices: list[str] = []

    def remove(self, request: dict[str, Any], node: schema.Node) -> dict[str, Any]:
        """A request without empty strings and zeros; empty if nothing in it was filled in.

        A field that the API requires beside one that was filled in becomes `<its name>`, to be replaced.
        """
        value, filled = self._value(request, node, "", is_required=False)
        return value if filled else {}

    def _value(self, value: Any, node: schema.Node, name: str, is_required: bool) -> tuple[Any, bool]:
        """A value without blanks, None for a blank; and whether it was filled in."""
        if isinstance(value, dict):
            return self._object(value, node, is_required)
        if isinstance(value, list):
            return self._list(value, schema.child(node, 0), name, is_required)
        if value == "" or (value == 0 and value is not False):
            return (f"<{name}>" if is_required else None), False
        if "enum" in node or isinstance(value, bool):
            return value, False
        return value, True

    def _list(self, value: list[Any], entry: schema.Node, name: str, is_required: bool) -> tuple[Any, bool]:
        results = [self._value(item, entry, name, is_required=False) for item in value]
        items = [item for item, _ in results if item is not None]
        if not items and is_required and value:
            items = [self._value(value[0], entry, name, is_required=True)[0]]
        return items or None, any(filled for _, filled in results)

    def _object(self, value: dict[str, Any], node: schema.Node, is_required: bool) -> tuple[Any, bool]:
        if "properties" not in node:
            fields = {key: item for key, item in value.items() if not (key == _MAP_KEY and item == "")}
            return fields or None, bool(fields)
        results = {
            key: self._value(item, schema.child(node, key), key, is_required=False) for key, item in value.items()
        }
        filled = any(filled for _, filled in results.values())
        if not filled and not is_required:
            return None, False
        fields = {}
        for key, (item, _) in results.items():
            if item is None and key in node.get("required", ()):
                item, _ = self._value(value[key], schema.child(node, key), key, is_required=True)
            if item is not None:
                fields[key] = item
        self.choices += [key for key, item in fields.items() if isinstance(item, bool) or _is_choice(item, node, key)]
        return fields, filled


def _is_choice(item: Any, node: schema.Node, key: str) -> bool:
    """Whether a value is one of an enumeration, or a list of such values."""
    child = schema.child(node, key)
    return "enum" in child or (isinstance(item, list) and "enum" in schema.child(child, 0))


def _empty_strings(value: Any) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return sum(map(_empty_strings, value)) if isinstance(value, list) else int(value == "")
