"""Finds create requests in the files of other tools: what they are wrapped in, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from . import paths, schema
from .paths import Path

_OPTIONAL = ("role-to-assume", "rehearsal", "ignore")
ENVELOPE = ("kind", "region", "spec", *_OPTIONAL)
# A call in program code or in a shell script, as the readers of these languages write it; and its field with a file
# that has the rest of the request.
CALL, CALL_INPUT = "create call", "cli-input"
_SPECIFICATIONS = ("inferencespecification", "sourcealgorithmspecification", "trainingspecification")
_CONTAINERS = ("InferenceSpecification", "Containers")
# What makes an object a container, although the API requires no field of it.
_CONTAINER_FIELDS = ("Image",)
_INITIAL_NAMES = ("modelpackagename", "modelpackagegroupname", "modelpackagedescription")
# `!Ref` is short for `Ref`, every other `!Name` for `Fn::Name`. Source: AWS CloudFormation User Guide, functions.
_SHORT_FUNCTION = re.compile(r"!([A-Z][A-Za-z0-9]*)(?:::[A-Za-z0-9]+)*")
# Sources: the same guide; the pipeline definition schema of SageMaker, `Get` and `Std:Join`.
_FUNCTION = re.compile(r"Ref|Get|Condition|Fn::[A-Za-z:]+|Std:[A-Za-z]+")
_UNPREFIXED = ("Ref", "Condition")


class Wrapper(NamedTuple):
    """An object of another tool: the field whose value identifies it, and the one that contains the request.

    `name` is the field with the object's name, or empty if its key is the name. `is_state` is for tools that add fields
    which no request has, and that write an empty value for each field that is not set.
    """

    what: str
    field: str
    kinds: Mapping[str, str]
    content: str
    name: str = ""
    is_state: bool = False


class Request(NamedTuple):
    """A request in a file: its path and kind, the object of another tool that contains it, if any, and a name.

    `field` is for a file with only a part of a request: the path of that part in the request.
    """

    path: Path
    kind: str
    what: str = ""
    name: str = ""
    is_state: bool = False
    field: Path = ()


STATE = "Step Functions state"
_STATE_RESOURCES = {
    f"arn:{partition}:states:::aws-sdk:sagemaker:create{kind}": kind
    for partition in ("aws", "aws-cn", "aws-us-gov")
    for kind in ("ModelPackage", "Algorithm")
}
# Sources: CloudFormation's resource types; the pipeline definition schema of SageMaker; the JSON output format of
# Terraform, and the resource types of its providers aws and awscc; SageMaker's events in EventBridge; CloudTrail's
# record contents; the resource ARNs of Step Functions' AWS SDK integrations.
_WRAPPERS = (
    Wrapper(
        "CloudFormation resource",
        "Type",
        {"AWS::SageMaker::ModelPackage": "ModelPackage", "AWS::SageMaker::Algorithm": "Algorithm"},
        "Properties",
    ),
    Wrapper("SageMaker pipeline step", "Type", {"RegisterModel": "ModelPackage"}, "Arguments", "Name"),
    Wrapper(
        "Terraform resource",
        "type",
        {
            "aws_sagemaker_algorithm": "Algorithm",
            "awscc_sagemaker_algorithm": "Algorithm",
            "awscc_sagemaker_model_package": "ModelPackage",
        },
        "values",
        "address",
        is_state=True,
    ),
    Wrapper("EventBridge event", "detail-type", {"SageMaker Model Package State Change": "ModelPackage"}, "detail"),
    Wrapper(
        "CloudTrail event",
        "eventName",
        {"CreateModelPackage": "ModelPackage", "CreateAlgorithm": "Algorithm"},
        "requestParameters",
        "eventID",
    ),
    Wrapper(STATE, "Resource", _STATE_RESOURCES, "Arguments"),
    Wrapper(STATE, "Resource", _STATE_RESOURCES, "Parameters"),
    Wrapper("call in line", CALL, {"ModelPackage": "ModelPackage", "Algorithm": "Algorithm"}, "arguments", "line"),
)
_NO_MANIFEST = "use the path of a manifest; sagemaker-marketplace init creates one"
# Files that contain no request: a field that identifies the file, what it is, and what to use instead.
_OTHERS = (
    (
        "Resources",
        "a CloudFormation template without a model package or an algorithm",
        "use a template with a resource of type AWS::SageMaker::ModelPackage or AWS::SageMaker::Algorithm",
    ),
    (
        "Steps",
        "a SageMaker pipeline without a request",
        "use a pipeline definition with a step of type RegisterModel",
    ),
    (
        "terraform_version",
        "a Terraform state or plan without a model package or an algorithm",
        "use the output of terraform show -json, or the ARN of the resource",
    ),
    ("ModelPackageSummaryList", "a list of model packages", "use the output of describe-model-package"),
    ("AlgorithmSummaryList", "a list of algorithms", "use the output of describe-algorithm"),
    ("apiVersion", "a Kubernetes resource", _NO_MANIFEST),
    ("jobs", "a GitHub Actions workflow", _NO_MANIFEST),
    ("runs", "a GitHub action", _NO_MANIFEST),
    ("services", "a Docker Compose file", _NO_MANIFEST),
    ("nbformat", "a notebook", "save the request as JSON, for example with json.dump"),
)


def plain_name(field: str) -> str:
    """A field's name without the differences between the spellings of tools: `model_data_url` is `ModelDataUrl`."""
    return field.replace("_", "").lower()


