"""Reads a scalar as the type of its field in the API, instead of guessing a type as YAML 1.1 does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_INTEGER = r"-?(0|[1-9][0-9]*)"
_NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?"
_NULL = ("", "~", "null", "Null", "NULL")
_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_YAML_1_1_BOOLEANS = {"yes": True, "on": True, "y": True, "no": False, "off": False, "n": False}
_MAX_DIGITS = 400
# The unit at the end of a field's name -> units that people write, without a plural -> factor.
_SECONDS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
    "d": 86400,
    "day": 86400,
}
_FACTORS = {
    "InGB": {"g": 1, "gb": 1, "gib": 1, "tb": 1024, "tib": 1024},
    "InMB": {"m": 1, "mb": 1, "mib": 1, "gb": 1024, "gib": 1024},
    "InSeconds": _SECONDS,
    "patience": _SECONDS,
}
_INFINITIES = (float("inf"), float("-inf"))


class InvalidScalar(Exception):
    """A scalar that does not have its field's type.

    `message` continues the field's name; `value` is the value that was certainly intended, if `certain`.
    """

    def __init__(self, message: str, hint: str, certain: bool = False, value: Any = None) -> None:
        """Keep the parts."""
        super().__init__(message)
        self.message, self.hint, self.certain, self.value = message, hint, certain, value


def read(text: str, quoted: bool, expected_type: str | None) -> Any:
    """Give the value of a scalar, from its text, whether it was in quotes, and the JSON type of its field.

    In a field of unknown type, integers, true, false and null are read as in JSON; anything else is a string.
    Raises InvalidScalar when the text does not have the type.
    """
    if is_null(text, quoted):
        if expected_type is None:
            return None
        raise InvalidScalar("has no value", 'set a value, write "" for an empty string, or remove the key')
    return _READERS.get(expected_type or "", _any)(text, quoted)


def hint_without_unit(text: str, field: str) -> str:
    """A hint for a number with a unit, such as 30GB, in a field whose name ends with a unit; else empty."""
    match = re.fullmatch(r"([0-9]{1,9})\s*([A-Za-z]{1,10})", text)
    unit = next((unit for unit in _FACTORS if field.endswith(unit)), "")
    factor = _FACTORS[unit].get(match[2].lower().rstrip("s") or "s") if match and unit else None
    return f"write {int(match[1]) * factor}" if match and factor else ""


def is_null(text: str, quoted: bool) -> bool:
    """Whether a scalar is YAML's way to write no value."""
    return not quoted and text in _NULL


def is_json(text: str) -> bool:
    """Whether an unquoted scalar is a number, true, false or null."""
    return text in _NULL + _TRUE + _FALSE or bool(re.fullmatch(_NUMBER, text))


def _string(text: str, _quoted: bool) -> str:
    return text


def _integer(text: str, quoted: bool) -> int:
    valid = bool(re.fullmatch(_INTEGER, text)) and len(text) <= _MAX_DIGITS
    if quoted:
        value = int(text) if valid else None
        raise InvalidScalar("must be an integer, not a string", _unquote(text, _INTEGER), valid, value)
    if not valid:
        raise InvalidScalar(f"must be an integer, not {text}", "use plain decimal digits, such as 10")
    return int(text)


def _number(text: str, quoted: bool) -> float:
    if quoted:
        raise InvalidScalar("must be a number, not a string", _unquote(text, _NUMBER))
    if len(text) > _MAX_DIGITS or not re.fullmatch(_NUMBER, text) or float(text) in _INFINITIES:
        raise InvalidScalar(f"must be a number, not {text}", "use plain decimal digits, such as 0.5")
    return float(text)


def _boolean(text: str, quoted: bool) -> bool:
    valid = text in _TRUE + _FALSE
    if quoted:
        hint = "write true or false without quotes"
        raise InvalidScalar("must be true or false, not a string", hint, valid, text in _TRUE)
    if not valid:
        intended = _YAML_1_1_BOOLEANS.get(text.lower())
        hint = "use true or false" if intended is None else f"use {str(intended).lower()}"
        raise InvalidScalar(f"must be true or false, not {text}", hint, intended is not None, intended)
    return text in _TRUE


def _any(text: str, quoted: bool) -> Any:
    if quoted or len(text) > _MAX_DIGITS:
        return text
    if text in _TRUE + _FALSE:
        return text in _TRUE
    return int(text) if re.fullmatch(_INTEGER, text) else text


def _unquote(text: str, pattern: str) -> str:
    return f"write {text} without quotes" if re.fullmatch(pattern, text) else "write a number without quotes"


_READERS: dict[str, Callable[[str, bool], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
