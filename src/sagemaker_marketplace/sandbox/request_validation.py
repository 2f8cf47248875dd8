"""Validates requests against botocore's service model, with the messages of the service.

Messages reported by users: the one that joins all violations (zenml-io/zenml#1502), an invalid enum value
(aws/sagemaker-python-sdk#1623), values of a map (aws/sagemaker-python-sdk#314). That scalar items of a list have the
format of a map's values is an inference. The order is the service model's; the service's is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape

from sagemaker_marketplace.manifest.overrides import OVERRIDES
from sagemaker_marketplace.sandbox.java_patterns import compile_pattern
from sagemaker_marketplace.sandbox.json_protocol import JsonObject, ServiceError, validation_error

_JSON_TYPES: dict[str, Any] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float),
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
}


@cache
def service_model() -> ServiceModel:
    """Return SageMaker's service model from the installed botocore."""
    return ServiceModel(Loader().load_service_model("sagemaker", "service-2"), "sagemaker")


def validate_request(operation: str, request: object) -> JsonObject:
    """Return the request to an operation without unknown fields.

    How the service handles unknown fields is not documented; here they are ignored, as in other JSON protocols.
    Raises ServiceError: SerializationException for a value of another type (the message is ours),
    ValidationException with all violations.
    """
    model: OperationModel = service_model().operation_model(operation)
    parsed: JsonObject = _parse(model.input_shape, request)
    violations = list(_violations(model.input_shape, parsed, ()))
    if violations:
        count = f"{len(violations)} validation error{'s' if len(violations) > 1 else ''} detected"
        raise validation_error(f"{count}: {'; '.join(violations)}")
    return parsed


def response_fields(operation: str, request: JsonObject) -> JsonObject:
    """Return the fields of a request that the response of an operation also contains."""
    fields = service_model().operation_model(operation).output_shape.members
    return {name: value for name, value in request.items() if name in fields}


def length_violation(value: Any, path: tuple[str, ...], limit: int) -> str:
    """Return the description of a value that is longer than a limit."""
    return _message(_java_string(value), path, f"Member must have length less than or equal to {limit}")


def _parse(shape: Shape, value: Any) -> Any:
    """Return a value without null and unknown fields. Raises ServiceError if it has another type."""
    kind = shape.type_name
    # bool is a subclass of int in Python, but not in JSON
    if not isinstance(value, _JSON_TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        raise ServiceError("SerializationException", f"{_json_type(value)} can not be converted to {kind}")
    if kind == "structure":
        known = {name: value[name] for name in shape.members if value.get(name) is not None}
        return {name: _parse(shape.members[name], item) for name, item in known.items()}
    if kind == "map":
        return {key: _parse(shape.value, item) for key, item in value.items()}
    if kind == "list":
        return [_parse(shape.member, item) for item in value]
    return value


def _json_type(value: Any) -> str:
    """Return the name of a value's JSON type."""
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "list", dict: "object"}
    return names.get(type(value), "null")


def _violations(shape: Shape, value: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the constraint violations of a value and of everything in it."""
    for constraint in _violated_constraints(shape, value):
        yield _message(_java_string(value), path, constraint)
    if shape.type_name == "structure":
        yield from _structure_violations(shape, value, path)
    elif shape.type_name == "map":
        yield from _map_violations(shape, value, path)
    elif shape.type_name == "list":
        yield from _list_violations(shape, value, path)


def _structure_violations(shape: Shape, value: JsonObject, path: tuple[str, ...]) -> Iterator[str]:
    for name, field_shape in shape.members.items():
        field_path = (*path, name[0].lower() + name[1:])
        if name in value:
            yield from _violations(field_shape, value[name], field_path)
        elif name in shape.required_members:
            yield _message("null", field_path, "Member must not be null")


def _map_violations(shape: Shape, value: JsonObject, path: tuple[str, ...]) -> Iterator[str]:
    if any(_violated_constraints(shape.key, key) for key in value):
        yield _message(_java_string(value), path, f"Map keys must satisfy constraint: {_all_constraints(shape.key)}")
    if any(_violated_constraints(shape.value, item) for item in value.values()):
        yield _message(_java_string(value), path, f"Map value must satisfy constraint: {_all_constraints(shape.value)}")


def _list_violations(shape: Shape, value: list[Any], path: tuple[str, ...]) -> Iterator[str]:
    if shape.member.type_name in ("structure", "list", "map"):
        for number, item in enumerate(value, start=1):
            yield from _violations(shape.member, item, (*path, str(number), "member"))
    elif any(_violated_constraints(shape.member, item) for item in value):
        yield _message(_java_string(value), path, f"Member must satisfy constraint: {_all_constraints(shape.member)}")


def _message(value: str, path: tuple[str, ...], constraint: str) -> str:
    quoted = value if value == "null" else f"'{value}'"
    return f"Value {quoted} at '{'.'.join(path)}' failed to satisfy constraint: {constraint}"


def _violated_constraints(shape: Shape, value: Any) -> list[str]:
    """Return the constraints of a shape that a value violates."""
    size = value if isinstance(value, (int, float)) else len(value)
    violated = []
    for key, limit, text in _constraints(shape):
        if (
            (key == "max" and size > limit)
            or (key == "min" and size < limit)
            or (key == "enum" and value not in limit)
            or (key == "pattern" and not compile_pattern(limit).fullmatch(value))
        ):
            violated.append(text)
    return violated


@cache
def _constraints(shape: Shape) -> list[tuple[str, Any, str]]:
    """Return the name, the limit and the description of each constraint of a shape."""
    quantity = "value" if shape.type_name in ("integer", "long", "float", "double") else "length"
    formats = {
        "max": f"Member must have {quantity} less than or equal to {{}}",
        "min": f"Member must have {quantity} greater than or equal to {{}}",
        "pattern": "Member must satisfy regular expression pattern: {}",
        "enum": "Member must satisfy enum value set: {}",
    }
    limits = {key: _limit(shape, key) for key in formats if key in shape.metadata}
    return [(key, limit, formats[key].format(_java_string(limit))) for key, limit in limits.items()]


def _limit(shape: Shape, key: str) -> Any:
    keyword = {"list": f"{key}Items", "string": f"{key}Length"}.get(shape.type_name, key)
    return OVERRIDES.get((shape.name, keyword), (shape.metadata[key], ""))[0]


def _all_constraints(shape: Shape) -> str:
    return _java_string([text for _, _, text in _constraints(shape)])


def _java_string(value: Any) -> str:
    """Return a value as Java's toString formats it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_java_string, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={_java_string(item)}' for key, item in value.items())}}}"
    return str(value)
