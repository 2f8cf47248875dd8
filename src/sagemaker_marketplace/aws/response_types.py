"""Checks that a response has the types of the service model, whether AWS or a proxy sent it.

botocore checks structures, lists and times. Without this check a number instead of a string, or a null in a list,
would reach code that relies on the model.
"""

from __future__ import annotations

import math
from typing import Any

# Checked in logs.py, and faster: a job can log a million lines.
_UNCHECKED = ("FilterLogEvents",)
_INTEGERS = {"integer": 2**31, "long": 2**63}
_NUMBERS = ("float", "double")
_FIRST_ERROR = 300
# botocore replaces such a string by the policy in it, before this check (its handler json_decode_policies).
_POLICY = "policyDocumentType"


def attach(session: Any) -> None:
    """Check the responses of a botocore session's clients: an invalid one raises ResponseParserError."""
    session.register("after-call", _check)


def _check(parsed: Any, model: Any, **_: Any) -> None:
    from botocore.parsers import ResponseParserError

    status = parsed.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if status >= _FIRST_ERROR or model.output_shape is None or model.name in _UNCHECKED:
        return
    if not _has_type(parsed, model.output_shape):
        raise ResponseParserError("invalid response")


def _has_type(value: Any, shape: Any) -> bool:
    """Whether a value has the type of a shape; a shape of another kind, such as a stream, has any."""
    kind = shape.type_name
    if kind == "structure":
        members = shape.members
        return isinstance(value, dict) and all(
            _has_type(part, members[name]) for name, part in value.items() if name in members
        )
    if kind == "list":
        return isinstance(value, list) and all(_has_type(part, shape.member) for part in value)
    if kind == "map":
        return isinstance(value, dict) and all(
            _has_type(key, shape.key) and _has_type(part, shape.value) for key, part in value.items()
        )
    if kind == "string":
        return isinstance(value, dict if shape.name == _POLICY and not isinstance(value, str) else str)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in _INTEGERS:
        return type(value) is int and abs(value) < _INTEGERS[kind]
    if kind in _NUMBERS:
        return type(value) in (int, float) and math.isfinite(value)
    return True
