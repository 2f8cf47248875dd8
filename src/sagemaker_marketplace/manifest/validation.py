"""Validates a manifest's data with jsonschema, and reports its errors as problems with messages of our own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from jsonschema import Draft7Validator, ValidationError

from . import field_types, foreign, misused_values, schema
from .paths import Path, field_name
from .suggestions import closest_field, closest_match, quoted

_PYTHON_TYPES = {
    dict: "an object",
    list: "a list",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    str: "a string",
}
# From errors of these keywords, others follow.
_DECISIVE = ("type", "minLength", "pattern")
# A manifest of the largest size can have more errors than anyone reads.
_MAX_ERRORS = 1000
# Names that an object does not know are compared with the missing ones, up to so many.
_MAX_COMPARED = 20
_END_OF_PATTERN = r")$(?!\n)"


class Problem(NamedTuple):
    """A departure from the schema; `at_key` locates it at the field's name instead of its value."""

    path: Path
    rule: str
    message: str
    hint: str
    at_key: bool = False


def problems(data: Any, reported_paths: Collection[Path] = ()) -> Iterator[Problem]:
    """Yield each departure of a manifest from the schema, one object after the other in the document's order.

    Nothing at or below `reported_paths` is reported again.
    """
    # The same keyword fails twice where two fields of an object are missing, and where two subschemas require a type.
    errors = {
        (*_subject(error), str(error.validator)): error
        for error in islice(_validator().iter_errors(data), _MAX_ERRORS)
        if not any(tuple(error.path)[:length] in reported_paths for length in range(len(error.path) + 1))
    }
    if not errors:
        return
    positions = {path: position for position, path in enumerate(_paths(data))}
    for path, at_key, keyword in sorted(errors, key=lambda key: positions[tuple(errors[key].path)]):
        keywords = {other for other in _DECISIVE if (path, at_key, other) in errors}
        if not _follows(keyword, keywords, is_empty=errors[path, at_key, keyword].instance == ""):
            name = f"key of {field_name(path[:-1])}" if at_key else field_name(path)
            for parts in _CONVERTERS[keyword](errors[path, at_key, keyword], path, name):
                yield Problem(*parts, at_key=at_key or keyword == "additionalProperties")


@lru_cache(maxsize=1)
def _validator() -> Draft7Validator:
    return Draft7Validator(schema.load())


