"""Validation of requests by botocore's service model, in the words of the service.

The words are those users report: the one message that joins all findings (zenml-io/zenml#1502), a wrong enum
value (aws/sagemaker-python-sdk#1623), values of a map (aws/sagemaker-python-sdk#314). A list's plain values
follow the form of a map's; that is our reading. The order is the service model's; the service's is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape

from sagemaker_marketplace.manifest.overrides import OVERRIDES
from sagemaker_marketplace.sandbox.patterns import compiled
from sagemaker_marketplace.sandbox.wire import Members, ServiceError, refused

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
    """Give SageMaker's service model of the installed botocore."""
    return ServiceModel(Loader().load_service_model("sagemaker", "service-2"), "sagemaker")


def validated(operation: str, request: object) -> Members:
    """Take an operation's name and the JSON sent for it; give the request without members the model lacks.

    What the service does with an unknown member is not documented; here it is ignored, as JSON protocols do.
    Raises ServiceError: SerializationException for a value of another type (the text is ours),
    ValidationException with all findings joined.
    """
    model: OperationModel = service_model().operation_model(operation)
    parsed: Members = _parsed(model.input_shape, request)
    found = list(_findings(model.input_shape, parsed, ()))
    if found:
        count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected"
        raise refused(f"{count}: {'; '.join(found)}")
    return parsed


def echoed(operation: str, request: Members) -> Members:
    """Give the members of the request that are also members of the operation's answer."""
    members = service_model().operation_model(operation).output_shape.members
    return {name: value for name, value in request.items() if name in members}


def _parsed(shape: Shape, value: Any) -> Any:
    """Give the value with its null and unknown members left out; raise ServiceError if its type is another."""
    kind = shape.type_name
    # bool is an int to Python, not to JSON
    if not isinstance(value, _JSON_TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        raise ServiceError("SerializationException", f"{_json_type(value)} can not be converted to {kind}")
    if kind == "structure":
        known = {name: value[name] for name in shape.members if value.get(name) is not None}
        return {name: _parsed(shape.members[name], item) for name, item in known.items()}
    if kind == "map":
        return {key: _parsed(shape.value, item) for key, item in value.items()}
    if kind == "list":
        return [_parsed(shape.member, item) for item in value]
    return value


def _json_type(value: Any) -> str:
    """Give the name of a value's JSON type."""
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "list", dict: "object"}
    return names.get(type(value), "null")


def _findings(shape: Shape, value: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with a value and with all inside it."""
    for constraint in _broken(shape, value):
        yield _finding(_text(value), path, constraint)
    if shape.type_name == "structure":
        yield from _findings_of_members(shape, value, path)
    elif shape.type_name == "map":
        yield from _findings_of_map(shape, value, path)
    elif shape.type_name == "list":
        yield from _findings_of_list(shape, value, path)


def _findings_of_members(shape: Shape, value: Members, path: tuple[str, ...]) -> Iterator[str]:
    for name, member in shape.members.items():
        inside = (*path, name[0].lower() + name[1:])
        if name in value:
            yield from _findings(member, value[name], inside)
        elif name in shape.required_members:
            yield _finding("null", inside, "Member must not be null")


def _findings_of_map(shape: Shape, value: Members, path: tuple[str, ...]) -> Iterator[str]:
    if any(_broken(shape.key, key) for key in value):
        yield _finding(_text(value), path, f"Map keys must satisfy constraint: {_all_constraints(shape.key)}")
    if any(_broken(shape.value, item) for item in value.values()):
        yield _finding(_text(value), path, f"Map value must satisfy constraint: {_all_constraints(shape.value)}")


def _findings_of_list(shape: Shape, value: list[Any], path: tuple[str, ...]) -> Iterator[str]:
    if shape.member.type_name in ("structure", "list", "map"):
        for number, item in enumerate(value, start=1):
            yield from _findings(shape.member, item, (*path, str(number), "member"))
    elif any(_broken(shape.member, item) for item in value):
        yield _finding(_text(value), path, f"Member must satisfy constraint: {_all_constraints(shape.member)}")


def _finding(value: str, path: tuple[str, ...], constraint: str) -> str:
    shown = value if value == "null" else f"'{value}'"
    return f"Value {shown} at '{'.'.join(path)}' failed to satisfy constraint: {constraint}"


def _broken(shape: Shape, value: Any) -> list[str]:
    """Give the constraints of its own shape that a value breaks."""
    size = value if isinstance(value, (int, float)) else len(value)
    broken = []
    for key, text in _constraints(shape).items():
        limit = _limit(shape, key)
        if (
            (key == "max" and size > limit)
            or (key == "min" and size < limit)
            or (key == "enum" and value not in limit)
            or (key == "pattern" and not compiled(limit).fullmatch(value))
        ):
            broken.append(text)
    return broken


def _constraints(shape: Shape) -> dict[str, str]:
    """Give the words for each constraint the model puts on a shape."""
    quantity = "value" if shape.type_name in ("integer", "long", "float", "double") else "length"
    words = {
        "max": f"Member must have {quantity} less than or equal to {{}}",
        "min": f"Member must have {quantity} greater than or equal to {{}}",
        "pattern": "Member must satisfy regular expression pattern: {}",
        "enum": "Member must satisfy enum value set: {}",
    }
    limits = {key: _limit(shape, key) for key in words if key in shape.metadata}
    return {key: words[key].format(_text(limit)) for key, limit in limits.items()}


def _limit(shape: Shape, key: str) -> Any:
    keyword = {"list": f"{key}Items", "string": f"{key}Length"}.get(shape.type_name, key)
    return OVERRIDES.get((shape.name, keyword), (shape.metadata[key], ""))[0]


def _all_constraints(shape: Shape) -> str:
    return _text(list(_constraints(shape).values()))


def _text(value: Any) -> str:
    """Write a value as Java's toString does."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={_text(item)}' for key, item in value.items())}}}"
    return str(value)
