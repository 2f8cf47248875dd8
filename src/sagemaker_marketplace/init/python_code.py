"""Reads create requests from Python: calls of boto3, of the SageMaker SDK and of the CDK, and dictionaries.

Statements are read in their order, without being run: assignments of literals, `update` and the like. Whatever else a
value depends on becomes a reference to its expression.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import count
from string import Formatter
from typing import Any

import yaml

from . import nodes, python_sdk
from .nodes import Position

# Sources: boto3's methods; CDK's constructs; sagemaker-core's resource classes, which are created with `create`.
_KINDS = {
    "create_model_package": "ModelPackage",
    "create_algorithm": "Algorithm",
    "CfnModelPackage": "ModelPackage",
    "CfnAlgorithm": "Algorithm",
    "ModelPackage.create": "ModelPackage",
    "Algorithm.create": "Algorithm",
}
_REGION_ARGUMENT = "region_name"
_ENVIRONMENT = ("os.environ.get", "os.getenv", "environ.get", "getenv")
_TEXT = ("str", "json.dumps")
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def is_python(text: str) -> bool:
    """Whether text is a program in Python."""
    try:
        ast.parse(text)
    except _UNREADABLE:
        return False
    return True


def read(text: str) -> Any:
    """The calls that create a resource, or else the dictionaries of a program; None if it is not Python or has none."""
    try:
        program = Program(_parsed(text))
    except _UNREADABLE:
        return None
    return nodes.found(program.calls, program.values)


def _parsed(text: str) -> ast.Module:
    """The syntax tree, whose columns count characters; those of the parser count bytes in UTF-8."""
    module = ast.parse(text)
    if not text.isascii():
        lines = [line.encode() for line in re.split(r"\r\n|\r|\n", text)]
        for node in ast.walk(module):
            if isinstance(node, (ast.expr, ast.keyword)):
                node.col_offset = len(lines[node.lineno - 1][: node.col_offset].decode(errors="ignore"))
    return module


class Program:
    """The values of a program's variables, and the calls that create a resource."""

    def __init__(self, module: ast.Module) -> None:
        """Read all statements. Raises RecursionError if they are nested too deeply."""
        self.values: dict[str, Any] = {}
        self.calls: list[Any] = []
        self._models: dict[str, list[tuple[Any, Any]]] = {}
        regions = {
            keyword.value.value
            for keyword in ast.walk(module)
            if isinstance(keyword, ast.keyword) and keyword.arg == _REGION_ARGUMENT
            if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
        }
        self._region = regions.pop() if len(regions) == 1 else ""
        self._read(module.body)

    def _read(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._forget_parameters(statement.args)
            elif isinstance(statement, (ast.For, ast.AsyncFor)):
                self._forget(statement.target)
            for block in ("body", "orelse", "finalbody"):
                self._read(getattr(statement, block, []))
            for handler in getattr(statement, "handlers", []):
                self._read(handler.body)
            if not hasattr(statement, "body"):
                self._statement(statement)

    def _statement(self, statement: ast.stmt) -> None:
        for expression in ast.walk(statement):
            if isinstance(expression, ast.Call):
                self._call(expression)
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                self._assign(target, statement.value)
        elif isinstance(statement, ast.AnnAssign) and statement.value:
            self._assign(statement.target, statement.value)
        elif isinstance(statement, ast.AugAssign):
            self._forget(statement.target)
        elif isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Call):
            literal = self.value(statement.value)
            if isinstance(literal, yaml.MappingNode):
                self.values[f"line {statement.lineno}"] = literal

    def _assign(self, target: ast.expr, expression: ast.expr) -> None:
        if isinstance(target, (ast.Name, ast.Attribute)):
            name = ast.unparse(target)
            self.values[name] = self.value(expression)
            if isinstance(expression, ast.Call):
                arguments = self._keywords(expression)
                self._models[name] = [item for item in arguments if item[0].value in python_sdk.OF_MODEL]
        elif isinstance(target, ast.Subscript):
            self._set_item(self.value(target.value), target.slice, self.value(expression))
        else:
            self._forget(target)

    def _set_item(self, container: Any, key: ast.expr, item: Any) -> None:
        name = self.value(key)
        if isinstance(container, yaml.MappingNode) and nodes.is_text(name):
            _update(container, [(name, item)])
        elif nodes.is_list(container) and isinstance(key, ast.Constant):
            index = key.value
            if isinstance(index, int) and -len(container.value) <= index < len(container.value):
                container.value[index] = item

    def _forget(self, target: ast.expr) -> None:
        for name in ast.walk(target):
            if isinstance(name, ast.Name):
                self.values.pop(name.id, None)

    def _forget_parameters(self, parameters: ast.arguments) -> None:
        for parameter in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs):
            self.values.pop(parameter.arg, None)

    def _call(self, call: ast.Call) -> None:
        """Record a call that creates a resource; apply one that changes a variable."""
        function = ast.unparse(call.func)
        short = function.rpartition(".")[2]
        kind = _KINDS.get(short) or _KINDS.get(".".join(function.split(".")[-2:]))
        kind = kind or python_sdk.resource(function, {keyword.arg for keyword in call.keywords})
        if kind:
            arguments = nodes.mapping(self._keywords(call), _at(call))
            self.calls.append(nodes.call(kind, arguments, self._region, _at(call)))
        elif python_sdk.registers(short, {keyword.arg for keyword in call.keywords}):
            model = self._models.get(function.rpartition(".")[0], [])
            request = python_sdk.request([*model, *self._keywords(call)], _at(call))
            self.calls.append(nodes.call("ModelPackage", request, self._region, _at(call)))
        elif isinstance(call.func, ast.Attribute) and short in ("update", "append", "extend"):
            self._change(self.value(call.func.value), short, call)

    def _change(self, container: Any, method: str, call: ast.Call) -> None:
        arguments = [self.value(argument) for argument in call.args]
        if method == "update" and isinstance(container, yaml.MappingNode):
            for argument in arguments:
                _update(container, argument.value if isinstance(argument, yaml.MappingNode) else [])
            _update(container, list(self._keywords(call)))
        elif nodes.is_list(container) and len(arguments) == 1:
            is_list = nodes.is_list(arguments[0])
            added = arguments if method == "append" else arguments[0].value if is_list else []
            container.value = nodes.sequence([*container.value, *added], _at(call)).value

    def _keywords(self, call: ast.Call) -> Iterator[tuple[Any, Any]]:
        for keyword in call.keywords:
            item = self.value(keyword.value)
            if keyword.arg:
                yield nodes.string(keyword.arg, _at(keyword)), item
            elif isinstance(item, yaml.MappingNode):
                yield from item.value
            else:
                yield nodes.string(f"**{ast.unparse(keyword.value)}", _at(keyword)), item

    def value(self, expression: ast.expr) -> Any:
        """The node for an expression. Raises RecursionError if it is nested too deeply."""
        at = _at(expression)
        match expression:
            case ast.Constant(value=str() | int() | float() | None as constant):
                return nodes.value(constant, at)
            case ast.Dict():
                return nodes.mapping(self._items(expression), at)
            case ast.List() | ast.Tuple() | ast.Set():
                return nodes.sequence(self._entries(expression.elts), at)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return nodes.value(-number, at)
            case ast.JoinedStr():
                return nodes.joined([self._part(part) for part in expression.values], at)
            case ast.BinOp(op=ast.Add()):
                return self._sum(expression)
            case ast.Call():
                return self._result(expression)
            case ast.Subscript():
                return self._item(expression)
        name = ast.unparse(expression)
        return self.values[name] if name in self.values else nodes.reference(name, at)

    def _items(self, expression: ast.Dict) -> Iterator[tuple[Any, Any]]:
        for key, item in zip(expression.keys, expression.values, strict=True):
            node = self.value(item)
            if key is not None:
                name = self.value(key)
                yield name if nodes.is_text(name) else nodes.string(ast.unparse(key), _at(key)), node
            elif isinstance(node, yaml.MappingNode):
                yield from node.value
            else:
                yield nodes.string(f"**{ast.unparse(item)}", _at(item)), node

    def _entries(self, expressions: list[ast.expr]) -> Iterator[Any]:
        for expression in expressions:
            if not isinstance(expression, ast.Starred):
                yield self.value(expression)
                continue
            node = self.value(expression.value)
            if nodes.is_list(node):
                yield from node.value
            else:
                yield node

    def _part(self, expression: ast.expr) -> Any:
        """A part of an f-string, as text or as a reference."""
        inner = expression.value if isinstance(expression, ast.FormattedValue) else expression
        return self._as_text(self.value(inner), inner)

    def _as_text(self, node: Any, expression: ast.expr) -> Any:
        return node if nodes.is_part(node) else nodes.reference(ast.unparse(expression), _at(expression))

    def _sum(self, expression: ast.BinOp) -> Any:
        left, right = self.value(expression.left), self.value(expression.right)
        if nodes.is_list(left) and nodes.is_list(right):
            return nodes.sequence([*left.value, *right.value], _at(expression))
        if any(isinstance(node, yaml.MappingNode) for node in (left, right)):
            return nodes.reference(ast.unparse(expression), _at(expression))
        parts = [self._as_text(left, expression.left), self._as_text(right, expression.right)]
        return nodes.joined(parts, _at(expression))

    def _result(self, call: ast.Call) -> Any:
        """The value of a call of a few functions that only convert, or a reference."""
        function, at = ast.unparse(call.func), _at(call)
        if call.keywords and (function == "dict" or python_sdk.is_object(function)):
            return nodes.mapping(self._keywords(call), at)
        if function in _TEXT and len(call.args) == 1:
            node = self.value(call.args[0])
            return node if function == "str" and isinstance(node, yaml.ScalarNode) else self._unknown(call)
        if function in _ENVIRONMENT and call.args and isinstance(call.args[0], ast.Constant):
            return nodes.reference(str(call.args[0].value), at)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "format":
            return self._formatted(call, call.func.value)
        return self._unknown(call)

    def _formatted(self, call: ast.Call, template: ast.expr) -> Any:
        """`"...".format(...)` whose fields are plain: `{}`, `{0}` or `{name}`."""
        text = self.value(template)
        if not nodes.is_text(text):
            return self._unknown(call)
        arguments = {str(index): argument for index, argument in enumerate(call.args)}
        arguments |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        parts: list[Any] = []
        unnamed = count()
        for literal, name, _, _ in Formatter().parse(text.value):
            parts.append(nodes.string(literal, _at(call)))
            argument = arguments.get(name or str(next(unnamed))) if name is not None else None
            if name is not None and argument is None:
                return self._unknown(call)
            if argument:
                parts.append(self._as_text(self.value(argument), argument))
        return nodes.joined(parts, _at(call))

    def _item(self, expression: ast.Subscript) -> Any:
        container, key = self.value(expression.value), self.value(expression.slice)
        if isinstance(container, yaml.MappingNode) and nodes.is_text(key):
            for name, item in container.value:
                if name.value == key.value:
                    return item
        if nodes.is_list(container) and key.value in map(str, range(len(container.value))):
            return container.value[int(key.value)]
        is_environment = ast.unparse(expression.value) in ("os.environ", "environ") and nodes.is_text(key)
        return nodes.reference(key.value, _at(expression)) if is_environment else self._unknown(expression)

    def _unknown(self, expression: ast.expr) -> Any:
        name = ast.unparse(expression)
        return self.values[name] if name in self.values else nodes.reference(name, _at(expression))


def _update(container: yaml.MappingNode, fields: list[tuple[Any, Any]]) -> None:
    container.value = list({key.value: (key, item) for key, item in [*container.value, *fields]}.values())


def _at(node: ast.expr | ast.keyword) -> Position:
    return Position(node.lineno - 1, node.col_offset)
