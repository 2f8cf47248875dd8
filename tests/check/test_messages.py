"""What rules say, word for word, on the manifests where the words depend on the values."""

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


def said(name: str, spec: Any, region: Any = "us-east-1") -> list[tuple[str, str]]:
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
                "ap-east-1 is an opt-in Region: products can't be published from it",
                "publish from a Region that is on by default: "
                "ap-northeast-1, ap-northeast-2, ap-south-1, ap-southeast-1, ap-southeast-2",
            ),
        ),
        (
            "region-govcloud",
            "us-gov-east-1",
            (
                "us-gov-east-1 is in the partition aws-us-gov: products are published from aws only",
                "publish from a commercial Region: us-east-1, us-east-2, us-west-1, us-west-2",
            ),
        ),
        (
            "region-opt-in",
            "af-south-1",
            (
                "af-south-1 is an opt-in Region: products can't be published from it",
                "publish from a Region that is on by default: ap-northeast-1, ap-northeast-2, ap-south-1, "
                "ap-southeast-1, ap-southeast-2, ca-central-1, eu-central-1, eu-north-1, eu-west-1, eu-west-2, "
                "eu-west-3, sa-east-1, us-east-1, us-east-2, us-west-1, us-west-2",
            ),
        ),
        ("unknown-region", "us-esat-1", ('"us-esat-1" is no Region with SageMaker', "did you mean us-east-1?")),
        ("unknown-region", "US-EAST-1", ('"US-EAST-1" is no Region with SageMaker', "did you mean us-east-1?")),
    ],
)
def test_regions(name: str, region: str, expected: tuple[str, str]) -> None:
    assert said(name, {}, region) == [expected]


@pytest.mark.parametrize(
    ("use", "name", "expected"),
    [
        (
            "Transform",
            "ml.c5.large",
            (
                "ml.c5.large exists for real-time endpoints, not for batch transform",
                "of its family take ml.c5.xlarge, ml.c5.2xlarge, ml.c5.4xlarge, ml.c5.9xlarge, ml.c5.18xlarge",
            ),
        ),
        (
            "Transform",
            "ml.p4d.24xlarge",
            (
                "ml.p4d.24xlarge exists for training and real-time endpoints, not for batch transform",
                "take a type of another family",
            ),
        ),
        (
            "RealtimeInference",
            "m5.large",
            (
                '"m5.large" is no instance type the API knows for real-time endpoints',
                "did you mean ml.m5.large?",
            ),
        ),
        (
            "RealtimeInference",
            "?",
            (
                '"?" is no instance type the API knows for real-time endpoints',
                "a type is written like ml.m5.xlarge",
            ),
        ),
    ],
)
def test_unknown_instance_types(use: str, name: str, expected: tuple[str, str]) -> None:
    assert said("unknown-instance-type", types(use, name)) == [expected]


def test_retired_types_share_one_finding_a_list() -> None:
    assert said("retired-instance-type", types("Transform", "ml.p2.xlarge", "ml.m5.large", "ml.p3.2xlarge")) == [
        (
            "ml.p2.xlarge, ml.p3.2xlarge: of a retired family, in no Region as far as recorded",
            "offer ml.g4dn, ml.g5 or ml.g6 types instead",
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
                "the image is AWS's own, in the account 683313688378: products need the seller's",
                "push an image of your own to <account>.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
            ),
        ),
        (
            "image-other-account",
            "210987654321.dkr.ecr.us-west-2.amazonaws.com/churn:1.0",
            ROLE,
            (
                "the image is in the account 210987654321, the ValidationRole in 123456789012",
                f"push an image of your own to {OWN}, or if 210987654321 is the seller's account, "
                "name a role of that one",
            ),
        ),
        (
            "image-other-region",
            "123456789012.dkr.ecr.us-west-2.amazonaws.com/churn:1.0",
            ROLE,
            ("the image is in us-west-2, the manifest's Region is us-east-1", f"push it to {OWN}"),
        ),
        (
            "image-not-in-ecr",
            "python:3.11",
            ROLE,
            (
                '"python:3.11" is not in a private ECR repository',
                "push it to your own and write 123456789012.dkr.ecr.us-east-1.amazonaws.com/<repository>:<tag>",
            ),
        ),
        (
            "image-not-in-ecr",
            f"https://{OWN}",
            ROLE,
            (f'"https://{OWN}" is not in a private ECR repository', f"push it to your own and write {OWN}"),
        ),
    ],
)
def test_images(name: str, uri: str, role: str | None, expected: tuple[str, str]) -> None:
    assert said(name, image(uri, role)) == [expected]


@pytest.mark.parametrize("name", ["image-other-account", "image-other-region", "image-not-in-ecr"])
@pytest.mark.parametrize(
    "host",
    [
        "123456789012.dkr.ecr.us-east-1.amazonaws.com",
        "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com",
        "123456789012.dkr-ecr.us-east-1.on.aws",
    ],
)
def test_every_host_of_private_ecr_is_known(name: str, host: str) -> None:
    digest = "sha256:" + "0" * 64
    assert said(name, image(f"{host}/team/churn@{digest}")) == []


