"""The manifest's JSON Schema: what type a field has, and what a manifest holds that the API does not take.

The schema is draft-07 and generated (`make schema`). What is read here is the part of draft-07 that the generator
writes: jsonschema, its judge in the tests, needs five interpreter starts for its import alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from .paths import Path
from .suggestions import closest_match

Node = Mapping[str, Any]

_FILE = FilePath(__file__).parent / "manifest.schema.json"
_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}
_WORDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_ONE = {"entries": "entry", "characters": "character"}
_SHOWN = 60
_FEW = 20
_ANCHOR = r")$(?!\n)"


@dataclass(frozen=True)
class Problem:
    """A departure from the schema; `at_key` places it at the member's name instead of its value."""

    path: Path
    rule: str
    message: str
    hint: str
    at_key: bool = False


@lru_cache(maxsize=1)
def load() -> dict[str, Any]:
    """Read the generated schema; the same object each time."""
    schema: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return schema


def kinds() -> list[str]:
    """The resource kinds a manifest can name."""
    names: list[str] = load()["properties"]["kind"]["enum"]
    return names


def root(kind: str | None) -> Node:
    """The schema of a whole manifest of a kind; of no known kind, one that leaves `spec` open."""
    schema = load()
    properties = dict(schema["properties"])
    if kind in kinds():
        properties["spec"] = {"$ref": f"#/definitions/Create{kind}Input"}
    return {**schema, "properties": properties}


def spec(kind: str) -> Node:
    """The schema of a kind's request."""
    return resolve({"$ref": f"#/definitions/Create{kind}Input"})


def resolve(node: Node) -> Node:
    """Follow a node to the API's own reading: past references, the `$file` branch and the variables branch."""
    while True:
        if "$ref" in node:
            node = load()["definitions"][node["$ref"].rpartition("/")[2]]
        elif "else" in node:
            node = node["else"]
        elif "anyOf" in node:
            node = node["anyOf"][0]
        else:
            return node


def child(node: Node, key: str | int) -> Node:
    """The resolved schema of a member or item; an empty one where the schema says nothing."""
    if isinstance(key, int):
        return resolve(node.get("items", {}))
    inner = node.get("properties", {}).get(key)
    if inner is None:
        inner = node.get("additionalProperties") or {}
    return resolve(inner)


def problems(data: Any, node: Node, reported_paths: Collection[Path] = (), path: Path = ()) -> Iterator[Problem]:
    """Yield each departure of `data` from the schema, in document order; `reported_paths` are left out."""
    if path in reported_paths:
        return
    wanted = node.get("type")
    if wanted and (not isinstance(data, _TYPES[wanted]) or (isinstance(data, bool) and wanted != "boolean")):
        yield Problem(path, "invalid-type", f"{_name(path)} is {_word(data)}, the API takes {_WORDS[wanted]}", "")
    elif isinstance(data, dict):
        yield from _object(data, node, reported_paths, path)
    elif isinstance(data, list):
        yield from _array(data, node, reported_paths, path)
    else:
        yield from _scalar(data, node, path)


def _object(data: dict[str, Any], node: Node, reported_paths: Collection[Path], path: Path) -> Iterator[Problem]:
    properties = node.get("properties", {})
    missing = [name for name in node.get("required", ()) if name not in data]
    unknown = [key for key in data if key not in properties][:_FEW] if missing else []
    meant = {closest_match(key, properties) for key in unknown}
    for name in missing:
        if name not in meant:
            yield Problem((*path, name), "missing-field", f"{name} is missing", f"add {name} to {_name(path)}")
    yield from _length(len(data), node, "Properties", path, "entries")
    for key, value in data.items():
        if key in properties:
            yield from problems(value, resolve(properties[key]), reported_paths, (*path, key))
        elif node.get("additionalProperties") is False:
            yield _unknown(key, properties, path)
        elif "additionalProperties" in node:
            for problem in _scalar(key, resolve(node.get("propertyNames", {})), (*path, key), f"key of {_name(path)}"):
                yield replace(problem, at_key=True)
            yield from problems(value, resolve(node["additionalProperties"]), reported_paths, (*path, key))


