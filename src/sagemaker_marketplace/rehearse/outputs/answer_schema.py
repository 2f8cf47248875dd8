"""Validates JSON answers by the JSON Schema that a manifest names."""

from __future__ import annotations

import json
from typing import Any

from ...manifest.findings import USAGE, Failure

_MAX_MESSAGE = 300


class AnswerSchema:
    """A JSON Schema."""

    def __init__(self, name: str, content: bytes) -> None:
        """Read a schema; `name` is its file in messages. Raises Failure if it is not a JSON Schema.

        `$schema` chooses the draft, 2020-12 without one. References to other files and hosts are not resolved.
        """
        # Loaded only if a manifest names a schema.
        from jsonschema import Draft202012Validator, SchemaError
        from jsonschema.validators import validator_for
        from referencing import Registry

        try:
            schema = json.loads(content)
        except (ValueError, RecursionError):
            raise Failure(f"{name} is not valid JSON", USAGE, "write a JSON Schema") from None
        try:
            self._class = validator_for(schema, default=Draft202012Validator)
            self._class.check_schema(schema)
        except SchemaError as error:
            message = f"{name} is not a valid JSON Schema: {_at(error.json_path)}{_short(error.message)}"
            raise Failure(message, USAGE, "fix the schema") from None
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            # jsonschema expects a valid $schema, and regular expressions that Python does not find too large.
            raise Failure(f"{name} is not a valid JSON Schema", USAGE, "fix the schema") from None
        self._name = name
        self._validator: Any = self._class(schema, registry=Registry())

    def first_error(self, text: bytes) -> str:
        """Return what is wrong with a JSON document, with the location in it; empty if it matches the schema.

        Raises Failure for a reference in the schema that can't be resolved.
        """
        from jsonschema.exceptions import best_match
        from referencing.exceptions import Unresolvable

        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return "not valid JSON"
        try:
            error = best_match(self._validator.iter_errors(data))
        except Unresolvable as unresolvable:
            message = f"can't resolve the reference {unresolvable.ref} in {self._name}"
            raise Failure(message, USAGE, "put what it refers to into the schema") from None
        except RecursionError:
            raise Failure(f"{self._name} refers to itself without end", USAGE, "fix the schema") from None
        return f"{_at(error.json_path)}{_short(error.message)}" if error else ""


def _at(path: str) -> str:
    return "" if path == "$" else f"{path}: "


def _short(message: str) -> str:
    return message if len(message) <= _MAX_MESSAGE else f"{message[:_MAX_MESSAGE]}…"
