"""Reads create requests from JavaScript and TypeScript: calls, object literals, JSON with comments.

Only literals are read. Whatever else a value depends on becomes a reference to its expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from ..manifest import yaml_reader
from . import nodes
from .nodes import Position

# Sources: AWS SDK for JavaScript 3, commands; the same and version 2, methods of the client; CDK's constructs.
_KINDS = {
    "CreateModelPackageCommand": "ModelPackage",
    "CreateAlgorithmCommand": "Algorithm",
    "createModelPackage": "ModelPackage",
    "createAlgorithm": "Algorithm",
    "CfnModelPackage": "ModelPackage",
    "CfnAlgorithm": "Algorithm",
}
# Resources of Pulumi's AWS Native provider and of Alchemy, which are classes or functions in a namespace.
_RESOURCES = re.compile(r"[\w.]*[sS]age[mM]aker\.(ModelPackage|Algorithm)")
_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)|\#[^\n]*)"""
    r"""|(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<template>`(?:[^`\\]|\\.)*(?:`|\Z))"""
    r"""|(?P<number>-?(?:0[xX][0-9a-fA-F]+|[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?))"""
    r"""|(?P<name>[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*)"""
    r"""|(?P<sign>\.\.\.|=>|.)""",
    re.DOTALL,
)
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}
_LITERALS = ("string", "template", "number")
_ENVIRONMENT = "process.env."
_DECLARATIONS = ("const", "let", "var")
_OPEN, _CLOSE = ("{", "[", "("), ("}", "]", ")")
_ENDS = (",", ";", *_CLOSE)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_PLACE = re.compile(r"\$\{([^{}]*)\}")
_REGION = re.compile(r"""\bregion\s*:\s*["']([a-z0-9-]+)["']""")


class _Token(NamedTuple):
    type: str
    text: str
    start: int
    at: Position


class _Unreadable(Exception):
    """Text that is not JavaScript: a bracket is not closed, or values are nested deeper than in any request."""


def read(text: str) -> Any:
    """The calls that create a resource, or else the objects of a program; None if there are none."""
    program = _Program(text)
    try:
        program.read()
    except (_Unreadable, ValueError):
        return None
    return nodes.found(program.calls, program.values)


