"""Rules on values that are missing or of another type, which the schema reports: the rule has no findings."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace import plugins
from sagemaker_marketplace.check.rules import rehearsal
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader
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


REHEARSED = """
kind: Algorithm
region: us-east-1
rehearsal: {{{real_time}}}
spec:
  InferenceSpecification: {{SupportedRealtimeInferenceInstanceTypes: {types}}}
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {{InputDataConfig: [{{ChannelName: training}}, {{ChannelName: {channel}}}]}}
"""


def rehearsed(real_time: str = "", types: str = "[ml.m5.large]", channel: str = "training") -> Document:
    text = REHEARSED.format(real_time=real_time, types=types, channel=channel)
    return reader.parse("m.yaml", text.encode(), lambda *_: ("", b""), {})


@pytest.mark.parametrize(
    ("channel", "names"),
    [("training", ["training"]), ("validation", ["training", "validation"]), ("'${UNSET}'", []), ("[]", [])],
)
def test_the_names_of_channels_are_known_if_all_can_be_read(channel: str, names: list[str]) -> None:
    assert rehearsal.channel_names(rehearsed(channel=channel)) == names


@pytest.mark.parametrize(
    ("real_time", "types", "expected"),
    [
        ("real-time: true", "[]", True),
        ("real-time: false", "[ml.m5.large]", False),
        ("", "[ml.m5.large]", True),
        ("", "[]", False),
        ("", "'${UNSET}'", True),
    ],
)
def test_whether_an_endpoint_is_rehearsed(real_time: str, types: str, expected: bool) -> None:
    assert rehearsal.is_real_time(rehearsed(real_time, types)) is expected
