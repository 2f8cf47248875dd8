"""Writes values as YAML: scalars, and whole objects in block style."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from . import variables

# A plain scalar that every YAML reader reads as a string, and that needs no quotes anywhere.
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./+:=@-]*[A-Za-z0-9_/]|[A-Za-z]")
_WORDS = ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
# A single variable, which needs no quotes and gets the type of its field.
_VARIABLE = re.compile(r"\$\{[A-Za-z0-9_]+(?::-[A-Za-z0-9_.-]*)?\}")


class Expression(str):
    """A string that contains variables of the manifest, and is already escaped."""

    __slots__ = ()


def scalar(value: Any, plain_variables: bool = False) -> str:
    """Write a value as a YAML scalar that every YAML reader reads as that value."""
    if value in ({}, []):
        return "{}" if isinstance(value, dict) else "[]"
    if not isinstance(value, str):
        return json.dumps(value, default=str)
    if isinstance(value, Expression) and _VARIABLE.fullmatch(value):
        return str(value)
    text = value if plain_variables or isinstance(value, Expression) else variables.escape(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and ": " not in text:
        return text
    # JSON leaves U+007F to U+009F and line separators as they are; YAML does not allow these characters.
    # `##[` would be a workflow command where the manifest is printed in a job log.
    quoted = json.dumps(text, ensure_ascii=False).replace("##[", "#\\x23[")
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", quoted)


def lines(
    data: Mapping[str, Any], comments: Mapping[tuple[str | int, ...], str], path: tuple[str | int, ...] = ()
) -> Iterator[str]:
    """Yield the lines of an object in block style; `comments` are written above the fields at their paths."""
    indent = "  " * len(path)
    for key, value in data.items():
        field = (*path, key)
        if field in comments:
            yield f"{indent}# {comments[field]}"
        head = f"{indent}{scalar(key, plain_variables=True)}:"
        if isinstance(value, dict) and value:
            yield head
            yield from lines(value, comments, field)
        elif isinstance(value, list) and value:
            yield head
            for index, item in enumerate(value):
                yield from _item(item, comments, (*field, index))
        else:
            yield f"{head} {scalar(value)}"


def _item(item: Any, comments: Mapping[tuple[str | int, ...], str], path: tuple[str | int, ...]) -> Iterator[str]:
    indent = "  " * (len(path) - 1)
    if not isinstance(item, (dict, list)) or not item:
        yield f"{indent}- {scalar(item)}"
    elif isinstance(item, dict):
        for number, line in enumerate(lines(item, comments, path)):
            yield f"{indent}- {line[len(indent) + 2 :]}" if number == 0 else line
    else:
        yield f"{indent}- {json.dumps(item, ensure_ascii=False)}"
