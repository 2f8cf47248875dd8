"""An account whose credentials are a role's, or the environment's."""

import pytest
from tests.aws.conftest import Job
from tests.aws.stand_in import StandIn

from sagemaker_marketplace.aws.queries import Queries
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.findings import Failure


def asked(account: Account, region: str = "us-east-2") -> Queries:
    questions = account.queries(region, "2026-11-23", Facts())
    questions.query((), "sagemaker", "ListAlgorithms")
    return questions


def test_one_role_for_all_regions_and_services(job: Job, stand_in: StandIn) -> None:
    account = Account("tests", job.oidc())
    for region in ("us-east-2", "eu-west-1"):
        asked(account, region).query((), "service-quotas", "ListServiceQuotas", {"ServiceCode": "sagemaker"})
    assert stand_in.called == ["ASIA1"] * 4
    assert len(stand_in.exchanged) == 1


def test_the_environments_credentials_without_a_role(stand_in: StandIn) -> None:
    account = Account("tests")
    asked(account)
    assert stand_in.called == ["AKIAENVIRONMENT"]


def test_a_role_that_can_not_be_taken(job: Job, stand_in: StandIn) -> None:
    with pytest.raises(Failure, match=r"^invalid role-duration-seconds: 1$"):
        asked(Account("tests", job.oidc(duration=1)))
    assert stand_in.called == []
