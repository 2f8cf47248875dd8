"""The schema's problems with how long a list, a map or a text is: each says what to add or to remove."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest import paths, schema
from sagemaker_marketplace.manifest.schema import Problem


def problems(spec: Any, kind: str = "ModelPackage") -> list[Problem]:
    return list(schema.problems({"kind": kind, "region": "us-east-2", "spec": spec}, schema.root(kind)))


def one(path: str, message: str, hint: str) -> Problem:
    return Problem(paths.from_text(path), "out-of-range", message, hint)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            {"CustomerMetadataProperties": {}},
            [
                one(
                    "spec.CustomerMetadataProperties",
                    "CustomerMetadataProperties has 0 entries, the API takes 1 or more",
                    "remove it: an unversioned package needs none",
                )
            ],
        ),
        (
            {"Tags": [{"Key": "a", "Value": ""}] * 51},
            [one("spec.Tags", "Tags has 51 entries, the API takes 50 or fewer", "remove 1 entry")],
        ),
        (
            {"ModelPackageDescription": "a" * 1026},
            [
                one(
                    "spec.ModelPackageDescription",
                    "ModelPackageDescription has 1026 characters, the API takes 1024 or fewer",
                    "remove 2 characters",
                )
            ],
        ),
        (
            {
                "InferenceSpecification": {
                    "Containers": [{"Image": "i", "Environment": {f"V{number}": "1" for number in range(101)}}],
                    "SupportedTransformInstanceTypes": [],
                }
            },
            [
                one(
                    "spec.InferenceSpecification.Containers[0].Environment",
                    "Environment has 101 entries, the API takes 100 or fewer",
                    "remove 85 entries: a rule warns of more than 16",
                ),
                one(
                    "spec.InferenceSpecification.SupportedTransformInstanceTypes",
                    "SupportedTransformInstanceTypes has 0 entries, the API takes 1 or more",
                    "add the types you have tested, such as ml.m5.xlarge",
                ),
            ],
        ),
    ],
)
def test_the_hint_gives_the_number(spec: Any, expected: list[Problem]) -> None:
    assert problems(spec) == expected


def test_channels_up_to_what_the_seller_guide_says() -> None:
    channel = {"Name": "c", "SupportedContentTypes": ["text/csv"], "SupportedInputModes": ["File"]}
    training = {"TrainingImage": "i", "SupportedTrainingInstanceTypes": ["ml.m5.large"]}

    def found(channels: int) -> list[Problem]:
        spec = {"AlgorithmName": "a", "TrainingSpecification": training | {"TrainingChannels": [channel] * channels}}
        return problems(spec, "Algorithm")

    assert found(20) == []
    assert found(21) == [
        one(
            "spec.TrainingSpecification.TrainingChannels",
            "TrainingChannels has 21 entries, the seller guide takes 20 or fewer, the service model 8",
            "remove 13 entries: a rule warns of more than 8",
        )
    ]
