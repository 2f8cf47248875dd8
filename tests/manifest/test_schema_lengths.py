"""Problems with the length of a list, an object or a string: the hint says how much to add or to remove."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest import paths, validation
from sagemaker_marketplace.manifest.validation import Problem


def problems(spec: Any, kind: str = "ModelPackage") -> list[Problem]:
    return list(validation.problems({"kind": kind, "region": "us-east-2", "spec": spec}))


def problem(path: str, message: str, hint: str) -> Problem:
    return Problem(paths.from_text(path), "out-of-range", message, hint)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            {"CustomerMetadataProperties": {}},
            [
                problem(
                    "spec.CustomerMetadataProperties",
                    "CustomerMetadataProperties must not be empty",
                    "remove it: an unversioned package does not need it",
                )
            ],
        ),
        (
            {"Tags": [{"Key": "a", "Value": ""}] * 51},
            [problem("spec.Tags", "Tags is too long (51 entries, maximum 50)", "remove 1 entry")],
        ),
        (
            {"ModelPackageDescription": "a" * 1026},
            [
                problem(
                    "spec.ModelPackageDescription",
                    "ModelPackageDescription is too long (1,026 characters, maximum 1,024)",
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
                problem(
                    "spec.InferenceSpecification.Containers[0].Environment",
                    "Environment is too long (101 entries, maximum 100)",
                    "remove 85 entries (more than 16 gives a warning)",
                ),
                problem(
                    "spec.InferenceSpecification.SupportedTransformInstanceTypes",
                    "SupportedTransformInstanceTypes must not be empty",
                    "add the types you have tested, such as ml.m5.xlarge",
                ),
            ],
        ),
    ],
)
def test_the_hint_gives_the_number(spec: Any, expected: list[Problem]) -> None:
    assert problems(spec) == expected


def test_the_number_of_channels_is_limited_by_the_seller_guide() -> None:
    channel = {"Name": "c", "SupportedContentTypes": ["text/csv"], "SupportedInputModes": ["File"]}
    training = {"TrainingImage": "i", "SupportedTrainingInstanceTypes": ["ml.m5.large"]}

    def problems_with(channels: int) -> list[Problem]:
        spec = {"AlgorithmName": "a", "TrainingSpecification": training | {"TrainingChannels": [channel] * channels}}
        return problems(spec, "Algorithm")

    assert problems_with(20) == []
    assert problems_with(21) == [
        problem(
            "spec.TrainingSpecification.TrainingChannels",
            "TrainingChannels is too long (21 entries, the maximum is 20 in the seller guide, 8 in the service model)",
            "remove 13 entries (more than 8 gives a warning)",
        )
    ]
