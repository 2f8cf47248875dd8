"""Reads resources from Terraform configuration, if the extra `hcl` is installed.

Variables, locals without a literal value and all other expressions become references: only Terraform can evaluate them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..manifest.findings import USAGE, Failure
from . import nodes
from .nodes import Position

_EXTRA = "sagemaker-marketplace-action[hcl]"
_BEGIN, _END = "__start_line__", "__end_line__"
_INTERPOLATION = re.compile(r"(?<!\$)\$\{([^{}]*)\}")
_ESCAPE = re.compile(r"\\(.)|\$(\$\{)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def read(text: str) -> Any:
    """The resources of a file with their variables, in the form of Terraform's JSON; None if it can't be parsed.

    Raises Failure if the parser is not installed.
    """
    try:
        import hcl2
        from lark.exceptions import LarkError
    except ModuleNotFoundError:
        hint = f"use the output of terraform show -json, or run: pip install '{_EXTRA}'"
        raise Failure('reading Terraform configuration requires the extra "hcl"', USAGE, hint) from None
    options = hcl2.SerializationOptions(
        with_comments=False, with_meta=True, explicit_blocks=False, preserve_heredocs=False
    )
    try:
        data = hcl2.loads(f"{text}\n", serialization_options=options)
        return _Configuration(text, data).root()
    except (LarkError, RecursionError, ValueError):
        return None


class _Configuration:
    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self._lines = text.split("\n")
        self._data = data
        self._locals = {
            name: value
            for block in data.get("locals", ())
            for name, value in block.items()
            if name not in (_BEGIN, _END)
        }

    def root(self) -> Any:
        """Default values as parameters, and each resource."""
        at = Position(0, 0)
        defaults = [
            (
                nodes.string(name, at),
                nodes.mapping([(nodes.string("Default", at), self._node(block["default"], at))], at),
            )
            for name, block in self._blocks("variable")
            if isinstance(block.get("default"), (str, int))
        ]
        resources = [self._resource(*resource) for resource in self._resources()]
        fields = [(nodes.string("Parameters", at), nodes.mapping(defaults, at))]
        return nodes.mapping([*fields, (nodes.string("resources", at), nodes.sequence(resources, at))], at)

    def _blocks(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for labelled in self._data.get(kind, ()):
            for label, block in labelled.items():
                if isinstance(block, dict):
                    yield label.strip('"'), block

    def _resources(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for kind, named in self._blocks("resource"):
            for name, block in named.items():
                if isinstance(block, dict):
                    yield kind, name.strip('"'), block

    def _resource(self, kind: str, name: str, block: dict[str, Any]) -> Any:
        at = self._position(block, Position(0, 0))
        regions = {block.get("region") for _, block in self._blocks("provider")} - {None}
        fields = {"type": kind, "address": f"{kind}.{name}"}
        region = regions.pop() if len(regions) == 1 else None
        if isinstance(region, str) and _LITERAL.fullmatch(region):
            fields["region"] = region.strip('"')
        pairs = [(nodes.string(key, at), nodes.string(value, at)) for key, value in fields.items()]
        return nodes.mapping([*pairs, (nodes.string("values", at), self._node(block, at))], at)

    def _node(self, value: Any, at: Position) -> Any:
        if isinstance(value, dict):
            at = self._position(value, at)
            fields = []
            for key, item in value.items():
                if key not in (_BEGIN, _END):
                    begin = self._line_of(key, at)
                    fields.append((nodes.string(key.strip('"'), begin), self._node(item, begin)))
            return nodes.mapping(fields, at)
        if isinstance(value, list):
            return nodes.sequence([self._node(item, at) for item in value], at)
        if not isinstance(value, str):
            return nodes.value(value, at)
        if _LITERAL.fullmatch(value):
            return self._text(value[1:-1], at)
        expression = value.removeprefix("${").removesuffix("}")
        return self._reference(expression, at)

    def _text(self, text: str, at: Position) -> Any:
        pieces = _INTERPOLATION.split(text)
        parts: list[Any] = [nodes.string(_unescape(piece), at) for piece in pieces]
        for index in range(1, len(pieces), 2):
            node = self._reference(pieces[index].strip(), at)
            parts[index] = node if nodes.is_part(node) else nodes.reference(pieces[index], at)
        return nodes.joined(parts, at)

    def _reference(self, expression: str, at: Position) -> Any:
        name = expression.removeprefix("local.")
        literal = self._locals.get(name) if name != expression else None
        is_literal = literal is not None and not (isinstance(literal, str) and "${" in literal)
        return self._node(literal, at) if is_literal else nodes.reference(expression.removeprefix("var."), at)

    def _position(self, block: dict[str, Any], at: Position) -> Position:
        line = block.get(_BEGIN)
        return Position(line - 1, 0) if isinstance(line, int) else at

    def _line_of(self, name: str, at: Position) -> Position:
        """The position of the next line that sets an attribute or begins a block of this name."""
        for number in range(at.line, min(at.line + 100, len(self._lines))):
            line = self._lines[number]
            if line.lstrip().startswith(name):
                return Position(number, len(line) - len(line.lstrip()))
        return at


def _unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        return match[2] or _ESCAPES.get(match[1], match[1])

    return _ESCAPE.sub(character, text)