def test_the_account_of_a_role_that_is_no_arn_is_not_guessed() -> None:
    assert said("image-other-account", image(OWN, "SageMakerExecutionRole")) == []


def test_an_unknown_region_is_not_compared_with() -> None:
    assert said("image-other-region", image(OWN), "us-esat-1") == []


def test_a_type_ruled_out_names_the_region() -> None:
    assert said("instance-type-not-in-region", types("Transform", "ml.m4.xlarge", "ml.m5.large"), "eu-north-1") == [
        (
            "ml.m4.xlarge is not offered in eu-north-1, as far as recorded",
            "remove it, or take a type of another family",
        )
    ]


def test_a_validation_on_an_unlisted_type_names_both_ways_out() -> None:
    profile = {"TransformJobDefinition": {"TransformResources": {"InstanceType": "ml.g5.xlarge"}}}
    spec = types("Transform", "ml.g5.2xlarge") | {"ValidationSpecification": {"ValidationProfiles": [profile]}}
    assert said("validation-instance-type-not-listed", spec) == [
        (
            "the validation runs on ml.g5.xlarge, which SupportedTransformInstanceTypes does not list",
            "validate on ml.g5.2xlarge, or add ml.g5.xlarge to SupportedTransformInstanceTypes",
        )
    ]


def test_a_validation_is_sent_to_no_type_that_is_refused_itself() -> None:
    profile = {"TransformJobDefinition": {"TransformResources": {"InstanceType": "ml.p3.2xlarge"}}}
    validation = {"ValidationSpecification": {"ValidationProfiles": [profile]}}
    listed = types("Transform", "ml.c5.large", "ml.p2.xlarge", "ml.m4.xlarge")
    message = "the validation runs on ml.p3.2xlarge, which SupportedTransformInstanceTypes does not list"
    assert said("validation-instance-type-not-listed", listed | validation) == [(message, "validate on ml.m4.xlarge")]
    assert said("validation-instance-type-not-listed", listed | validation, "eu-north-1") == [
        (message, "list a type for batch transform in eu-north-1 that suits the job, and validate on it")
    ]


def test_a_name_that_may_be_meant_but_is_of_no_use_is_not_offered() -> None:
    assert said("unknown-instance-type", types("Transform", "p2.xlarge")) == [
        (
            '"p2.xlarge" is no instance type the API knows for batch transform',
            "take a type of another family: ml.p2.xlarge, which may be meant, should not be offered",
        )
    ]


def test_retired_types_are_replaced_by_what_the_region_has() -> None:
    assert said("retired-instance-type", types("Transform", "ml.p2.xlarge"), "us-west-1") == [
        (
            "ml.p2.xlarge: of a retired family, in no Region as far as recorded",
            "offer ml.g4dn types instead",
        )
    ]


@pytest.mark.parametrize(
    ("batch", "realtime", "region", "hint"),
    [
        ("ml.m5.large", "ml.inf2.xlarge", "us-east-1", ["add ml.inf2.xlarge to SupportedTransformInstanceTypes"]),
        (
            "ml.inf2.xlarge",
            "ml.inf1.xlarge",
            "us-east-1",
            ["compile image and model for ml.inf2.xlarge and offer it in both lists"],
        ),
        (
            "ml.m5.large",
            "ml.inf1.xlarge",
            "us-west-1",
            ["publish from another Region: none for batch transform is recorded in us-west-1"],
        ),
        ("ml.inf2.xlarge", "ml.trn1.2xlarge", "us-east-1", []),
    ],
)
def test_a_way_out_for_inferentia(batch: str, realtime: str, region: str, hint: list[str]) -> None:
    lists = {
        **types("Transform", batch)["InferenceSpecification"],
        **types("RealtimeInference", realtime)["InferenceSpecification"],
    }
    assert [way for _, way in said("neuron-without-batch-transform", {"InferenceSpecification": lists}, region)] == hint


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("gpu-price-forecast:1.0", None),
        ("gpu/churn:1.0", None),
        ("churn-gpu:1.0", "gpu"),
        ("churn:1.0-cu121-py311", "gpu"),
        ("team/cuda12:1.0", "gpu"),
        ("churn-gpu:1.0-cpu", None),
    ],
)
def test_which_words_of_an_image_count(name: str, word: str | None) -> None:
    containers = {"Containers": [{"Image": f"123456789012.dkr.ecr.us-east-1.amazonaws.com/{name}"}]}
    both = {
        "SupportedTransformInstanceTypes": ["ml.m5.large"],
        "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.xlarge"],
    }
    told = said("cpu-types-for-gpu-image", {"InferenceSpecification": containers | both})
    message = f"the image's name says {word}, but types without one are listed: ml.m5.large, ml.m5.xlarge"
    assert [said_of for said_of, _ in told] == ([message] if word else [])


def _read(name: str, beside: str) -> tuple[str, bytes]:
    raise Failure(f"{name}: this manifest stands alone", 2)