def is_function(value: Any) -> bool:
    """Whether a value is a function of CloudFormation or of a SageMaker pipeline, written instead of a value."""
    return isinstance(value, dict) and len(value) == 1 and bool(_FUNCTION.fullmatch(next(iter(value))))


def long_function(tag: str) -> str | None:
    """The key that a CloudFormation function has in JSON, for the tag that it has in YAML; None for any other tag."""
    match = _SHORT_FUNCTION.fullmatch(tag)
    if match is None:
        return None
    return match[1] if match[1] in _UNPREFIXED else f"Fn::{tag[1:]}"


def requests(data: Any) -> list[Request]:
    """Each request in a file's data, in the order of the file, and each name once.

    Requests whose wrapper is known take precedence over objects that only have the fields of a request.
    """
    if is_manifest(data):
        return [Request(("spec",), kind) for kind in [_kind(data["spec"], _INITIAL_NAMES)] if kind]
    wrapped: dict[tuple[str, str], Request] = {}
    for found in _wrapped(data, (), ""):
        wrapped.setdefault((found.what, found.name), found)
    if wrapped:
        return list(wrapped.values())
    kind = _kind(data, _INITIAL_NAMES)
    return [Request((), kind)] if kind else list(_unwrapped(data, ()))


def is_manifest(data: Any) -> bool:
    """Whether data has the form of a manifest."""
    return isinstance(data, dict) and isinstance(data.get("spec"), dict) and set(data) <= set(ENVELOPE)


def left_out(data: Any) -> list[str]:
    """The fields of a manifest that are neither the request nor say where it goes; none of a file of another tool."""
    return [field for field in _OPTIONAL if field in data] if is_manifest(data) else []


def has_envelope(names: Iterable[str]) -> bool:
    """Whether one of the keys at the top of a file is a manifest's, in any spelling."""
    return any(plain_name(name) in ENVELOPE for name in names)


def describe_other(data: dict[str, Any]) -> tuple[str, str] | None:
    """What the file of another tool is, and a hint; None if it is a manifest, complete or not, or unknown."""
    if ("spec" in data or data.get("kind") in schema.kinds()) and "apiVersion" not in data:
        return None
    found = requests(data)
    if not found:
        return describe(data)
    what = found[0].what or f"Create{found[0].kind} request"
    return f"{'an' if what[0] in 'AEIOU' else 'a'} {what}", "convert it: sagemaker-marketplace init --from FILE"


def describe(data: Any) -> tuple[str, str] | None:
    """What a file without a request is, and a hint; None if it is unknown."""
    if not isinstance(data, dict):
        return None
    known = next(((what, hint) for field, what, hint in _OTHERS if field in data), None)
    found = part(data, schema.kinds())
    if known or not found:
        return known
    name = paths.text(found.field)
    return f"only {name} of a request", f"write a manifest that inserts the file: {name}: {{$file: FILE}}"


def part(data: Any, kinds: Sequence[str]) -> Request | None:
    """The part of a request that the data is: it has all the fields that the API requires of it, and no others.

    A list of containers, and one container, are parts, too. The first of `kinds` that fits counts.
    """
    for kind in kinds:
        request = schema.spec(kind)
        container = schema.at(kind, (*_CONTAINERS, 0))
        if isinstance(data, list) and data and all(_has_form(item, container, _CONTAINER_FIELDS) for item in data):
            return Request((), kind, field=_CONTAINERS)
        for name, field in request["properties"].items():
            node = schema.resolve(field)
            if node.get("required") and _has_form(data, node, node["required"]):
                return Request((), kind, field=(name,))
        if _has_form(data, container, _CONTAINER_FIELDS):
            return Request((), kind, field=(*_CONTAINERS, 0))
    return None


def _has_form(data: Any, node: schema.Node, required: Sequence[str]) -> bool:
    """Whether data is an object with the required fields, and without any that the schema does not have."""
    if not isinstance(data, dict):
        return False
    fields = {plain_name(field) for field in data if isinstance(field, str)}
    names = {plain_name(field) for field in node["properties"]}
    return fields <= names and {plain_name(field) for field in required} <= fields


def _wrapped(data: Any, path: Path, key: str) -> Iterator[Request]:
    """Each request in a known wrapper."""
    if isinstance(data, dict):
        for wrapper in _WRAPPERS:
            kind = wrapper.kinds.get(str(data.get(wrapper.field)))
            content = data.get(wrapper.content)
            if kind and isinstance(content, dict) and not is_function(content):
                name = data.get(wrapper.name) or key
                label = name if isinstance(name, str) else paths.text(path)
                yield Request((*path, wrapper.content), kind, wrapper.what, label, wrapper.is_state)
                return
    for step, value in _children(data):
        yield from _wrapped(value, (*path, step), str(step))


def _unwrapped(data: Any, path: Path) -> Iterator[Request]:
    """Each object with one of the fields that only a request has."""
    kind = _kind(data, ())
    if kind:
        yield Request(path, kind, "", paths.text(path))
        return
    for step, value in _children(data):
        yield from _unwrapped(value, (*path, step))


def _kind(data: Any, names: tuple[str, ...]) -> str | None:
    """The kind of a request with these fields; `names` are fields that identify a model package, too."""
    if not isinstance(data, dict):
        return None
    fields = {plain_name(field) for field in data if isinstance(field, str)}
    if "trainingspecification" in fields or (names and "algorithmname" in fields):
        return "Algorithm"
    if fields.isdisjoint((*_SPECIFICATIONS, *names)):
        return None
    return "Algorithm" if "algorithmname" in fields else "ModelPackage"


def _children(data: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(data, dict):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)
