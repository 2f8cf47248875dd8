"""The form of messages, hints and summaries of rules and account checks.

Findings come from the bad examples of the rules and from the invalid manifests. Messages in other branches and in
account checks are read from the source.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sagemaker_marketplace import plugins
from sagemaker_marketplace.check import check
from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader, schema

INVALID = Path(__file__).parents[1] / "manifests" / "err"
FACTS = Facts()
RULES = plugins.all_rules()
each_rule = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES])

# Values in quotes and lists of values don't count, so this is the length of what the source contains.
MAX_MESSAGE = 120
# Names in CamelCase or capitals, and AWS's Region, can begin a message, as can fields and values of the API.
NAME = re.compile(r"[A-Z][a-z]*[A-Z_0-9]|Region\b")
IMPERATIVES = re.compile(
    r"(?:add|allow|ask|attach|begin|build|change|check|choose|combine|compile|compress|configure|convert|copy|correct|create"
    r"|declare|delete|enable|end|fix|grant|include|increase|keep|list|make|move|pack|pass|publish|push|put|quote"
    r"|raise|rebuild|reduce|remove|rename|repack|repeat|replace|request|rerun|resume|retry|run|save|scan"
    r"|separate|set|shorten|split|start|swap|switch|update|upload|use|validate|wait|widen|write)(?: |$)"
)
_SUBJECT = r"(?:the|it|this|that|they|there|these|nothing|each|its|a|an|[A-Z]\w*)"
_VERB = (
    r"(?:is|are|has|have|was|were|takes?|needs?|can|can't|must|may|does|do|don't|doesn't|says?|belongs?|names?|counts?"
    r"|exists?|refuses?|reads?)"
)
COMMA_SPLICE = re.compile(rf", {_SUBJECT}\b[^,:;()]*? {_VERB}\b|, it\b|, (?:there|nothing|this) {_VERB}\b")
SUBORDINATE = re.compile(r"(?:if|when|where|while|without|with|because|although|unless|for|in)\b")


class Wording(NamedTuple):
    """A message or a hint; if it was read from the source, `{}` replaces each value."""

    rule: str
    message: str
    hint: str


@cache
def api_names() -> frozenset[str]:
    """Return the fields and values in the manifest's schema."""
    return frozenset(_names(schema.load()))


def message_problems(message: str) -> Iterator[str]:
    fixed = re.sub(r'"[^"]*"', '""', message)
    if len(fixed) > MAX_MESSAGE:
        yield f"longer than {MAX_MESSAGE} characters"
    first = re.split(r"[\s:,.(=]", message, maxsplit=1)[0].removesuffix("'s")
    if message[0].isupper() and not NAME.match(message) and first not in api_names():
        yield "starts with an uppercase letter"
    if message.endswith((".", "!", " ", ":")):
        yield "ends with a period, a colon or a space"
    if not SUBORDINATE.match(fixed) and COMMA_SPLICE.search(fixed):
        yield "comma splice"


def hint_problems(hint: str) -> Iterator[str]:
    if not hint or re.fullmatch(r"did you mean .+\?", hint):
        return
    if not hint.startswith("{") and not IMPERATIVES.match(hint):
        yield "starts without an imperative"
    if re.search(r"[\w)\"'][.?!]$", hint):
        yield "ends with a period or a question mark"


def example_findings(rule: plugins.Rule) -> Iterator[Wording]:
    """Yield what a rule reports for its bad examples; nothing for an account check, which has none."""
    for example in getattr(rule.module, "BAD", ()):
        for kind in rule.module.KINDS:
            doc = reader.parse("example.yaml", f"{example}\nkind: {kind}\n".encode(), _no_files, {})
            for _, message, hint, *_ in rule.module.check(doc, FACTS):
                yield Wording(rule.name, message, hint)


def source_texts(rule: plugins.Rule) -> Iterator[Wording]:
    """Yield the messages and hints in the source: values of variables of that name, and parts of yielded results."""
    functions = [node for node in ast.parse(inspect.getsource(rule.module)).body if isinstance(node, ast.FunctionDef)]
    for function in functions:
        yields_results = ast.unparse(function.returns or ast.Constant(None)) == "Iterator[Result]"
        for node in ast.walk(function):
            messages, hints = _strings(node, yields_results)
            yield from (Wording(rule.name, text, "") for text in messages)
            yield from (Wording(rule.name, "", text) for text in hints)


