"""Rules on values that are missing or of another type, which the schema reports: the rule has no findings."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace import plugins
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.document import Document

RULES = {rule.name: rule.module for rule in plugins.rules()}
FACTS = Facts()


def hyperparameter(type_: str = "Integer", **bounds: Any) -> dict[str, Any]:
    declared = {"Name": "depth", "Type": type_, "Range": {f"{type_}ParameterRangeSpecification": bounds}}
    return {"TrainingSpecification": {"SupportedHyperParameters": [declared]}}


def profiles(*values: Any) -> dict[str, Any]:
    return {"ValidationSpecification": {"ValidationProfiles": list(values)}}


@pytest.mark.parametrize(
    ("name", "spec"),
    [
        ("hyperparameter-range-empty", hyperparameter(MinValue="10")),
        ("hyperparameter-range-empty", hyperparameter(MaxValue="9")),
        ("hyperparameter-range-empty", hyperparameter(MinValue="10", MaxValue=None)),
        ("hyperparameter-range-empty", hyperparameter(MinValue=10, MaxValue="9")),
        ("hyperparameter-range-empty", hyperparameter("Categorical", MinValue="10", MaxValue="9")),
        ("algorithm-transform-missing", profiles(None)),
        ("algorithm-transform-missing", profiles("small", [], 3)),
    ],
)
def test_no_findings(name: str, spec: dict[str, Any]) -> None:
    doc = Document("m.yaml")
    doc.data = {"kind": "Algorithm", "region": "us-east-1", "spec": spec}
    assert list(RULES[name].check(doc, FACTS)) == []


def test_a_job_that_is_not_split_sends_one_record() -> None:
    job = {"BatchStrategy": "MultiRecord", "TransformInput": {"ContentType": "application/json"}}
    doc = Document("m.yaml")
    doc.data = {"kind": "Algorithm", "region": "us-east-1", "spec": profiles({"TransformJobDefinition": job})}
    assert list(RULES["multi-record-json"].check(doc, FACTS)) == []
