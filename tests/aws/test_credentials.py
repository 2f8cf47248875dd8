"""Credentials that last: a new token each time, renewal before the end, and what happens when it fails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from tests.aws.conftest import Job
from tests.aws.stand_in import NOW, REQUEST_TOKEN, ROLE, Reply, StandIn, exchanged, refused

from sagemaker_marketplace.aws.credentials import sessions
from sagemaker_marketplace.aws.errors import CredentialsExpired, NoResponse, Throttled
from sagemaker_marketplace.manifest.findings import Failure

BUSY = Reply(503, "busy")


def client(job: Job, **parts: Any) -> Any:
    session = boto3.session.Session(
        botocore_session=sessions.open_session(job.oidc(**parts), "us-east-2", "agent/1", job.now)
    )
    config = Config(retries={"mode": "standard", "total_max_attempts": 1})
    return session.client("sagemaker", region_name="us-east-2", config=config)


def test_what_is_sent(job: Job, stand_in: StandIn) -> None:
    found = job.credentials("eu-west-1", "agent/1", audience="a&b=ü")
    [asked], [exchange] = stand_in.asked, stand_in.exchanged
    assert (asked.method, asked.path) == ("GET", "/token?api-version=2.0&audience=a%26b%3D%C3%BC")
    assert asked.headers["Authorization"] == f"bearer {REQUEST_TOKEN}"
    assert exchange.form == {
        "Action": "AssumeRoleWithWebIdentity",
        "Version": "2011-06-15",
        "RoleArn": ROLE,
        "RoleSessionName": "sagemaker-marketplace-octo-churn-1",
        "WebIdentityToken": stand_in.given[0],
        "DurationSeconds": "3600",
    }
    assert "Authorization" not in exchange.headers
    assert exchange.headers["User-Agent"].endswith(" agent/1")
    assert tuple(found.get_frozen_credentials()) == ("ASIA1", "secret-of-ASIA1", "session-of-ASIA1", "123456789012")


@pytest.mark.parametrize("preferred", ["legacy", "regional"])
def test_the_sts_asked_is_the_regions(job: Job, monkeypatch: pytest.MonkeyPatch, preferred: str) -> None:
    from botocore.session import get_session

    from sagemaker_marketplace.aws.credentials.renewal import Source

    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_STS_REGIONAL_ENDPOINTS", preferred)
    source = Source(job.oidc(), "us-east-1", "", get_session(), None)
    assert source.endpoint == "https://sts.us-east-1.amazonaws.com"


def test_the_roles_credentials_come_before_the_environments(job: Job, stand_in: StandIn) -> None:
    client(job).list_algorithms()
    assert stand_in.called == ["ASIA1"]


def test_three_lifetimes_by_the_clock(job: Job, stand_in: StandIn) -> None:
    sagemaker = client(job)
    for _ in range(3 * 6 + 1):
        sagemaker.list_algorithms()
        job.later(600)
    # Of an hour the last quarter is for renewing.
    assert stand_in.called == [f"ASIA{1 + number // 5}" for number in range(19)]
    assert len(set(stand_in.given)) == len(stand_in.given) == len(stand_in.exchanged) == 4


def test_short_sessions_are_not_renewed_at_each_call(job: Job, stand_in: StandIn) -> None:
    stand_in.seconds = 900
    sagemaker = client(job, duration=900)
    for _ in range(31):
        sagemaker.list_algorithms()
        job.later(30)
    assert stand_in.called == ["ASIA1"] * 23 + ["ASIA2"] * 8


def test_credentials_that_aws_calls_expired_are_renewed_at_once(job: Job, stand_in: StandIn) -> None:
    stand_in.calls_a_key = 2
    sagemaker = client(job)
    for _ in range(8):
        assert sagemaker.list_algorithms()["AlgorithmSummaryList"] == []
    assert stand_in.called == [f"ASIA{number}" for number in (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4)]


def test_new_credentials_that_aws_calls_expired_end_it(job: Job, stand_in: StandIn) -> None:
    stand_in.calls_a_key = 0
    sagemaker = client(job)
    with pytest.raises(sagemaker.exceptions.ClientError) as caught:
        sagemaker.list_algorithms()
    assert caught.value.response["Error"]["Code"] == "ExpiredTokenException"
    assert stand_in.called == ["ASIA1", "ASIA2"]


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_clock_that_is_wrong(job: Job, stand_in: StandIn, hours: int) -> None:
    job.later(hours * 3600)
    found = job.credentials()
    assert not found.refresh_needed(3600)
    assert found.refresh_needed(3601)
    assert len(stand_in.exchanged) == 1


def test_an_answer_without_date_counts_by_the_own_clock(job: Job, stand_in: StandIn) -> None:
    stand_in.exchanges = [exchanged("ASIA", NOW + timedelta(seconds=1000), None)]
    found = job.credentials()
    assert not found.refresh_needed(1000)
    assert found.refresh_needed(1001)


def test_many_threads_renew_once(job: Job, stand_in: StandIn) -> None:
    sagemaker = client(job)
    job.later(3500)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: sagemaker.list_algorithms(), range(32)))
    assert stand_in.called == ["ASIA2"] * 32
    assert len(stand_in.exchanged) == 2


def test_no_answer_early_leaves_the_credentials_there_are(job: Job, stand_in: StandIn) -> None:
    sagemaker = client(job)
    job.later(2800)
    stand_in.tokens = [BUSY] * 4
    sagemaker.list_algorithms()
    sagemaker.list_algorithms()
    assert stand_in.called == ["ASIA1", "ASIA2"]
    assert job.waits == [1, 2, 4]


def test_no_answer_late_is_lost_and_the_next_call_tries_again(job: Job, stand_in: StandIn) -> None:
    sagemaker = client(job)
    job.later(3100)
    stand_in.tokens = [BUSY] * 4
    with pytest.raises(NoResponse) as caught:
        sagemaker.list_algorithms()
    host = stand_in.url.removeprefix("http://")
    assert str(caught.value) == f"no token from GitHub's endpoint {host} after 4 attempts (HTTP 503)"
    sagemaker.list_algorithms()
    assert stand_in.called == ["ASIA2"]


def test_throttling_late_is_throttling(job: Job, stand_in: StandIn) -> None:
    sagemaker = client(job)
    job.later(3100)
    stand_in.exchanges = [refused(400, "Throttling", "Rate exceeded")] * 4
    with pytest.raises(Throttled, match=r"^AssumeRoleWithWebIdentity: Throttling$"):
        sagemaker.list_algorithms()
    assert stand_in.called == []


def test_a_refusal_late_is_the_end_of_the_credentials(job: Job, stand_in: StandIn) -> None:
    sagemaker = client(job)
    job.later(3100)
    stand_in.tokens = [Reply(401, "over")]
    with pytest.raises(CredentialsExpired) as caught:
        sagemaker.list_algorithms()
    host = stand_in.url.removeprefix("http://")
    assert caught.value.message == (
        f"could not renew the AWS credentials: GitHub's token endpoint {host} rejected the request: HTTP 401"
    )
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("tokens", "exchanges", "waits"),
    [
        ([BUSY, BUSY, BUSY], [], [1, 2, 4]),
        ([Reply(429, "")], [], [1]),
        ([Reply(0, "")], [], [1]),
        ([Reply(200, "<html>")], [], [1]),
        ([Reply(200, "[" * 60000)], [], [1]),
        ([], [BUSY], [1]),
        ([], [Reply(0, "")], [1]),
        ([], [Reply(200, "<html>")], [1]),
        ([], [Reply(200, "")], [1]),
        ([], [refused(400, "Throttling", "Rate exceeded"), refused(500, "InternalFailure", "")], [1, 2]),
        ([], [refused(400, "IDPCommunicationError", "")], [1]),
        (
            [],
            [refused(400, "InvalidIdentityToken", "Couldn't retrieve verification key from your identity provider")],
            [1],
        ),
        ([], [refused(400, "ExpiredTokenException", "Token too old")], [1]),
        ([BUSY], [BUSY, BUSY], [1, 1, 2]),
    ],
)
def test_what_passes(job: Job, stand_in: StandIn, tokens: list[Any], exchanges: list[Any], waits: list[float]) -> None:
    stand_in.tokens, stand_in.exchanges = tokens, exchanges
    found = job.credentials()
    assert job.waits == waits
    # Each exchange has a token of its own.
    assert [heard.form["WebIdentityToken"] for heard in stand_in.exchanged] == stand_in.given
    assert found.access_key == f"ASIA{len(stand_in.exchanged)}"


def test_environment_credentials_that_end(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", (datetime.now(UTC) + timedelta(hours=2)).isoformat())
    remaining = sessions.expires_in(boto3.session.Session())
    assert remaining is not None
    assert 7000 < remaining <= 7200


def test_environment_credentials_that_say_no_end(stand_in: StandIn) -> None:
    assert sessions.expires_in(boto3.session.Session()) is None


def test_no_credentials_end_never(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert sessions.expires_in(boto3.session.Session()) is None


def test_the_roles_credentials_tell_no_end(job: Job) -> None:
    assert (
        sessions.expires_in(boto3.session.Session(botocore_session=sessions.open_session(job.oidc(), "us-east-2")))
        is None
    )


@pytest.mark.parametrize("value", ["soon", '"2026-01-31T12:00:00Z"', "2026-01-31T12:00:00"])
def test_an_end_that_is_no_time(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", value)
    with pytest.raises(Failure) as caught:
        sessions.expires_in(boto3.session.Session())
    failure = caught.value
    assert (failure.exit_code, failure.message, failure.hint) == (
        2,
        "AWS_CREDENTIAL_EXPIRATION must be a time with a time zone",
        "use a time such as 2026-01-31T12:00:00Z, or unset it",
    )
