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


def _read(name: str, relative_to: str) -> tuple[str, bytes]:
    raise Failure(f"{name}: unexpected file reference", 2)
