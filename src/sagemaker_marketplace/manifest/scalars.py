"""A scalar's text read as the type the API field has; nothing is guessed by YAML 1.1's habits."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

# Patterns are compiled when they are first needed: most manifests hold few numbers.
_INTEGER = r"-?(0|[1-9][0-9]*)"
_NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?"
_NOTHING = ("", "~", "null", "Null", "NULL")
_TRUE, _FALSE = ("true", "True", "TRUE"), ("false", "False", "FALSE")
_YAML_BOOLEANS = ("yes", "no", "on", "off", "y", "n")
_MAX_DIGITS = 400
_ENDLESS = (float("inf"), float("-inf"))


class InvalidScalar(Exception):
    """A scalar that is not what its field takes: message, hint, and the value that was certainly meant, if one was."""

    def __init__(self, message: str, hint: str, certain: bool = False, value: Any = None) -> None:
        """Keep the parts."""
        super().__init__(message)
        self.message, self.hint, self.certain, self.value = message, hint, certain, value


def read(text: str, quoted: bool, wanted: str | None) -> Any:
    """Give the value of a scalar: `text` as written, whether it stood in quotes, and the JSON type its field takes.

    In a field of no known type, whole numbers, true, false and null are read as JSON does, the rest is text.
    Raises Misread when the text does not fit the type.
    """
    if not quoted and text in _NOTHING:
        if wanted is None:
            return None
        raise InvalidScalar("there is no value here", 'give one, write "" for an empty text, or remove the key')
    return _READERS.get(wanted or "", _as_written)(text, quoted)


def _as_string(text: str, _quoted: bool) -> str:
    return text


def _as_integer(text: str, quoted: bool) -> int:
    if quoted:
        sure = bool(re.fullmatch(_INTEGER, text)) and len(text) <= _MAX_DIGITS
        value = int(text) if sure else None
        raise InvalidScalar(
            f'"{text}" is a text, this field takes a whole number', _unquote(text, _INTEGER), sure, value
        )
    if not re.fullmatch(_INTEGER, text) or len(text) > _MAX_DIGITS:
        raise InvalidScalar(f"{text} is no whole number", "write it in plain digits, such as 10")
    return int(text)


def _as_number(text: str, quoted: bool) -> float:
    if quoted:
        raise InvalidScalar(f'"{text}" is a text, this field takes a number', _unquote(text, _NUMBER))
    if len(text) > _MAX_DIGITS or not re.fullmatch(_NUMBER, text) or float(text) in _ENDLESS:
        raise InvalidScalar(f"{text} is no number", "write it in plain digits, such as 0.5")
    return float(text)


def _as_boolean(text: str, quoted: bool) -> bool:
    if not quoted and text in _TRUE + _FALSE:
        return text in _TRUE
    if quoted:
        sure = text in _TRUE + _FALSE
        hint = "write true or false without quotes"
        raise InvalidScalar(f'"{text}" is a text, this field takes true or false', hint, sure, text in _TRUE)
    if text.lower() not in _YAML_BOOLEANS:
        raise InvalidScalar(f"{text} is neither true nor false", "write true or false")
    meant = text.lower() in ("yes", "on", "y")
    raise InvalidScalar(f"{text} is neither true nor false", f"write {str(meant).lower()}", True, meant)


def _as_written(text: str, quoted: bool) -> Any:
    if quoted or len(text) > _MAX_DIGITS:
        return text
    if text in _TRUE + _FALSE:
        return text in _TRUE
    return int(text) if re.fullmatch(_INTEGER, text) else text


def _unquote(text: str, pattern: str) -> str:
    return f"write {text} without quotes" if re.fullmatch(pattern, text) else "write a number without quotes"


_READERS: dict[str, Callable[[str, bool], Any]] = {
    "string": _as_string,
    "integer": _as_integer,
    "number": _as_number,
    "boolean": _as_boolean,
}
