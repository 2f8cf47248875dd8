"""The messages of each rule's findings, for its page and for the search: `…` is a value that varies."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import NoReturn

from scripts.troubleshooting.source_strings import VARIES, scope, texts, trees

from sagemaker_marketplace import plugins
from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.report import built_in_pages

MAX_MESSAGES = 8


def messages() -> dict[str, list[str]]:
    """Return messages of rules by name: those of examples, or those in the code of a check that has none."""
    found: dict[str, dict[str, None]] = {}
    for name, message in _found():
        found.setdefault(name, {})[message] = None
    return {name: list(texts)[:MAX_MESSAGES] for name, texts in found.items()}


def _found() -> Iterator[tuple[str, str]]:
    """Yield names of rules with their messages. Examples of a rule also have findings of built-in rules."""
    for built_in in built_in_pages.rules().values():
        yield from _reported(built_in.wrong, ())
    for rule in plugins.all_rules():
        if hasattr(rule.module, "BAD"):
            examples = [f"{example}\nkind: {kind}\n" for example in rule.module.BAD for kind in rule.module.KINDS]
            for example in examples:
                yield from _reported(example, [rule.name])
        else:
            yield from ((rule.name, text) for text in _of_code(rule))


def _reported(example: str, selected: Collection[str]) -> Iterator[tuple[str, str]]:
    if example:
        document = reader.parse("example.yaml", example.encode(), _no_files, {})
        yield from ((each.rule, each.message) for each in check.findings(document, Facts(), selected))


def _of_code(rule: plugins.Rule) -> Iterator[str]:
    """Yield the second item of the tuples that a check yields or returns: path, message, hint."""
    name = f"{rule.module.__name__.partition('.')[2].replace('.', '/')}.py"
    for function in [node for node in ast.walk(trees()[name]) if isinstance(node, ast.FunctionDef)]:
        names = scope(name, function)
        for node in ast.walk(function):
            value = node.value if isinstance(node, (ast.Yield, ast.Return)) else None
            if isinstance(value, ast.Tuple) and len(value.elts) == 3:
                found = texts(value.elts[1], names, value.lineno, value.col_offset)
                yield from (text.replace("……", VARIES) for text in found if text.strip(f"{VARIES} :"))


def _no_files(name: str, _relative_to: str) -> NoReturn:
    raise Failure(f"file not found: {name}", USAGE)
