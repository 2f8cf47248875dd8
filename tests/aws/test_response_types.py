"""A response whose values have other types than in the service model counts as none; a valid one is returned whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.aws.local_server import LocalServer, Reply

from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws.errors import NoResponse
from sagemaker_marketplace.aws.queries import NoAnswer
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.facts.facts import Facts

ARN = "arn:aws:sagemaker:us-east-2:123456789012:model-package/one"
VALID: dict[str, Any] = {
    "ModelPackageArn": ARN,
    "ModelPackageVersion": 2,
    "CertifyForMarketplace": True,
    "CreationTime": 1795941464.5,
    "InferenceSpecification": {"Containers": [{"Image": "image", "Environment": {"A": "b"}}]},
    "ModelPackageStatusDetails": {"ValidationStatuses": [{"Name": "v", "Status": "Failed"}]},
    "OfALaterVersion": [None],
}


def describe(server: LocalServer, body: str) -> dict[str, Any] | None:
    server.call_replies.append(Reply(200, body))
    account = Account("tests", timeout=1)  # a call is sent once
    return account.resources("us-east-2").describe(plugins.kinds()["ModelPackage"], ARN)


def test_a_valid_response_is_returned(server: LocalServer) -> None:
    described = describe(server, json.dumps(VALID)) or {}
    expected = {name: value for name, value in VALID.items() if name not in ("CreationTime", "OfALaterVersion")}
    assert {name: value for name, value in described.items() if name != "CreationTime"} == expected


@pytest.mark.parametrize(
    "changed",
    [
        {"ModelPackageArn": 1},
        {"ModelPackageArn": {"a": 1}},
        {"ModelPackageVersion": "2"},
        {"ModelPackageVersion": True},
        {"ModelPackageVersion": 1e300},
        {"ModelPackageVersion": 2**31},
        {"CertifyForMarketplace": "true"},
        {"CreationTime": "yesterday"},
        {"CreationTime": [1]},
        {"InferenceSpecification": "x"},
        {"InferenceSpecification": {"Containers": [None]}},
        {"InferenceSpecification": {"Containers": "image"}},
        {"InferenceSpecification": {"Containers": [{"Environment": {"A": None}}]}},
        {"ModelPackageStatusDetails": {"ValidationStatuses": [{"Name": []}]}},
    ],
    ids=json.dumps,
)
def test_a_response_with_another_type_counts_as_none(server: LocalServer, changed: dict[str, Any]) -> None:
    with pytest.raises(NoResponse, match=r"^DescribeModelPackage: invalid response$"):
        describe(server, json.dumps({**VALID, **changed}))


def test_a_number_that_is_not_finite_counts_as_none(server: LocalServer) -> None:
    quota = '{"Quotas": [{"QuotaName": "q", "Value": 1e999}]}'
    server.call_replies.append(Reply(200, quota))
    queries = Account("tests", timeout=1).queries("us-east-2", "2026-11-23", Facts())
    with pytest.raises(NoAnswer, match=r"^ListServiceQuotas: invalid response$"):
        queries.query((), "service-quotas", "ListServiceQuotas", {"ServiceCode": "sagemaker"})


ROLE = """<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role><Path>/</Path>
<RoleName>r</RoleName><AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>"""


def get_role(server: LocalServer, policy: str) -> Any:
    server.call_replies.append(Reply(200, ROLE.format(policy)))
    queries = Account("tests", timeout=1).queries("us-east-2", "2026-11-23", Facts())
    return queries.query((), "iam", "GetRole", {"RoleName": "r"})["Role"]["AssumeRolePolicyDocument"]


def test_a_policy_is_returned_as_an_object(server: LocalServer) -> None:
    assert get_role(server, "%7B%22Statement%22%3A%5B%5D%7D") == {"Statement": []}
    assert get_role(server, "not JSON") == "not JSON"


@pytest.mark.parametrize("policy", ["%5B%5D", "null", "1"])
def test_a_policy_that_is_not_an_object_counts_as_none(server: LocalServer, policy: str) -> None:
    with pytest.raises(NoAnswer, match=r"^GetRole: invalid response$"):
        get_role(server, policy)


@pytest.mark.parametrize(
    "answer",
    [
        {"events": [None]},
        {"events": ["x"]},
        {"events": [{"timestamp": "1"}]},
        {"events": [{"message": 1}]},
        {"events": [{"ingestionTime": 1.5}]},
        {"events": [{"logStreamName": []}]},
        {"events": [{"eventId": {}}]},
        {"events": [], "nextToken": 7},
    ],
    ids=json.dumps,
)
def test_log_events_of_another_type_count_as_none(server: LocalServer, answer: dict[str, Any]) -> None:
    server.call_replies.append(Reply(200, json.dumps(answer)))
    with pytest.raises(NoResponse, match=r"^FilterLogEvents: invalid response$"):
        Account("tests", timeout=1).logs("us-east-2").page("group", "prefix", 0, "")


def test_an_error_response_has_any_types(server: LocalServer) -> None:
    server.call_replies.append(Reply(500, '{"ModelPackageArn": 1}'))
    with pytest.raises(NoResponse, match=r"^DescribeModelPackage: 500$"):
        Account("tests", timeout=1).resources("us-east-2").describe(plugins.kinds()["ModelPackage"], ARN)
