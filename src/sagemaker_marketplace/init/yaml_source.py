"""Composes the YAML or JSON of other tools, which can have documents, merge keys and templates."""

from __future__ import annotations

import re
from typing import Any

from ..manifest import foreign, schema, yaml_reader
from . import nodes
from .nodes import Position

_DOCUMENT = re.compile(r"^---(?:[ \t].*)?$", re.MULTILINE)
_MAX_DOCUMENTS = 100
# A value that begins with a placeholder of a template, which YAML would read as an object.
_UNQUOTED = re.compile(
    r"^([ \t]*(?:- )?[\w\"'.-]+:[ \t]+|[ \t]*- )(\{\{[^\n\"']*\}\}[^\s\n\"']*)[ \t\r]*$", re.MULTILINE
)
# Fields that hold another tool's JSON as a string. Sources: SageMaker API, DescribePipeline; Step Functions API,
# DescribeStateMachine; CloudTrail API, LookupEvents; CloudFormation, AWS::SageMaker::Pipeline and
# AWS::StepFunctions::StateMachine; the Terraform resources of both.
_EMBEDDED = (
    *("PipelineDefinition", "PipelineDefinitionBody", "pipeline_definition", "definition", "DefinitionString"),
    "CloudTrailEvent",
)
_MERGE = "<<"


def read(text: str) -> Any:
    """The root node of a file: of several documents, a list.

    Raises UnreadableManifest for text that is not YAML.
    """
    root = _compose(text)
    if root is None:
        raise yaml_reader.UnreadableManifest(
            "manifest-empty", "the file contains only comments", "use a file with a request"
        )
    _expand(root, set())
    return root


def _compose(text: str) -> Any:
    try:
        return yaml_reader.compose(text)
    except yaml_reader.UnreadableManifest as error:
        if error.rule == "manifest-documents":
            return _documents(text)
        quoted = _UNQUOTED.sub(r'\1"\2"', text)
        if quoted == text:
            raise
        return yaml_reader.compose(quoted)


def _documents(text: str) -> Any:
    starts = [0, *(match.end() for match in _DOCUMENT.finditer(text))][: _MAX_DOCUMENTS + 1]
    ends = [*(match.start() for match in _DOCUMENT.finditer(text)), len(text)]
    roots = []
    for start, end in zip(starts, ends, strict=False):
        if text[start:end].strip():
            # Empty lines in front keep the numbers of the lines.
            root = yaml_reader.compose("\n" * text.count("\n", 0, start) + text[start:end])
            roots += [root] if root is not None else []
    return nodes.sequence(roots, Position(0, 0)) if roots else None


def _expand(node: Any, done: set[int]) -> None:
    """Expand merge keys, embedded JSON and lists of named values in a node and everything in it."""
    if node is None or id(node) in done or node.id == "scalar":
        return
    done.add(id(node))
    if node.id == "mapping":
        _merge(node)
        node.value = [(key, _parsed(key, item)) for key, item in node.value]
        children = [item for _, item in node.value]
    else:
        children = node.value
    for child in children:
        _expand(child, done)
    if node.id == "mapping":
        node.value = [(key, _named(item)) for key, item in node.value]


def _merge(node: Any) -> None:
    """Replace a merge key by the fields that it stands for; a field of the object itself takes precedence."""
    own = [(key, item) for key, item in node.value if not _is_merge(key)]
    if len(own) == len(node.value):
        return
    names = {key.value for key, _ in own if key.id == "scalar"}
    merged: dict[str, tuple[Any, Any]] = {}
    for key, value in node.value:
        for other in (value.value if value.id == "sequence" else [value]) if _is_merge(key) else []:
            if other is node or other.id != "mapping":
                return
            for name, item in other.value:
                if name.id == "scalar" and name.value not in names:
                    merged.setdefault(name.value, (name, item))
    node.value = [*merged.values(), *own]


def _is_merge(key: Any) -> bool:
    return key.id == "scalar" and key.value == _MERGE and not key.style


def _parsed(key: Any, item: Any) -> Any:
    """The value of a field with JSON in a string; the value as it is if it is not JSON."""
    if (
        key.id != "scalar"
        or key.value not in _EMBEDDED
        or item.id != "scalar"
        or not item.value.lstrip().startswith("{")
    ):
        return item
    try:
        root = yaml_reader.compose(item.value)
    except yaml_reader.UnreadableManifest:
        return item
    at = nodes.position(item)
    return _moved(root, at)


def _moved(node: Any, at: Position) -> Any:
    """A copy of a node that is located at a position, with everything in it."""
    if node.id == "scalar":
        return nodes.string(node.value, at) if node.style else nodes.plain(node.value, at)
    if node.id == "sequence":
        return nodes.sequence([_moved(item, at) for item in node.value], at)
    return nodes.mapping(((nodes.string(str(key.value), at), _moved(item, at)) for key, item in node.value), at)


def _named(node: Any) -> Any:
    """The object that a list of `name` and `value` means, if a request is written so, as by StackQL."""
    if node.id != "sequence" or not node.value:
        return node
    fields = []
    for item in node.value:
        entry = {key.value: value for key, value in item.value if key.id == "scalar"} if item.id == "mapping" else {}
        if not {"name", "value"} <= set(entry) <= {"name", "value", "description"} or entry["name"].id != "scalar":
            return node
        fields.append((nodes.string(entry["name"].value, nodes.position(entry["name"])), entry["value"]))
    known = {foreign.plain_name(name) for kind in schema.kinds() for name in schema.spec(kind)["properties"]}
    is_request = any(foreign.plain_name(key.value) in known for key, _ in fields)
    return nodes.mapping(fields, nodes.position(node)) if is_request else node
