"""The exact messages and hints of rules about instance types, where they depend on values in the manifest."""

from __future__ import annotations

from typing import Any

import pytest
from tests.check.test_messages import messages


def types(use: str, *names: str) -> dict[str, Any]:
    return {"InferenceSpecification": {f"Supported{use}InstanceTypes": list(names)}}


@pytest.mark.parametrize(
    ("use", "name", "expected"),
    [
        (
            "Transform",
            "ml.c5.large",
            (
                "ml.c5.large is valid for real-time endpoints, not for batch transform",
                "use another type of its family: "
                "ml.c5.xlarge, ml.c5.2xlarge, ml.c5.4xlarge, ml.c5.9xlarge, ml.c5.18xlarge",
            ),
        ),
        (
            "Transform",
            "ml.p4d.24xlarge",
            (
                "ml.p4d.24xlarge is valid for training and real-time endpoints, not for batch transform",
                "use a type of another family",
            ),
        ),
        (
            "RealtimeInference",
            "m5.large",
            ('invalid instance type for real-time endpoints: "m5.large"', "did you mean ml.m5.large?"),
        ),
        (
            "RealtimeInference",
            "ml.p7.48xlarge",
            ('invalid instance type for real-time endpoints: "ml.p7.48xlarge"', "did you mean ml.p5.48xlarge?"),
        ),
        (
            "RealtimeInference",
            "?",
            ('invalid instance type for real-time endpoints: "?"', "use a type such as ml.m5.xlarge"),
        ),
    ],
)
def test_unknown_instance_types(use: str, name: str, expected: tuple[str, str]) -> None:
    assert messages("unknown-instance-type", types(use, name)) == [expected]


def test_retired_types_in_a_list_share_one_finding() -> None:
    assert messages("retired-instance-type", types("Transform", "ml.p2.xlarge", "ml.m5.large", "ml.p3.2xlarge")) == [
        (
            "retired types are not available in any known Region: ml.p2.xlarge, ml.p3.2xlarge",
            "list ml.g4dn, ml.g5 or ml.g6 types instead",
        )
    ]


def test_a_type_that_is_not_available_in_the_region() -> None:
    assert messages("instance-type-not-in-region", types("Transform", "ml.m4.xlarge", "ml.m5.large"), "eu-north-1") == [
        (
            "ml.m4.xlarge is not available in eu-north-1 according to recorded data",
            "remove it, or use a type of another family",
        )
    ]


def test_a_validation_on_an_unlisted_type_has_two_fixes() -> None:
    profile = {"TransformJobDefinition": {"TransformResources": {"InstanceType": "ml.g5.xlarge"}}}
    spec = types("Transform", "ml.g5.2xlarge") | {"ValidationSpecification": {"ValidationProfiles": [profile]}}
    assert messages("validation-instance-type-not-listed", spec) == [
        (
            "the validation uses ml.g5.xlarge, which is not in SupportedTransformInstanceTypes",
            "validate on ml.g5.2xlarge, or add ml.g5.xlarge to SupportedTransformInstanceTypes",
        )
    ]


def test_hints_do_not_suggest_types_that_are_reported() -> None:
    profile = {"TransformJobDefinition": {"TransformResources": {"InstanceType": "ml.p3.2xlarge"}}}
    validation = {"ValidationSpecification": {"ValidationProfiles": [profile]}}
    listed = types("Transform", "ml.c5.large", "ml.p2.xlarge", "ml.m4.xlarge")
    message = "the validation uses ml.p3.2xlarge, which is not in SupportedTransformInstanceTypes"
    assert messages("validation-instance-type-not-listed", listed | validation) == [
        (message, "validate on ml.m4.xlarge")
    ]
    assert messages("validation-instance-type-not-listed", listed | validation, "eu-north-1") == [
        (message, "list a suitable type for batch transform in eu-north-1 and validate on it")
    ]


def test_a_similar_type_that_is_reported_is_not_suggested() -> None:
    assert messages("unknown-instance-type", types("Transform", "p2.xlarge")) == [
        (
            'invalid instance type for batch transform: "p2.xlarge"',
            "use a type of another family, because ml.p2.xlarge is not recommended either",
        )
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        # Newer than the data, in a class whose other types are retired.
        ("ml.p7.48xlarge", "use a type such as ml.m5.xlarge"),
        ("ml.p7en.48xlarge", "use a type such as ml.m5.xlarge"),
        ("ml.g9e.xlarge", "did you mean ml.g6e.xlarge?"),
        ("ml.m9.large", "did you mean ml.m5.large?"),
        ("ml.p3.xlrage", "use a type of another family, because ml.p3.8xlarge is not recommended either"),
        ("ml.q9.big", "use a type such as ml.m5.xlarge"),
    ],
)
def test_a_type_of_another_class_is_not_suggested(name: str, hint: str) -> None:
    message = f'invalid instance type for batch transform: "{name}"'
    assert messages("unknown-instance-type", types("Transform", name)) == [(message, hint)]


def test_replacements_are_available_in_the_region() -> None:
    assert messages("retired-instance-type", types("Transform", "ml.p2.xlarge"), "us-west-1") == [
        (
            "retired types are not available in any known Region: ml.p2.xlarge",
            "list ml.g4dn types instead",
        )
    ]


@pytest.mark.parametrize(
    ("batch", "realtime", "region", "hints"),
    [
        ("ml.m5.large", "ml.inf2.xlarge", "us-east-1", ["add ml.inf2.xlarge to SupportedTransformInstanceTypes"]),
        (
            "ml.inf2.xlarge",
            "ml.inf1.xlarge",
            "us-east-1",
            ["compile the model for ml.inf2.xlarge and add it to both lists"],
        ),
        (
            "ml.m5.large",
            "ml.inf1.xlarge",
            "us-west-1",
            ["use another Region: us-west-1 has no such type for batch transform"],
        ),
        ("ml.inf2.xlarge", "ml.trn1.2xlarge", "us-east-1", []),
    ],
)
def test_hints_for_inferentia(batch: str, realtime: str, region: str, hints: list[str]) -> None:
    lists = {
        **types("Transform", batch)["InferenceSpecification"],
        **types("RealtimeInference", realtime)["InferenceSpecification"],
    }
    assert [
        hint for _, hint in messages("neuron-without-batch-transform", {"InferenceSpecification": lists}, region)
    ] == hints


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("gpu-price-forecast:1.0", None),
        ("gpu/churn:1.0", None),
        ("churn-gpu:1.0", "GPU"),
        ("churn:1.0-cu121-py311", "GPU"),
        ("team/cuda12:1.0", "GPU"),
        ("churn-gpu:1.0-cpu", None),
    ],
)
def test_words_of_an_image_name_that_count(name: str, word: str | None) -> None:
    containers = {"Containers": [{"Image": f"123456789012.dkr.ecr.us-east-1.amazonaws.com/{name}"}]}
    both = {
        "SupportedTransformInstanceTypes": ["ml.m5.large"],
        "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.xlarge"],
    }
    results = messages("cpu-types-for-gpu-image", {"InferenceSpecification": containers | both})
    expected = f"the image name indicates {word}, but types without a {word} are listed: ml.m5.large, ml.m5.xlarge"
    assert [message for message, _ in results] == ([expected] if word else [])
