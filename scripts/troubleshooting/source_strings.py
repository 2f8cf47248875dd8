"""The strings that an expression of the program can be, read from its syntax trees: `…` is a value that varies."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sagemaker_marketplace.manifest import findings

SOURCE = Path(findings.__file__).parents[1]
VARIES = "…"
_MOST_ALTERNATIVES = 12
_MOST_STEPS = 8
# Methods that change a string only slightly.
_METHODS = ("replace", "strip", "rstrip")

Function = ast.Module | ast.FunctionDef


@dataclass(frozen=True)
class _Value:
    """A value that is assigned to a name, where, and the last line at which it can be the name's value."""

    value: ast.expr
    line: int
    column: int
    last_line: int


@dataclass(frozen=True)
class Scope:
    """What names mean in a function: the values that it assigns, then the constants of its module and of all others."""

    module: str
    local: Mapping[str, list[_Value]]

    def values(self, name: str, line: int, column: int) -> list[_Value]:
        """Return the values that a name can have in a statement at a line and a column.

        Of the assignments before it, those that are indented deeper are alternatives.
        """
        if name not in self.local:
            constant = _constants(self.module).get(name) or _imported().get(name)
            is_string = constant and isinstance(constant.value, (ast.Constant, ast.JoinedStr))
            return [constant] if constant and is_string else []
        found = []
        for value in sorted(self.local[name], key=lambda value: -value.line):
            if value.line < line <= value.last_line:
                found.append(value)
                if value.column <= column:
                    break
        return found[::-1]


@cache
def trees() -> dict[str, ast.Module]:
    """Return the syntax tree of each module of the program, by its path in the package."""
    paths = sorted(SOURCE.rglob("*.py"))
    return {path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def scope(module: str, function: Function) -> Scope:
    """Return what the names in a function mean."""
    local: dict[str, list[_Value]] = {}
    for name, value in _assignments(function.body) if isinstance(function, ast.FunctionDef) else ():
        local.setdefault(name, []).append(value)
    return Scope(module, local)


def all_strings() -> Iterator[str]:
    """Yield every string of the program, with `…` for its values."""
    for module, tree in trees().items():
        nothing = Scope(module, {})
        for node in ast.walk(tree):
            if isinstance(node, (ast.JoinedStr, ast.Constant)):
                yield from texts(node, nothing, node.lineno, 0)


def texts(node: ast.expr, names: Scope, line: int, column: int, steps: int = _MOST_STEPS) -> list[str]:
    """Return the strings that an expression can be in a statement, with `…` for what is not constant."""

    def nested(part: ast.expr) -> list[str]:
        return texts(part, names, line, column, steps - 1)

    match node:
        case ast.Constant(value=value) if value is not None:
            return [str(value)]
        case ast.JoinedStr(values=values) if steps:
            return _joined([nested(value) for value in values])
        case ast.FormattedValue(value=value, format_spec=None, conversion=-1) if steps:
            return nested(value)
        case ast.IfExp(body=body, orelse=other) if steps:
            return [*nested(body), *nested(other)]
        case ast.BinOp(left=left, op=ast.Add(), right=right) if steps:
            return _joined([nested(left), nested(right)])
        case ast.Call(func=ast.Attribute(value=value, attr=method)) if steps and method in _METHODS:
            return nested(value)
        case ast.Name(id=name) if steps:
            found = names.values(name, line, column)
            known = [text for each in found for text in texts(each.value, names, each.line, each.column, steps - 1)]
            return list(dict.fromkeys(known))[:_MOST_ALTERNATIVES] or [VARIES]
    return [VARIES]


def _joined(parts: list[list[str]]) -> list[str]:
    joined = [""]
    for alternatives in parts:
        # Too many combinations: what varies is then not listed.
        chosen = alternatives if len(joined) * len(alternatives) <= _MOST_ALTERNATIVES else [VARIES]
        joined = [text + each for text in joined for each in chosen]
    return joined


@cache
def _constants(module: str) -> dict[str, _Value]:
    """Return the constants of a module."""
    return dict(_assignments(trees()[module].body))


@cache
def _imported() -> dict[str, _Value]:
    """Return the constants of all modules by name, without names that have another value in another module."""
    values: dict[str, dict[str, _Value]] = {}
    for module in trees():
        for name, value in _constants(module).items():
            values.setdefault(name, {})[ast.dump(value.value)] = value
    return {name: next(iter(found.values())) for name, found in values.items() if len(found) == 1}


def _assignments(block: Sequence[ast.stmt], last_line: int = sys.maxsize) -> Iterator[tuple[str, _Value]]:
    """Yield what the statements of a block assign; after a block that returns or raises, it can't be the value."""
    if isinstance(block[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break)):
        last_line = block[-1].end_lineno or last_line
    for node in block:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for name, value in _pairs(target, node.value):
                    yield name, _Value(value, node.lineno, node.col_offset, last_line)
        for inner in _blocks(node):
            yield from _assignments(inner, last_line)


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a statement that is not a function."""
    if not isinstance(node, ast.FunctionDef):
        yield from (block for name in ("body", "orelse", "finalbody") if (block := getattr(node, name, None)))
        yield from (each.body for each in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())))


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield each name that an assignment sets with its value."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from _pairs(one, other)
