"""Pages of the built-in rules: every rule has one, and its examples are true."""

from __future__ import annotations

from typing import NoReturn

import pytest

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.report import built_in_pages, built_in_rules
from sagemaker_marketplace.report.built_in_pages import BuiltInRule

RULES = built_in_pages.rules()
# A manifest alone can't show these.
WITHOUT_EXAMPLES = {
    *("manifest-depth", "manifest-empty", "manifest-encoding", "manifest-size", "not-a-manifest"),
    *("rehearsal-file", "rehearsal-expectation"),
    *("more-findings", "same-resource", "unused-ignore"),
    *("no-response", "permission-missing", "create-refused", "validation-failed", "rehearsal-failed"),
}


def test_every_built_in_rule_has_a_page() -> None:
    assert RULES.keys() == built_in_rules.BUILT_IN.keys()
    assert list(dict.fromkeys(rule.family for rule in RULES.values())) == list(built_in_pages.FAMILIES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_examples_show_the_rule_and_nothing_else(rule: BuiltInRule) -> None:
    expected = set() if rule.name in WITHOUT_EXAMPLES else {rule.name}
    assert (found(rule.wrong), found(rule.right)) == (expected, set())


def found(example: str) -> set[str]:
    """The rules with findings about an example, of those that no module checks."""
    document = reader.parse("example.yaml", example.encode(), no_file, {}) if example else None
    findings = check.findings(document, Facts(), select=["not-certified"]) if document else []
    return {finding.rule for finding in findings}


def no_file(name: str, _parent: str) -> NoReturn:
    raise Failure(f"file not found: {name}", USAGE)


PAGE = """\
# missing-field

A field that the API or the manifest requires is missing.

Severity: error. Built-in rule. Family: schema.

The API refuses a request without its required fields.

## Incorrect

```yaml
kind: ModelPackage
spec: {}
```

## Correct

```yaml
kind: ModelPackage
region: us-east-2
spec: {}
```

## How to fix

Add the field.

## How to ignore

It can't be ignored.
"""


def test_page() -> None:
    assert built_in_pages.page(RULES["missing-field"]) == PAGE