class _Program:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [token for token in _tokens(text) if token.type != "space"]
        self.index = 0
        self.values: dict[str, Any] = {}
        self.calls: list[Any] = []
        regions = set(_REGION.findall(text))
        self.region = regions.pop() if len(regions) == 1 else ""

    def read(self) -> None:
        """Read declarations, calls, and objects at the beginning of a statement."""
        begins_statement = True
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            resource = _RESOURCES.fullmatch(token.text)
            kind = _KINDS.get(token.text.rpartition(".")[2]) or (resource[1] if resource else "")
            if token.text in _DECLARATIONS:
                self._declaration()
            elif token.type == "name" and kind and self._text(1) in ("(", "<"):
                self._call(kind)
            elif token.text in ("{", "[") and begins_statement:
                self.values[f"line {token.at.line + 1}"] = self._value(0)
            else:
                self.index += 1
            begins_statement = token.text in (";", "default", "return", "=", "module.exports")

    def _text(self, ahead: int = 0) -> str:
        index = self.index + ahead
        return self.tokens[index].text if index < len(self.tokens) else ""

    def _declaration(self) -> None:
        """`const NAME: Type = value`: keep the value if it is a literal."""
        name = self._text(1)
        self.index += 2
        while self._text() not in ("=", ";", "", "{", "of", "in"):
            self.index += 1
        if self._text() == "=" and self._begins_literal():
            self.index += 1
            self.values[name] = self._value(0)

    def _begins_literal(self) -> bool:
        """Whether a literal, or a variable of the environment, follows."""
        if self.index + 1 >= len(self.tokens):
            return False
        token = self.tokens[self.index + 1]
        return token.type in _LITERALS or token.text in ("{", "[") or token.text.startswith(_ENVIRONMENT)

    def _call(self, kind: str) -> None:
        """A call: its request is the last argument that is an object."""
        at = self.tokens[self.index].at
        while self._text() != "(":
            self.index += 1
            if self.index >= len(self.tokens):
                return
        self.index += 1
        request = None
        while self._text() not in (")", ""):
            node = self._value(0)
            request = node if isinstance(node, yaml.MappingNode) else request
            self.index += self._text() not in (")", "")
        if request is not None:
            self.calls.append(nodes.call(kind, request, self.region, at))

    def _value(self, depth: int) -> Any:
        """The value that begins here; what follows it, up to the next comma or bracket, has been read then."""
        if depth > yaml_reader.MAX_DEPTH:
            raise _Unreadable
        start = self.index
        node = self._literal(depth)
        parts = [node]
        while node is not None and self._text() == "+":
            self.index += 1
            node = self._literal(depth)
            parts.append(node)
        if node is not None and self._text() in ("as", "satisfies"):
            self._skip()
        if node is not None and self._text() in (*_ENDS, ""):
            if len(parts) == 1:
                return node
            if all(map(nodes.is_part, parts)):
                return nodes.joined(parts, nodes.position(parts[0]))
        self.index = start
        return self._expression()

    def _literal(self, depth: int) -> Any:
        """A literal or the name of a variable; None for anything else."""
        if self.index >= len(self.tokens):
            return None
        token = self.tokens[self.index]
        self.index += 1
        if token.text == "{":
            return nodes.mapping(self._fields(depth + 1), token.at)
        if token.text == "[":
            return nodes.sequence(self._entries(depth + 1), token.at)
        if token.type == "string":
            return nodes.string(_unescape(token.text[1:-1]), token.at)
        if token.type == "template":
            return self._template(token)
        if token.type == "number":
            return nodes.value(_number(token.text), token.at)
        if token.text in _CONSTANTS:
            return nodes.value(_CONSTANTS[token.text], token.at)
        if token.type == "name" and self._text() not in ("(", "[", "=>"):
            return self._variable(token.text, token.at)
        return None

    def _variable(self, name: str, at: Position) -> Any:
        return self.values.get(name) or nodes.reference(name.removeprefix(_ENVIRONMENT), at)

    def _template(self, token: _Token) -> Any:
        pieces = _PLACE.split(token.text[1:-1])
        parts: list[Any] = [nodes.string(_unescape(piece), token.at) for piece in pieces]
        for index in range(1, len(pieces), 2):
            node = self._variable(pieces[index].strip(), token.at)
            parts[index] = node if nodes.is_part(node) else nodes.reference(pieces[index], token.at)
        return nodes.joined(parts, token.at)

    def _expression(self) -> Any:
        """A reference to the expression that begins here."""
        if self.index >= len(self.tokens):
            raise _Unreadable
        token = self.tokens[self.index]
        self._skip()
        end = self.tokens[self.index].start if self.index < len(self.tokens) else len(self.text)
        return nodes.reference(self.text[token.start : end].strip(), token.at)

    def _skip(self) -> None:
        """Go to the end of an expression. Raises _Unreadable for a colon without a question mark before it."""
        open_brackets = questions = 0
        while self.index < len(self.tokens):
            text = self._text()
            if open_brackets == 0 and text in _ENDS:
                return
            open_brackets += (text in _OPEN) - (text in _CLOSE)
            questions += (text == "?") - (text == ":" and open_brackets == 0)
            if questions < 0:
                raise _Unreadable
            self.index += 1

    def _fields(self, depth: int) -> Iterator[tuple[Any, Any]]:
        while self._text() not in ("}", ""):
            token = self.tokens[self.index]
            if token.text == ",":
                self.index += 1
            elif token.text == "...":
                self.index += 1
                node = self._value(depth)
                is_object = isinstance(node, yaml.MappingNode)
                yield from node.value if is_object else [(nodes.string(f"...{node.value}", token.at), node)]
            elif token.type in ("name", "string", "number") and self._text(1) == ":":
                self.index += 2
                name = _unescape(token.text[1:-1]) if token.type == "string" else token.text
                yield nodes.string(name, token.at), self._value(depth)
            elif token.type == "name" and self._text(1) in (",", "}"):
                self.index += 1
                yield nodes.string(token.text, token.at), self._variable(token.text, token.at)
            else:
                node = self._expression()
                self.index += self._text() not in ("}", "")
                yield nodes.string(node.value, token.at), node
        self._close()

    def _close(self) -> None:
        if self.index >= len(self.tokens):
            raise _Unreadable
        self.index += 1

    def _entries(self, depth: int) -> Iterator[Any]:
        while self._text() not in ("]", ""):
            if self._text() == ",":
                self.index += 1
                continue
            is_spread = self._text() == "..."
            self.index += is_spread
            start = self.index
            node = self._value(depth)
            if self.index == start:
                self.index += 1
            yield from node.value if is_spread and nodes.is_list(node) else [node]
        self._close()


def _tokens(text: str) -> Iterator[_Token]:
    line, begin = 0, 0
    for match in _TOKEN.finditer(text):
        yield _Token(str(match.lastgroup), match[0], match.start(), Position(line, match.start() - begin))
        breaks = match[0].count("\n")
        if breaks:
            line, begin = line + breaks, match.start() + match[0].rindex("\n") + 1


def _number(text: str) -> int | float:
    digits = text.replace("_", "")
    if "x" in digits.lower():
        return int(digits, 16)
    return float(digits) if re.search("[.eE]", digits) else int(digits)


def _unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if not code:
            return _ESCAPES.get(match[4], match[4])
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else match[0]

    joined = re.sub(_ESCAPE, character, text)
    # Two escapes can be the halves of one character.
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