def _array(data: list[Any], node: Node, reported_paths: Collection[Path], path: Path) -> Iterator[Problem]:
    yield from _length(len(data), node, "Items", path, "entries")
    if "items" in node:
        item = resolve(node["items"])
        for index, value in enumerate(data):
            yield from problems(value, item, reported_paths, (*path, index))


def _scalar(value: Any, node: Node, path: Path, name: str = "") -> Iterator[Problem]:
    name = name or _name(path)
    if isinstance(value, str):
        yield from _text(value, node, path, name)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        low, high = node.get("minimum"), node.get("maximum")
        if low is not None and value < low:
            yield Problem(path, "out-of-range", f"{name} is {value}, the API takes {low} or more", "")
        if high is not None and value > high:
            yield Problem(path, "out-of-range", f"{name} is {value}, the API takes {high} or less", "")


def _text(value: str, node: Node, path: Path, name: str) -> Iterator[Problem]:
    yield from _length(len(value), node, "Length", path, "characters", name)
    if len(value) < node.get("minLength", 0):
        return
    name = name.removeprefix("an ")
    pattern = node.get("pattern")
    if pattern and not _compile(node.get("asciiPattern", pattern) if value.isascii() else pattern)(value):
        yield Problem(path, "invalid-format", f"{_quote(value)} is no {name} the API takes", _pattern_hint(node))
    if "enum" in node and "checkedBy" not in node and value not in node["enum"]:
        yield Problem(path, "invalid-value", f"{_quote(value)} is no {name} the API knows", _enum_hint(value, node))


def _length(size: int, node: Node, of: str, path: Path, unit: str, name: str = "") -> Iterator[Problem]:
    low, high = node.get(f"min{of}", 0), node.get(f"max{of}")
    name, hint = name or _name(path), node.get("patternHint", "")
    if size < low:
        few = hint or node.get("fewHint") or f"add {_count(low - size, unit)}"
        yield Problem(path, "out-of-range", f"{name} has {size} {unit}, the API takes {low} or more", few)
    if high is not None and size > high:
        bound = node.get(f"max{of}By", f"the API takes {high} or fewer")
        many = hint or _many_hint(size, node.get("safe", high), high, unit)
        yield Problem(path, "out-of-range", f"{name} has {size} {unit}, {bound}", many)


def _many_hint(size: int, safe: int, high: int, unit: str) -> str:
    return f"remove {_count(size - safe, unit)}{f': a rule warns of more than {safe}' if safe < high else ''}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit if number != 1 else _ONE[unit]}"


def _unknown(key: str, properties: Collection[str], path: Path) -> Problem:
    near = closest_match(key, properties)
    hint = f"did you mean {near}?" if near else f"the API takes {', '.join(sorted(properties))}"
    return Problem((*path, key), "unknown-field", f"{_quote(key)} is no member of {_name(path)}", hint, at_key=True)


@lru_cache(maxsize=256)
def _compile(pattern: str) -> Callable[[str], Any]:
    # The service's own classes are ASCII ones, as Java's are.
    return re.compile(pattern, re.ASCII).search


def _pattern_hint(node: Node) -> str:
    # The service's own pattern, without the anchors that make it one for a whole text.
    written = node.get("asciiPattern", node["pattern"])
    return node.get("patternHint") or f"it must match {written.removeprefix('^(?:').removesuffix(_ANCHOR)}"


def _enum_hint(value: str, node: Node) -> str:
    near = closest_match(value, node["enum"])
    offered = node.get("offered", node["enum"])
    return f"did you mean {near}?" if near else f"{'one of' if len(offered) > 1 else 'write'} {', '.join(offered)}"


def _name(path: Path) -> str:
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return "the manifest"
    return f"an entry of {names[-1]}" if isinstance(path[-1], int) else names[-1]


def _word(data: Any) -> str:
    for name in ("object", "array", "boolean", "integer", "number", "string"):
        if isinstance(data, _TYPES[name]):
            return _WORDS[name]
    return "empty"


def _quote(value: str) -> str:
    return f'"{value}"' if len(value) <= _SHOWN else f'"{value[:_SHOWN]}…"'
