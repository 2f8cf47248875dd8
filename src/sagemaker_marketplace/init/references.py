"""Replaces references of other tools (functions of CloudFormation and of SageMaker pipelines) by variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..manifest import foreign, schema
from ..manifest.paths import Path
from ..manifest.yaml_writer import Expression

# Sources: AWS CloudFormation User Guide, intrinsic functions and pseudo parameters; the pipeline definition schema.
_PLAIN_FUNCTIONS = ("Ref", "Get", "Condition")
_SUB = re.compile(r"\$\{([^{}]*)\}")
_NO_VALUE = {"Ref": "AWS::NoValue"}
_PIPELINE_PARAMETER = "Parameters."
_OMIT = object()
_MAX_NAME = 60


class Reference(NamedTuple):
    """A value that was a reference: its path, and the variables that it became; none if the field is left out."""

    path: Path
    variables: tuple[str, ...]


class References:
    """Replaces the references in a request, and keeps what it replaced."""

    def __init__(self, region: str, defaults: Mapping[str, str]) -> None:
        """`defaults` are the default values of the file's parameters."""
        self.found: list[Reference] = []
        self.defaults = defaults
        self._known = _pseudo_parameters(region)
        self._names: dict[str, str] = {}
        self._used: list[str] = []

    @property
    def variables(self) -> list[str]:
        """The variables that need a value, sorted."""
        names = {name for reference in self.found for name in reference.variables}
        return sorted(name for name in names if self._names[name] not in self.defaults)

    def replace(self, request: dict[str, Any], node: schema.Node) -> dict[str, Any]:
        """A request in which each reference is a string with variables, or left out where an object belongs."""
        replaced: dict[str, Any] = self._value(request, node, ())
        return replaced

    def _value(self, value: Any, node: schema.Node, path: Path) -> Any:
        if isinstance(value, list):
            items = (self._value(item, schema.child(node, 0), (*path, i)) for i, item in enumerate(value))
            return [item for item in items if item is not _OMIT]
        if not isinstance(value, dict):
            return value
        if path and _is_reference(value, node):
            return self._reference(value, node, path)
        fields = {name: self._value(item, schema.child(node, name), (*path, name)) for name, item in value.items()}
        return {name: item for name, item in fields.items() if item is not _OMIT}

    def _reference(self, value: dict[str, Any], node: schema.Node, path: Path) -> Any:
        if value == _NO_VALUE:
            return _OMIT
        if not node:  # an unknown field, such as what a program adds to an object
            self.found.append(Reference(path, ()))
            return _OMIT
        entry = schema.child(node, 0) if node.get("type") == "array" else node
        if entry.get("type") in ("object", "array"):
            self.found.append(Reference(path, ()))
            return _OMIT
        self._used = []
        text = Expression(self._text(value))
        if self._used:
            self.found.append(Reference(path, tuple(dict.fromkeys(self._used))))
        return text if entry is node else [text]

    def _text(self, value: Any) -> str:
        """The manifest's text for a value or a function."""
        if not isinstance(value, dict) or len(value) != 1:
            return _literal(value) if isinstance(value, (str, int)) else self._variable(" ".join(_strings(value)))
        function, argument = next(iter(value.items()))
        joined = _join_arguments(function, argument)
        if joined:
            return _literal(joined[0]).join(self._text(part) for part in joined[1])
        if function == "Fn::Sub":
            return self._substituted(argument)
        separator = "." if function in ("Fn::GetAtt", "Ref", "Get") else " "
        return self._variable(separator.join(_strings(argument)))

    def _substituted(self, argument: Any) -> str:
        text, values = argument if isinstance(argument, list) and len(argument) == 2 else (argument, {})
        if not isinstance(text, str) or not isinstance(values, dict):
            return self._variable(" ".join(_strings(argument)))
        parts = _SUB.split(text)
        # Every other part is the name in a reference.
        for index in range(1, len(parts), 2):
            name = parts[index]
            if name.startswith("!"):
                parts[index] = _literal(f"${{{name[1:]}}}")
            else:
                parts[index] = self._text(values[name]) if name in values else self._variable(name)
        parts[::2] = [_literal(part) for part in parts[::2]]
        return "".join(parts)

    def _variable(self, reference: str) -> str:
        reference = reference.strip().removeprefix(_PIPELINE_PARAMETER)
        if reference in self._known:
            return _literal(self._known[reference])
        name = re.sub(r"\W+", "_", reference, flags=re.ASCII).strip("_")[:_MAX_NAME] or "VALUE"
        name = f"_{name}" if name[0].isdigit() else name
        while self._names.setdefault(name, reference) != reference:
            name += "_"
        self._used.append(name)
        default = self.defaults.get(reference)
        return f"${{{name}}}" if default is None else f"${{{name}:-{_literal(default)}}}"


def defaults(data: Any) -> dict[str, str]:
    """The default values of the parameters of a CloudFormation template or a pipeline definition."""
    parameters = data.get("Parameters") if isinstance(data, dict) else None
    if isinstance(parameters, dict):
        found = {name: item.get("Default") for name, item in parameters.items() if isinstance(item, dict)}
    elif isinstance(parameters, list):
        found = {str(item.get("Name")): item.get("DefaultValue") for item in parameters if isinstance(item, dict)}
    else:
        found = {}
    return {
        name: str(value) for name, value in found.items() if isinstance(value, (str, int)) and "}" not in str(value)
    }


def _is_reference(value: dict[str, Any], node: schema.Node) -> bool:
    """Whether an object is a function; `Ref` and `Get` can be keys where the user chooses the keys."""
    has_free_keys = node.get("type") == "object" and "properties" not in node
    return foreign.is_function(value) and not (has_free_keys and next(iter(value)) in _PLAIN_FUNCTIONS)


def _join_arguments(function: str, argument: Any) -> tuple[str, list[Any]] | None:
    """The separator and the parts of a function that joins strings."""
    if function == "Fn::Join" and isinstance(argument, list) and len(argument) == 2:
        separator, parts = argument
    elif function == "Std:Join" and isinstance(argument, dict):
        separator, parts = argument.get("On", ""), argument.get("Values")
    else:
        return None
    return (separator, parts) if isinstance(separator, str) and isinstance(parts, list) else None


def _pseudo_parameters(region: str) -> dict[str, str]:
    """The parameters of CloudFormation that follow from a Region; in other partitions than `aws`, only the Region."""
    known = {"AWS::Region": region}
    if not region.startswith(("cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-")):
        known |= {"AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com"}
    return known


def _strings(value: Any) -> list[str]:
    """Every string in a value, in order."""
    if isinstance(value, dict):
        value = list(value.values())
    return [text for item in value for text in _strings(item)] if isinstance(value, list) else [str(value)]


def _literal(value: Any) -> str:
    """A literal string in the manifest, where a variable may follow."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.replace("$", "$$")
