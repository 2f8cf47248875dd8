"""The exact messages and hints of rules, where they depend on values in the manifest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sagemaker_marketplace import plugins
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.findings import Failure

RULES = {rule.name: rule.module for rule in plugins.rules()}
FACTS = Facts()
ROLE = "arn:aws:iam::123456789012:role/service-role/validation"
OWN = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0"


def messages(name: str, spec: Any, region: Any = "us-east-1") -> list[tuple[str, str]]:
    text = json.dumps({"kind": "ModelPackage", "region": region, "spec": spec})
    doc = reader.parse("m.yaml", text.encode(), _read, {})
    return [(message, hint) for _, message, hint, *_ in RULES[name].check(doc, FACTS)]


def image(uri: str, role: str | None = ROLE) -> dict[str, Any]:
    spec: dict[str, Any] = {"InferenceSpecification": {"Containers": [{"Image": uri}]}}
    return spec | ({"ValidationSpecification": {"ValidationRole": role}} if role else {})


def types(use: str, *names: str) -> dict[str, Any]:
    return {"InferenceSpecification": {f"Supported{use}InstanceTypes": list(names)}}


@pytest.mark.parametrize(
    ("name", "region", "expected"),
    [
        (
            "region-opt-in",
            "ap-east-1",
            (
                "ap-east-1 is an opt-in Region, which does not support publishing",
                "use a Region that is enabled by default: "
                "ap-northeast-1, ap-northeast-2, ap-south-1, ap-southeast-1, ap-southeast-2",
            ),
        ),
        (
            "region-govcloud",
            "us-gov-east-1",
            (
                "us-gov-east-1 is in the partition aws-us-gov, which does not support publishing",
                "use a commercial Region: us-east-1, us-east-2, us-west-1, us-west-2",
            ),
        ),
        (
            "region-opt-in",
            "af-south-1",
            (
                "af-south-1 is an opt-in Region, which does not support publishing",
                "use a Region that is enabled by default: ap-northeast-1, ap-northeast-2, ap-south-1, "
                "ap-southeast-1, ap-southeast-2, ca-central-1, eu-central-1, eu-north-1, eu-west-1, eu-west-2, "
                "eu-west-3, sa-east-1, us-east-1, us-east-2, us-west-1, us-west-2",
            ),
        ),
        ("unknown-region", "us-esat-1", ('unknown Region: "us-esat-1"', "did you mean us-east-1?")),
        ("unknown-region", "US-EAST-1", ('unknown Region: "US-EAST-1"', "did you mean us-east-1?")),
    ],
)
def test_regions(name: str, region: str, expected: tuple[str, str]) -> None:
    assert messages(name, {}, region) == [expected]


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


@pytest.mark.parametrize(
    ("name", "uri", "role", "expected"),
    [
        (
            "image-other-account",
            "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
            None,
            (
                "the image is in account 683313688378, which belongs to AWS",
                "push your own image to <account>.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
            ),
        ),
        (
            "image-other-account",
            "210987654321.dkr.ecr.us-west-2.amazonaws.com/churn:1.0",
            ROLE,
            (
                "the image is in account 210987654321, but ValidationRole is in account 123456789012",
                f"push your own image to {OWN}, or use a role in 210987654321 if that is the seller's account",
            ),
        ),
        (
            "image-other-region",
            "123456789012.dkr.ecr.us-west-2.amazonaws.com/churn:1.0",
            ROLE,
            ("the image is in us-west-2, but the manifest's Region is us-east-1", f"push it to {OWN}"),
        ),
        (
            "image-not-in-ecr",
            "python:3.11",
            ROLE,
            (
                '"python:3.11" is not in a private ECR repository',
                "push it to your repository and use 123456789012.dkr.ecr.us-east-1.amazonaws.com/<repository>:<tag>",
            ),
        ),
        (
            "image-not-in-ecr",
            f"https://{OWN}",
            ROLE,
            (f'"https://{OWN}" is not in a private ECR repository', f"push it to your repository and use {OWN}"),
        ),
    ],
)
def test_images(name: str, uri: str, role: str | None, expected: tuple[str, str]) -> None:
    assert messages(name, image(uri, role)) == [expected]


@pytest.mark.parametrize("name", ["image-other-account", "image-other-region", "image-not-in-ecr"])
@pytest.mark.parametrize(
    "host",
    [
        "123456789012.dkr.ecr.us-east-1.amazonaws.com",
        "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com",
        "123456789012.dkr-ecr.us-east-1.on.aws",
    ],
)
def test_every_host_of_private_ecr_is_accepted(name: str, host: str) -> None:
    digest = "sha256:" + "0" * 64
    assert messages(name, image(f"{host}/team/churn@{digest}")) == []


def test_a_role_that_is_not_an_arn_has_no_account() -> None:
    assert messages("image-other-account", image(OWN, "SageMakerExecutionRole")) == []


def test_an_unknown_region_is_not_compared() -> None:
    assert messages("image-other-region", image(OWN), "us-esat-1") == []


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


def _read(name: str, relative_to: str) -> tuple[str, bytes]:
    raise Failure(f"{name}: unexpected file reference", 2)
