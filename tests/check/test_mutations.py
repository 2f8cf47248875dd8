"""Every rule against mutations of the examples: only that rule's findings change."""

from __future__ import annotations

import importlib
import json

import pytest
from tests.check.mutation import FILES, Mutation, changed, difference, example, finding_ids

from sagemaker_marketplace import plugins

MIN_MUTATIONS = 3
RULES = plugins.rules()
FAMILIES = sorted({rule.family for rule in RULES})
TABLES: dict[str, dict[str, tuple[Mutation, ...]]] = {
    family: importlib.import_module(f"tests.check.mutations.{family}").MUTATIONS for family in FAMILIES
}
MUTATIONS = [
    pytest.param(rule, mutation, id=f"{rule}-{mutation.kind}-{mutation.label.replace(' ', '-')}")
    for table in TABLES.values()
    for rule, mutations in table.items()
    for mutation in mutations
]


@pytest.mark.parametrize("kind", FILES)
def test_the_examples_have_no_findings(kind: str) -> None:
    assert finding_ids(example(kind)) == []


@pytest.mark.parametrize("family", FAMILIES)
def test_every_mutation_is_of_a_rule(family: str) -> None:
    assert set(TABLES[family]) <= {rule.name for rule in RULES if rule.family == family}


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES])
def test_every_rule_is_broken_in_several_ways(rule: plugins.Rule) -> None:
    """By mutations of an example here, or by BAD examples in the rule's own module."""
    mutations = TABLES[rule.family].get(rule.name, ())
    assert {mutation.kind for mutation in mutations} <= set(rule.module.KINDS)
    assert len({(mutation.kind, mutation.label) for mutation in mutations}) == len(mutations)
    broken = [changed(example(mutation.kind), mutation.given + mutation.changes) for mutation in mutations]
    different = {json.dumps(data, sort_keys=True) for data in broken}
    assert len(different) + len(rule.module.BAD) >= MIN_MUTATIONS


@pytest.mark.parametrize(("rule", "mutation"), MUTATIONS)
def test_only_the_findings_of_the_rule_change(rule: str, mutation: Mutation) -> None:
    added, removed = difference(mutation)
    assert rule in [name for name, _ in added], (added, removed)
    assert rule not in [name for name, _ in removed], (added, removed)
    others = {name for name, _ in (*added, *removed)} - {rule}
    assert sorted(others) == sorted(mutation.also), (added, removed)
