"""Checks of quotas, prices and the Region, by scenario."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from tests.preflight.conftest import RunPreflight

from sagemaker_marketplace.aws import price_list
from sagemaker_marketplace.aws.queries import Clients, Queries
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.sandbox.server import running

OF_MACHINES = ("quota-zero", "region-not-enabled", "instance-type-not-sold")


def algorithm(training: str, transform: str = "{InstanceType: ml.m5.xlarge, InstanceCount: 1}", **more: str) -> str:
    """Return a manifest with the training job's instances on line 7 and the transform job's on line 9."""
    return f"""\
kind: Algorithm
region: {more.get("region", "us-east-1")}
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig: {training}
        TransformJobDefinition:
          TransformResources: {transform}
"""


def above(location: str, type_: str, use: str, quota: str, required: int, code: str) -> str:
    return (
        f"{location} error quota-zero: the quota '{type_} for {use} job usage' is {quota}, but the validation needs "
        f"{required} | request an increase: aws service-quotas request-service-quota-increase --service-code sagemaker "
        f"--quota-code {code} --desired-value {required} --region us-east-1"
    )


# The sandbox's codes for ml.m5.large in transform and training jobs, and for ml.m5.xlarge in training jobs.
LARGE, TRAINING, XLARGE = "L-3F44DC38", "L-2A7CA016", "L-9E9714A3"


@pytest.mark.parametrize(
    ("training", "transform", "expected"),
    [
        (
            "{InstanceType: ml.m5.xlarge, InstanceCount: 4}",
            "{InstanceType: ml.m5.large, InstanceCount: 1}",
            [above("9:46", "ml.m5.large", "transform", "0", 1, LARGE)],
        ),
        # Training has a separate quota, and an unknown type has none.
        (
            "{InstanceType: ml.m5.large, InstanceCount: 4}",
            "{InstanceType: ml.none.large, InstanceCount: 9}",
            [],
        ),
        (
            "{InstanceType: ml.m5.large, InstanceCount: 5}",
            "{InstanceType: ml.m5.large, InstanceCount: 2}",
            [
                above("7:42", "ml.m5.large", "training", "4", 5, TRAINING),
                above("9:46", "ml.m5.large", "transform", "0", 2, LARGE),
            ],
        ),
        (
            "{InstanceGroups: [{InstanceType: ml.m5.large, InstanceCount: 4, InstanceGroupName: a},"
            " {InstanceType: ml.m5.xlarge, InstanceCount: 5, InstanceGroupName: b}]}",
            "{InstanceType: ml.m5.xlarge, InstanceCount: 1}",
            [above("7:129", "ml.m5.xlarge", "training", "4", 5, XLARGE)],
        ),
        # One of several preferences is sufficient.
        (
            "{InstancePreferences: [{InstanceType: ml.m5.large, InstanceCount: 4},"
            " {InstanceType: ml.m5.xlarge, InstanceCount: 5}]}",
            "{InstanceType: ml.m5.xlarge, InstanceCount: 1}",
            [],
        ),
        (
            "{InstancePreferences: [{InstanceType: ml.m5.large, InstanceCount: 5},"
            " {InstanceType: ml.m5.xlarge, InstanceCount: 5}]}",
            "{InstanceType: ml.m5.xlarge, InstanceCount: 1}",
            [
                above("7:65", "ml.m5.large", "training", "4", 5, TRAINING),
                above("7:112", "ml.m5.xlarge", "training", "4", 5, XLARGE),
            ],
        ),
    ],
)
def test_quotas(run_preflight: RunPreflight, training: str, transform: str, expected: list[str]) -> None:
    assert run_preflight("quota-zero", algorithm(training, transform), select=["quota-zero"]) == expected


BOTH = "{InstanceType: ml.m5.xlarge, InstanceCount: 1}"


def not_sold(location: str, type_: str) -> str:
    return (
        f"{location} warning instance-type-not-sold: AWS's price list has no SageMaker price for {type_} in us-east-1"
        " | validate on a type that is sold in the Region"
    )


@pytest.mark.parametrize(
    ("scenario", "training", "expected"),
    [
        ("success", BOTH, []),
        ("instance-types-unavailable", BOTH, [not_sold("7:42", "ml.m5.xlarge"), not_sold("9:46", "ml.m5.xlarge")]),
        ("success", "{InstanceType: ml.m9.xlarge, InstanceCount: 1}", [not_sold("7:42", "ml.m9.xlarge")]),
        # The rule retired-instance-type reports this type.
        ("success", "{InstanceType: ml.p2.xlarge, InstanceCount: 1}", []),
    ],
)
def test_instance_types(run_preflight: RunPreflight, scenario: str, training: str, expected: list[str]) -> None:
    assert run_preflight(scenario, algorithm(training), select=["instance-type-not-sold"]) == expected


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("us-east-1", []),
        ("cn-north-1", []),
        (
            "af-south-1",
            [
                "2:9 error region-not-enabled: Region af-south-1 is not enabled for this account: DISABLED"
                " | enable it and wait: aws account enable-region --region-name af-south-1"
            ],
        ),
        (
            "us-nowhere-1",
            [
                "2:9 info no-response: no valid response (GetRegionOptStatus: ValidationException); not checked: "
                "region-not-enabled | rerun to check again"
            ],
        ),
    ],
)
def test_regions(run_preflight: RunPreflight, region: str, expected: list[str]) -> None:
    assert run_preflight("success", algorithm(BOTH, region=region), select=["region-not-enabled"]) == expected


@pytest.mark.parametrize(
    ("scenario", "region", "type_", "use", "usd"),
    [
        ("success", "us-east-1", "ml.m5.xlarge", "training", 0.23),
        ("success", "eu-west-1", "ml.m5.xlarge", "transform", 0.257),
        ("success", "us-east-1", "ml.m5", "training", None),
        ("success", "us-east-1", "ml.p4d.24xlarge", "transform", None),
        ("instance-types-unavailable", "us-east-1", "ml.m5.xlarge", "training", None),
    ],
)
def test_prices(session: boto3.Session, scenario: str, region: str, type_: str, use: str, usd: float | None) -> None:
    with running(scenario) as sandbox:
        account = Queries(Clients(connecting(session, sandbox.url)), region, "2026-11-01", Facts())
        assert price_list.hourly_price(account, (), region, type_, use) == usd


def connecting(session: boto3.Session, url: str) -> Callable[[str, str], Any]:
    """Return a function that creates the root user's client for a service and a Region."""
    keys = {"aws_access_key_id": "SANDBOX", "aws_secret_access_key": "sandbox"}
    return lambda service, region: session.client(service, region_name=region, endpoint_url=url, **keys)
