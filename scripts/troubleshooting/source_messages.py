"""The messages of the program's failures, read from its syntax trees: `…` is a value that varies."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scripts.troubleshooting.source_strings import VARIES, Function, Scope, scope, texts, trees

from sagemaker_marketplace.manifest import findings

_EXIT_CODES = {name: value for name, value in vars(findings).items() if isinstance(value, int)}
# A message that consists of values only passes on the words of another error.
_NO_WORDS = re.compile(r"[\W\d]*")


@dataclass(frozen=True, order=True)
class Message:
    """A failure that the program can report: its message, exit code and hints, and the module that reports it.

    `exit_code` is 0 and `hints` has none where the program computes them.
    """

    module: str
    text: str
    exit_code: int
    hints: tuple[str, ...]


@dataclass(frozen=True)
class _Signature:
    """The parameters of a failure's class, or of a function that returns one, and the exit code that it sets."""

    parameters: tuple[str, ...]
    exit_code: int


@dataclass(frozen=True)
class _Call:
    """A call that makes a failure, in a statement of a function of a module."""

    module: str
    node: ast.Call
    statement: ast.stmt
    signature: _Signature
    names: Scope


def messages() -> list[Message]:
    """Return the messages of all failures, without those that only pass on the words of another error."""
    return sorted({message for call in _calls() for message in _messages(call) if not is_passed_on(message.text)})


def passed_on() -> list[str]:
    """Return the modules of failures whose whole message is computed, once for each call."""
    return [call.module for call in _calls() if all(is_passed_on(message.text) for message in _messages(call))]


def is_passed_on(text: str) -> bool:
    """Whether a message consists of values only."""
    return bool(_NO_WORDS.fullmatch(text.replace(VARIES, "")))


@cache
def _signatures() -> dict[str, _Signature]:
    """Return the signatures of Failure, of the classes derived from it, and of the event for one."""
    known = {
        "RunFailed": _Signature(("manifest", "message", "exit_code", "hint"), 0),
        "Failure": _Signature(("message", "exit_code", "hint"), 0),
    }
    classes = [node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for _ in classes:
        for node in classes:
            base = next((base.id for base in node.bases if isinstance(base, ast.Name) and base.id in known), None)
            if base and node.name not in known:
                methods = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
                known[node.name] = _signature(methods[0], known[base].exit_code) if methods else known[base]
    return known


@cache
def _factories() -> dict[tuple[str, str], _Signature]:
    """Return the signatures of functions that return a failure with the given message, by module and name."""
    return {
        (module, node.name): _signature(node)
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and getattr(node.returns, "id", "") in _signatures()
        and "message" in [each.arg for each in node.args.args]
    }


def _signature(function: ast.FunctionDef, default: int = 0) -> _Signature:
    names = [node.id for node in ast.walk(function) if isinstance(node, ast.Name)]
    codes = [_EXIT_CODES[name] for name in names if name in _EXIT_CODES]
    parameters = [each.arg for each in function.args.args if each.arg != "self"]
    return _Signature(tuple(parameters), codes[0] if codes else default)


@cache
def _calls() -> list[_Call]:
    """Return the calls that make a failure."""
    found = []
    for module, tree in trees().items():
        functions: list[Function] = [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]
        for function in functions:
            names = scope(module, function)
            for node, statement in _own_calls(function):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                signature = _signatures().get(name) or _factories().get((module, name))
                if signature:
                    found.append(_Call(module, node, statement, signature, names))
    return found


def _own_calls(function: Function) -> Iterator[tuple[ast.Call, ast.stmt]]:
    """Yield the calls in a function that are not in a function inside it, each with its statement."""
    waiting: list[tuple[ast.AST, ast.stmt]] = [(statement, statement) for statement in function.body]
    while waiting:
        node, statement = waiting.pop()
        if isinstance(node, ast.Call):
            yield node, statement
        if not isinstance(node, ast.FunctionDef):
            inner = ast.iter_child_nodes(node)
            waiting += [(each, each if isinstance(each, ast.stmt) else statement) for each in inner]


def _messages(call: _Call) -> list[Message]:
    """Return the messages that a call can have, each with all hints."""
    message = _argument(call, "message") or _argument(call, "words")
    hint = _argument(call, "hint")
    hints = [text for text in (_texts(call, hint) if hint else []) if not is_passed_on(text)]
    code = _argument(call, "exit_code")
    number = call.signature.exit_code if code is None else _EXIT_CODES.get(getattr(code, "id", ""), 0)
    found = _texts(call, message) if message else [VARIES]
    return [Message(call.module, text, number, tuple(hints)) for text in found]


def _texts(call: _Call, node: ast.expr) -> list[str]:
    return texts(node, call.names, call.statement.lineno, call.statement.col_offset)


def _argument(call: _Call, name: str) -> ast.expr | None:
    by_name = {keyword.arg: keyword.value for keyword in call.node.keywords}
    by_position = dict(zip(call.signature.parameters, call.node.args, strict=False))
    return by_name.get(name) or by_position.get(name)
