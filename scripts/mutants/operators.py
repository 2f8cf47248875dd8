"""The mutations of one node of a syntax tree: each is another node instead of it."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from typing import Any

OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
BOUNDARIES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}
# Swapped arguments of these only raise, and `strict` of zip only adds an assertion.
NOT_SWAPPED = ("isinstance", "issubclass", "getattr", "hasattr", "zip", "setattr", "cast")
# Calls whose result can replace their argument; without other calls, what follows would only raise.
METHODS = ("strip", "lstrip", "rstrip", "lower", "upper", "removeprefix", "removesuffix", "replace", "casefold")
FUNCTIONS = ("sorted", "set", "frozenset", "str", "int", "reversed", "abs", "round")
MARK = "XX"

# The name of an operator, and the node to put instead.
Mutation = tuple[str, ast.AST]


def mutations(node: ast.AST) -> Iterator[Mutation]:
    """Yield the mutations of a node itself, not of the nodes in it."""
    for types, operator in _OPERATORS:
        if isinstance(node, types):
            yield from operator(node)


def _changed(node: ast.AST, **fields: Any) -> Any:
    """Return a copy of a node with other fields."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _without(items: Sequence[Any], index: int) -> list[Any]:
    return [*items[:index], *items[index + 1 :]]


def _comparisons(node: ast.Compare) -> Iterator[Mutation]:
    for table, name in ((OPPOSITES, "comparison"), (BOUNDARIES, "boundary")):
        for index, operator in enumerate(node.ops):
            if type(operator) in table:
                ops = [*node.ops[:index], table[type(operator)](), *node.ops[index + 1 :]]
                yield name, _changed(node, ops=ops)


def _operands(node: ast.BoolOp) -> Iterator[Mutation]:
    yield "and/or", _changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for index in range(len(node.values)):
        rest = _without(node.values, index)
        yield "operand", _changed(node, values=rest) if len(rest) > 1 else rest[0]


def _negations(node: ast.UnaryOp) -> Iterator[Mutation]:
    if isinstance(node.op, ast.Not):
        yield "not", node.operand


def _constants(node: ast.Constant) -> Iterator[Mutation]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", _changed(node, value=not value)
    elif isinstance(value, int | float):
        yield "constant", _changed(node, value=value + 1)
        yield "constant", _changed(node, value=value - 1)
    elif isinstance(value, str):
        yield "string", _changed(node, value=MARK + value)


def _formatted(node: ast.JoinedStr) -> Iterator[Mutation]:
    yield "string", _changed(node, values=[ast.Constant(MARK), *node.values])


def _arithmetic(node: ast.BinOp) -> Iterator[Mutation]:
    is_text = any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )
    if type(node.op) in ARITHMETIC and not is_text:
        yield "arithmetic", _changed(node, op=ARITHMETIC[type(node.op)]())


def _statements(node: ast.stmt) -> Iterator[Mutation]:
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign):
        # Without a name, what follows would only raise.
        if not any(isinstance(target, ast.Name | ast.Tuple) for target in node.targets):
            yield "statement", ast.Pass()
    elif not is_docstring:
        yield "statement", ast.Pass()


def _conditions(node: ast.If | ast.IfExp) -> Iterator[Mutation]:
    yield "guard", _changed(node, test=ast.Constant(False))
    yield "condition", _changed(node, test=ast.Constant(True))


def _filters(node: ast.comprehension) -> Iterator[Mutation]:
    for index in range(len(node.ifs)):
        yield "filter", _changed(node, ifs=_without(node.ifs, index))


def _returns(node: ast.Return) -> Iterator[Mutation]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield "return", _changed(node, value=ast.Constant(None))


def _calls(node: ast.Call) -> Iterator[Mutation]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if len(node.args) > 1 and name not in NOT_SWAPPED and not isinstance(node.args[0], ast.Starred):
        yield "arguments", _changed(node, args=[node.args[1], node.args[0], *node.args[2:]])
    for index, keyword in enumerate(node.keywords):
        if keyword.arg not in (None, "strict"):
            yield "keyword", _changed(node, keywords=_without(node.keywords, index))
    if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        yield "call", node.func.value
    elif name in FUNCTIONS and node.args:
        yield "call", node.args[0]


def _handlers(node: ast.ExceptHandler) -> Iterator[Mutation]:
    if isinstance(node.type, ast.Tuple):
        for index in range(len(node.type.elts)):
            yield "except", _changed(node, type=_changed(node.type, elts=_without(node.type.elts, index)))


def _tables(node: ast.Tuple | ast.List | ast.Set) -> Iterator[Mutation]:
    is_value = not isinstance(getattr(node, "ctx", ast.Load()), ast.Store)
    if is_value and len(node.elts) > 1 and all(isinstance(item, ast.Constant) for item in node.elts):
        for index in range(len(node.elts)):
            yield "table", _changed(node, elts=_without(node.elts, index))


def _entries(node: ast.Dict) -> Iterator[Mutation]:
    for index in range(len(node.keys)):
        yield "table", _changed(node, keys=_without(node.keys, index), values=_without(node.values, index))


def _slices(node: ast.Slice) -> Iterator[Mutation]:
    if node.lower is not None:
        yield "slice", _changed(node, lower=None)
    if node.upper is not None:
        yield "slice", _changed(node, upper=None)


def _loops(node: ast.Continue | ast.Break) -> Iterator[Mutation]:
    yield "loop", ast.Break() if isinstance(node, ast.Continue) else ast.Continue()


_OPERATORS: tuple[tuple[Any, Any], ...] = (
    (ast.Compare, _comparisons),
    (ast.BoolOp, _operands),
    (ast.UnaryOp, _negations),
    (ast.Constant, _constants),
    (ast.JoinedStr, _formatted),
    (ast.BinOp, _arithmetic),
    ((ast.Expr, ast.AugAssign, ast.Raise, ast.Assign), _statements),
    ((ast.If, ast.IfExp), _conditions),
    (ast.comprehension, _filters),
    (ast.Return, _returns),
    (ast.Call, _calls),
    (ast.ExceptHandler, _handlers),
    ((ast.Tuple, ast.List, ast.Set), _tables),
    (ast.Dict, _entries),
    (ast.Slice, _slices),
    ((ast.Continue, ast.Break), _loops),
)
