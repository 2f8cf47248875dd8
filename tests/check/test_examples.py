"""Every rule against its own examples: no findings on the good ones, one at each marked line of the bad ones."""

from __future__ import annotations

import pytest

from sagemaker_marketplace import plugins
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader, schema
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.plugins import Rule
from sagemaker_marketplace.report import rule_pages

FACTS = Facts()


def _kinds(rule: Rule, example: str) -> list[str]:
    """Return the kinds of a rule that the fields of its example can have."""
    documents = {
        kind: reader.parse("m.yaml", f"{example}\nkind: {kind}\n".encode(), _read, {}) for kind in rule.module.KINDS
    }
    return [kind for kind, document in documents.items() if document.kind == kind]


def _read(name: str, relative_to: str) -> tuple[str, bytes]:
    raise Failure(f"{name}: an example can't include files", 2)


EXAMPLES = [
    pytest.param(rule, kind, example, id=f"{rule.name}-{word}-{number}-{kind}")
    for rule in plugins.rules()
    for word, examples in (("good", rule.module.GOOD), ("bad", rule.module.BAD))
    for number, example in enumerate(examples)
    for kind in _kinds(rule, example)
]


@pytest.mark.parametrize(("rule", "kind", "example"), EXAMPLES)
def test_findings_are_at_the_marked_lines(rule: Rule, kind: str, example: str) -> None:
    text = f"{example}\nkind: {kind}\n"
    marked = [number for number, line in enumerate(text.splitlines(), 1) if rule_pages.MARK in line]
    assert _lines(rule, text) == marked


def test_every_example_is_of_a_kind() -> None:
    examples = [(rule, text) for rule in plugins.rules() for text in (*rule.module.GOOD, *rule.module.BAD)]
    assert [rule.name for rule, text in examples if not _kinds(rule, text)] == []


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in plugins.rules()])
def test_only_bad_examples_are_marked(rule: Rule) -> None:
    assert [rule_pages.MARK in example for example in rule.module.GOOD] == [False] * len(rule.module.GOOD)
    assert [rule_pages.MARK in example for example in rule.module.BAD] == [True] * len(rule.module.BAD)


@pytest.mark.parametrize(("rule", "kind", "example"), [example for example in EXAMPLES if "-bad-" in str(example.id)])
def test_findings_are_at_fields_of_the_schema(rule: Rule, kind: str, example: str) -> None:
    doc = reader.parse("example.yaml", f"{example}\nkind: {kind}\n".encode(), _read, {})
    results = list(rule.module.check(doc, FACTS))
    paths = [path for result in results for path in (result[0], *(path for path, _ in (result[3:4] or ((),))[0]))]
    # An example for both kinds can have the fields of one.
    assert [path for path in paths if not any(_is_in_schema(name, path) for name in schema.kinds())] == []


def _is_in_schema(kind: str, path: tuple[str | int, ...]) -> bool:
    node = schema.root(kind)
    for part in path:
        node = schema.child(node, part)
    return bool(node)


def _lines(rule: Rule, text: str) -> list[int]:
    doc = reader.parse("example.yaml", text.encode(), _read, {})
    assert doc.findings == []
    return sorted(doc.location(result[0]).line for result in rule.module.check(doc, FACTS))