def _paths(data: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of each value; reading has limited how deep and how many they are."""
    yield path
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from _paths(value, (*path, key))


def _follows(keyword: str, others: set[str], is_empty: bool) -> bool:
    """Whether the error of a keyword follows from those of other keywords: a name instead of an ARN is also short."""
    if "type" in others and keyword != "type":
        return True
    is_refused = "pattern" in others and not is_empty
    if keyword == "minLength":
        return is_refused
    return "minLength" in others and not (keyword == "pattern" and is_refused)


def _subject(error: ValidationError) -> tuple[Path, bool]:
    """The path that an error is about, and whether it is about the key there."""
    if "propertyNames" in list(error.schema_path)[-2:-1]:
        return (*error.path, str(error.instance)), True
    return tuple(error.path), False


# Path, rule, message and hint.
_Parts = tuple[Path, str, str, str]


def _type(error: ValidationError, path: Path, name: str) -> Iterator[_Parts]:
    actual = _PYTHON_TYPES.get(type(error.instance), "null")
    hint = field_types.FUNCTION_HINT if foreign.is_function(error.instance) else ""
    yield path, "invalid-type", f"{name} must be {field_types.NAMES[str(error.validator_value)]}, not {actual}", hint


def _required(error: ValidationError, path: Path, name: str) -> Iterator[_Parts]:
    """Each missing field, unless an unknown one is a misspelling of it, or all are unknown."""
    properties = error.schema["properties"]
    unknown = list(islice((key for key in error.instance if key not in properties), _MAX_COMPARED))
    if unknown and len(unknown) == len(error.instance):
        return
    misspelt = {closest_field(key, tuple(properties)) for key in unknown}
    for field in error.validator_value:
        if field not in error.instance and field not in misspelt:
            yield (*path, field), "missing-field", f"{field} is missing", f"add {field} to {name}"


def _additional_properties(error: ValidationError, path: Path, name: str) -> Iterator[_Parts]:
    properties = error.schema["properties"]
    for key in error.instance:
        if key not in properties:
            closest = closest_field(key, tuple(properties))
            hint = f"did you mean {closest}?" if closest else f"use one of {', '.join(sorted(properties))}"
            yield (*path, key), "unknown-field", f"unknown field {quoted(key)} in {name}", hint


def _enum(error: ValidationError, path: Path, name: str) -> Iterator[_Parts]:
    if "checkedBy" in error.schema:
        return
    values = error.schema.get("offered", error.validator_value)
    closest = closest_match(error.instance, error.validator_value)
    hint = f"did you mean {closest}?" if closest else f"use {'one of ' * (len(values) > 1)}{', '.join(values)}"
    yield path, "invalid-value", f"invalid {name}: {quoted(error.instance)}", hint


def _pattern(error: ValidationError, path: Path, name: str) -> Iterator[_Parts]:
    pattern = str(error.validator_value).removeprefix("^(?:").removesuffix(_END_OF_PATTERN)
    hint = error.schema.get("patternHint") or f"use a value that matches {error.schema.get('shownPattern', pattern)}"
    recognized = misused_values.recognize(str(path[-1]), error.instance, error.schema.get("patternHint", ""))
    if recognized:
        yield path, "invalid-format", f"{name} {recognized[0]}", recognized[1]
        return
    allowed = error.schema.get("allowedCharacter")
    refused = next((character for character in error.instance if allowed and not re.match(allowed, character)), "")
    contains = f" contains {json.dumps(refused, ensure_ascii=False)}" if refused else ""
    yield path, "invalid-format", f"invalid {name}: {quoted(error.instance)}{contains}", hint


def _too_short(error: ValidationError, path: Path, name: str) -> Iterator[_Parts]:
    size, minimum = len(error.instance), error.validator_value
    unit = _unit(error, minimum - size)
    message = f"{name} is too short ({size} {_unit(error, size)}, minimum {minimum})"
    hint = error.schema.get("patternHint") or error.schema.get("fewHint") or f"add {minimum - size} {unit}"
    yield path, "out-of-range", message if size else f"{name} must not be empty", hint


def _too_long(error: ValidationError, path: Path, name: str) -> Iterator[_Parts]:
    size, maximum = len(error.instance), error.validator_value
    limit = error.schema.get(f"{error.validator}By", f"maximum {maximum:,}")
    advised = error.schema.get("safe", maximum)
    hint = f"remove {size - advised} {_unit(error, size - advised)}"
    if advised < maximum:
        hint += f" (more than {advised} gives a warning)"
    message = f"{name} is too long ({size:,} {_unit(error, size)}, {limit})"
    yield path, "out-of-range", message, error.schema.get("patternHint") or hint


def _unit(error: ValidationError, count: int) -> str:
    if isinstance(error.instance, str):
        return "character" if count == 1 else "characters"
    return "entry" if count == 1 else "entries"


def _minimum(error: ValidationError, path: Path, name: str) -> Iterator[_Parts]:
    yield path, "out-of-range", f"{name} must be at least {error.validator_value:,}, not {error.instance:,}", ""


def _maximum(error: ValidationError, path: Path, name: str) -> Iterator[_Parts]:
    yield path, "out-of-range", f"{name} must be at most {error.validator_value:,}, not {error.instance:,}", ""


# One entry for each keyword of draft 7 that the generated schema uses and that reports errors.
_CONVERTERS: dict[str, Callable[[ValidationError, Path, str], Iterator[_Parts]]] = {
    "type": _type,
    "required": _required,
    "additionalProperties": _additional_properties,
    "enum": _enum,
    "pattern": _pattern,
    "minLength": _too_short,
    "minItems": _too_short,
    "minProperties": _too_short,
    "maxLength": _too_long,
    "maxItems": _too_long,
    "maxProperties": _too_long,
    "minimum": _minimum,
    "maximum": _maximum,
}
