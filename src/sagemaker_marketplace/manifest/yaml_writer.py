"""Writes values as YAML scalars."""

from __future__ import annotations

import json
import re
from typing import Any

from . import variables

# A plain scalar that no YAML reader takes for anything but text, and that needs no quotes anywhere.
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./+:=@-]*[A-Za-z0-9_/]|[A-Za-z]")
_WORDS = ("true", "false", "yes", "no", "on", "off", "null", "y", "n")


def scalar(value: Any, plain_variables: bool = False) -> str:
    """A value as a YAML scalar that every reader of YAML takes for what it is."""
    if value in ({}, []):
        return "{}" if isinstance(value, dict) else "[]"
    if not isinstance(value, str):
        return json.dumps(value, default=str)
    text = value if plain_variables else variables.escape(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and ": " not in text:
        return text
    # JSON leaves U+007F to U+009F and line separators as they are; YAML takes no such character.
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", quoted)
