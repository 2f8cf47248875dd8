"""Every rule has a complete module and a current page in docs/rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts import make_rules_docs

from sagemaker_marketplace import plugins
from sagemaker_marketplace.manifest import findings, schema
from sagemaker_marketplace.manifest.overrides import CHECKED_BY_RULE
from sagemaker_marketplace.plugins import Rule
from sagemaker_marketplace.report import built_in_rules, rule_pages

DOCS = Path(__file__).parents[2] / "docs" / "rules"
RULES = plugins.rules()
each_rule = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES])
MARKS = ("(documented)", "(seen)", "(inferred)", "inferred")


def test_names_are_unique_and_not_built_in() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(set(names)) == sorted(names)
    assert set(names) & set(built_in_rules.BUILT_IN) == set()


def test_names_of_families() -> None:
    assert list(dict.fromkeys(rule.family for rule in RULES)) == [
        *("artifacts", "hyperparameters", "images", "instances", "marketplace"),
        *("naming", "region", "rehearsal", "training", "transform"),
    ]


@each_rule
def test_docstring_is_a_summary_and_a_body(rule: Rule) -> None:
    summary, empty, body = str(rule.module.__doc__).split("\n", 2)
    assert re.fullmatch(r"[A-Z`].*\.", summary)
    assert empty == ""
    assert len(body.split()) >= 20


@each_rule
def test_constants_are_known_words(rule: Rule) -> None:
    assert rule.module.SEVERITY in findings.SEVERITIES
    assert set(rule.module.KINDS) <= set(schema.kinds())
    assert rule.module.KINDS != ()


@each_rule
def test_sources_are_marked_as_documented_seen_or_inferred(rule: Rule) -> None:
    unmarked = [source for source in rule.module.SOURCES if not source.endswith(MARKS)]
    assert (unmarked, rule.module.SOURCES == ()) == ([], False)


@each_rule
def test_an_error_has_a_source_that_is_not_inferred(rule: Rule) -> None:
    documented = [source for source in rule.module.SOURCES if source.endswith(("(documented)", "(seen)"))]
    assert rule.module.SEVERITY != findings.ERROR or documented


@each_rule
def test_rules_have_good_and_bad_examples(rule: Rule) -> None:
    assert isinstance(rule.module.GOOD, tuple)
    assert isinstance(rule.module.BAD, tuple)
    assert rule.module.GOOD
    assert rule.module.BAD


@each_rule
def test_check_has_a_docstring(rule: Rule) -> None:
    assert rule.module.check.__doc__


def test_enums_checked_by_a_rule_refer_to_an_existing_rule() -> None:
    definitions = schema.load()["definitions"]
    named = {schema.resolve(definitions[shape])["checkedBy"] for shape in CHECKED_BY_RULE}
    assert named == {"unknown-instance-type"}
    assert named <= {rule.name for rule in RULES}


def test_pages_are_current() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
    assert written == make_rules_docs.files(), "run `make docs`"


def test_a_complete_page() -> None:
    rule = next(rule for rule in RULES if rule.name == "region-unconfirmed")
    assert rule_pages.page(rule) == PAGE


PAGE = """\
# region-unconfirmed

The manifest's Region should be known to support publishing.

Severity: warning. Applies to: ModelPackage and Algorithm. Family: region.

Osaka (ap-northeast-3) has SageMaker and is enabled by default, which is all that the seller guide requires. But the
sample product entities that AWS publishes list every other such Region and omit this one.

Publish from Tokyo if you can. Otherwise, ask AWS Marketplace Seller Operations first and ignore this rule.

## Incorrect

Lines marked `# <- here` are reported.

```yaml
region: ap-northeast-3   # <- here
```

## Correct

```yaml
region: ap-northeast-1
```

## Sources

- AWS Marketplace seller guide, ml-service-restrictions-and-limits: the rule includes it (documented)
- awslabs/aws-marketplace-catalog-api-shapes-for-python, sample entities of June 2025: it is missing (seen)

## How to ignore

Add `ignore: [region-unconfirmed]` to the manifest.
"""