def problems(wordings: Iterator[Wording]) -> list[str]:
    descriptions = []
    for rule, message, hint in wordings:
        descriptions += [
            f"{rule}: {message!r}: {problem}" for problem in (message_problems(message) if message else ())
        ]
        descriptions += [f"{rule}: {hint!r}: {problem}" for problem in hint_problems(hint)]
    return sorted(set(descriptions))


@each_rule
def test_messages_and_hints_of_the_bad_examples(rule: plugins.Rule) -> None:
    assert problems(example_findings(rule)) == []


@each_rule
def test_messages_and_hints_in_the_source(rule: plugins.Rule) -> None:
    assert problems(source_texts(rule)) == []


def test_messages_and_hints_of_the_invalid_manifests() -> None:
    assert problems(_invalid_manifests()) == []


@each_rule
def test_summaries_are_requirements(rule: plugins.Rule) -> None:
    summary = str(rule.module.__doc__).split("\n", 1)[0]
    assert re.search(r"\bmust\b" if rule.module.SEVERITY == "error" else r"\bshould\b", summary), summary
    assert summary.endswith("."), summary


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ("MinValue of depth is 1.0, which is not a bound.", "ends with a period, a colon or a space"),
        ("The image is in us-west-2", "starts with an uppercase letter"),
        ("the image is in us-west-2, the manifest's Region is us-east-1", "comma splice"),
        ("SupportedContentTypes is a string, the API takes a list", "comma splice"),
        ("a certified package has none, it belongs to versions", "comma splice"),
        ("the key has a wildcard in it, S3 takes prefixes", "comma splice"),
        ("ModelMetrics belongs to versions in a model group, this package has none", "comma splice"),
        ("17 variables, its text says 16", "comma splice"),
        (f"the {'very ' * 24}long name", "longer than 120 characters"),
    ],
)
def test_problems_of_a_message_are_reported(message: str, problem: str) -> None:
    assert list(message_problems(message)) == [problem]


@pytest.mark.parametrize(
    "message",
    [
        "MaxRuntimeInSeconds must be at most 2,419,200 (28 days), not 3,600,000",
        "CompressionType Gzip requires Pipe mode, but channel training uses File",
        "channel training uses a file system, which requires a VPC",
        '"us-esat-1" is not a Region with SageMaker',
        "if the image has an enhanced scan, the validation may find no basic one",
        f'invalid value: "{"x" * 120}"',
    ],
)
def test_a_well_formed_message_has_no_problems(message: str) -> None:
    assert list(message_problems(message)) == []


@pytest.mark.parametrize(
    ("hint", "problem"),
    [
        ("one of a, b", "starts without an imperative"),
        ("Use ml.m5.xlarge", "starts without an imperative"),
        ("did you mean it", "starts without an imperative"),
        ("use ml.m5.xlarge.", "ends with a period or a question mark"),
    ],
)
def test_problems_of_a_hint_are_reported(hint: str, problem: str) -> None:
    assert list(hint_problems(hint)) == [problem]


def _invalid_manifests() -> Iterator[Wording]:
    read = Workspace(str(INVALID), bound=True).read
    for path in sorted(INVALID.iterdir()):
        if path.suffix in (".yaml", ".json", ".bin"):
            for finding in check.findings(reader.load(path.name, read, {}), FACTS):
                yield Wording(f"{path.name}: {finding.rule}", finding.message, finding.hint)


def _names(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node.get("properties", {})
        yield from (value for value in node.get("enum", ()) if isinstance(value, str))
        for value in node.values():
            yield from _names(value)
    elif isinstance(node, list):
        for value in node:
            yield from _names(value)


def _strings(node: ast.AST, yields_results: bool) -> tuple[list[str], list[str]]:
    """Return the messages and the hints in one statement or expression."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        texts = list(_texts(node.value))
        return (texts if node.targets[0].id == "message" else []), (texts if node.targets[0].id == "hint" else [])
    if yields_results and isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
        return list(_texts(node.value.elts[1])), list(_texts(node.value.elts[2]))
    return [], []


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield the strings an expression can be, with `{}` for each value; nothing for calls and other names."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _no_files(name: str, _relative_to: str) -> tuple[str, bytes]:
    raise FileNotFoundError(name)
