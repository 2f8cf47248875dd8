"""An account with the credentials of a role or of the environment."""

import json

import pytest
from tests.aws.conftest import Job
from tests.aws.local_server import LocalServer, Reply

from sagemaker_marketplace.aws.credentials.hints import GITHUB
from sagemaker_marketplace.aws.errors import CredentialsRejected
from sagemaker_marketplace.aws.queries import Queries
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.findings import Failure


def list_algorithms(account: Account, region: str = "us-east-2") -> Queries:
    queries = account.queries(region, "2026-11-23", Facts())
    queries.query((), "sagemaker", "ListAlgorithms")
    return queries


def test_a_role_is_assumed_once_for_all_regions_and_services(job: Job, server: LocalServer) -> None:
    account = Account("tests", job.oidc())
    for region in ("us-east-2", "eu-west-1"):
        list_algorithms(account, region).query((), "service-quotas", "ListServiceQuotas", {"ServiceCode": "sagemaker"})
    assert server.access_keys == ["ASIA1"] * 4
    assert len(server.sts_requests) == 1


def test_without_a_role_the_credentials_of_the_environment_are_used(server: LocalServer) -> None:
    account = Account("tests")
    list_algorithms(account)
    assert server.access_keys == ["AKIAENVIRONMENT"]


def test_a_role_that_can_not_be_assumed_fails_before_any_call(job: Job, server: LocalServer) -> None:
    with pytest.raises(Failure, match=r"^invalid role-duration-seconds: 1$"):
        list_algorithms(Account("tests", job.oidc(duration=1)))
    assert server.access_keys == []


def test_a_role_needs_no_profile(job: Job, server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "absent")
    list_algorithms(Account("tests", job.oidc()))
    assert server.access_keys == ["ASIA1"]


@pytest.mark.parametrize(
    ("region", "hint"),
    [
        ("us-east-2", "rerun the job"),
        (
            "eu-south-1",
            "rerun the job\nif they work in other Regions: aws account enable-region --region-name eu-south-1",
        ),
    ],
)
def test_a_role_whose_credentials_are_rejected(region: str, hint: str, job: Job, server: LocalServer) -> None:
    server.call_replies = [Reply(400, json.dumps({"__type": "UnrecognizedClientException", "message": "no"}))]
    with pytest.raises(CredentialsRejected) as raised:
        list_algorithms(Account("tests", job.oidc(), host=GITHUB), region)
    assert raised.value.hint == hint
