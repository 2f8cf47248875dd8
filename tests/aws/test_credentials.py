"""Credentials of an assumed role: a new token for each session, renewal before expiry, and failed renewals."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from tests.aws.conftest import Job
from tests.aws.local_server import NOW, REQUEST_TOKEN, ROLE, LocalServer, Reply, credentials_reply, error_reply

from sagemaker_marketplace.aws.credentials import sessions
from sagemaker_marketplace.aws.errors import CredentialsExpired, NoResponse, Throttled
from sagemaker_marketplace.manifest.findings import Failure

BUSY = Reply(503, "busy")


def client(job: Job, **changes: Any) -> Any:
    session = boto3.session.Session(
        botocore_session=sessions.open_session(job.oidc(**changes), "us-east-2", "agent/1", job.now)
    )
    config = Config(retries={"mode": "standard", "total_max_attempts": 1})
    return session.client("sagemaker", region_name="us-east-2", config=config)


def test_the_requests_to_github_and_sts(job: Job, server: LocalServer) -> None:
    credentials = job.credentials("eu-west-1", "agent/1", audience="a&b=ü")
    [token_request], [sts_request] = server.token_requests, server.sts_requests
    assert (token_request.method, token_request.path) == ("GET", "/token?api-version=2.0&audience=a%26b%3D%C3%BC")
    assert token_request.headers["Authorization"] == f"bearer {REQUEST_TOKEN}"
    assert sts_request.form == {
        "Action": "AssumeRoleWithWebIdentity",
        "Version": "2011-06-15",
        "RoleArn": ROLE,
        "RoleSessionName": "sagemaker-marketplace-octo-churn-1",
        "WebIdentityToken": server.issued_tokens[0],
        "DurationSeconds": "3600",
    }
    assert "Authorization" not in sts_request.headers
    assert sts_request.headers["User-Agent"].endswith(" agent/1")
    assert tuple(credentials.get_frozen_credentials()) == (
        "ASIA1",
        "secret-of-ASIA1",
        "session-of-ASIA1",
        "123456789012",
    )


@pytest.mark.parametrize("preferred", ["legacy", "regional"])
def test_the_sts_endpoint_is_regional(job: Job, monkeypatch: pytest.MonkeyPatch, preferred: str) -> None:
    from botocore.session import get_session

    from sagemaker_marketplace.aws.credentials.renewal import Source

    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_STS_REGIONAL_ENDPOINTS", preferred)
    source = Source(job.oidc(), "us-east-1", "", get_session(), None)
    assert source.endpoint == "https://sts.us-east-1.amazonaws.com"


def test_the_credentials_of_the_role_have_priority_over_those_of_the_environment(job: Job, server: LocalServer) -> None:
    client(job).list_algorithms()
    assert server.access_keys == ["ASIA1"]


def test_sessions_are_renewed_in_the_last_quarter_of_each_hour(job: Job, server: LocalServer) -> None:
    sagemaker = client(job)
    for _ in range(3 * 6 + 1):
        sagemaker.list_algorithms()
        job.advance(600)
    assert server.access_keys == [f"ASIA{1 + number // 5}" for number in range(19)]
    assert len(set(server.issued_tokens)) == len(server.issued_tokens) == len(server.sts_requests) == 4


def test_short_sessions_are_not_renewed_on_each_call(job: Job, server: LocalServer) -> None:
    server.session_seconds = 900
    sagemaker = client(job, duration=900)
    for _ in range(31):
        sagemaker.list_algorithms()
        job.advance(30)
    assert server.access_keys == ["ASIA1"] * 23 + ["ASIA2"] * 8


def test_credentials_that_aws_reports_as_expired_are_renewed_immediately(job: Job, server: LocalServer) -> None:
    server.calls_per_key = 2
    sagemaker = client(job)
    for _ in range(8):
        assert sagemaker.list_algorithms()["AlgorithmSummaryList"] == []
    assert server.access_keys == [f"ASIA{number}" for number in (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4)]


def test_new_credentials_that_aws_reports_as_expired_fail_the_call(job: Job, server: LocalServer) -> None:
    server.calls_per_key = 0
    sagemaker = client(job)
    with pytest.raises(sagemaker.exceptions.ClientError) as caught:
        sagemaker.list_algorithms()
    assert caught.value.response["Error"]["Code"] == "ExpiredTokenException"
    assert server.access_keys == ["ASIA1", "ASIA2"]


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_wrong_clock_of_the_job_does_not_change_the_expiry(job: Job, server: LocalServer, hours: int) -> None:
    job.advance(hours * 3600)
    credentials = job.credentials()
    assert not credentials.refresh_needed(3600)
    assert credentials.refresh_needed(3601)
    assert len(server.sts_requests) == 1


def test_without_a_date_header_the_expiry_is_relative_to_the_clock_of_the_job(job: Job, server: LocalServer) -> None:
    server.sts_replies = [credentials_reply("ASIA", NOW + timedelta(seconds=1000), None)]
    credentials = job.credentials()
    assert not credentials.refresh_needed(1000)
    assert credentials.refresh_needed(1001)


def test_many_threads_renew_once(job: Job, server: LocalServer) -> None:
    sagemaker = client(job)
    job.advance(3500)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: sagemaker.list_algorithms(), range(32)))
    assert server.access_keys == ["ASIA2"] * 32
    assert len(server.sts_requests) == 2


def test_a_failed_early_renewal_keeps_the_current_credentials(job: Job, server: LocalServer) -> None:
    sagemaker = client(job)
    job.advance(2800)
    server.token_replies = [BUSY] * 4
    sagemaker.list_algorithms()
    sagemaker.list_algorithms()
    assert server.access_keys == ["ASIA1", "ASIA2"]
    assert job.waits == [1, 2, 4]


def test_a_failed_late_renewal_raises_no_response_and_the_next_call_retries(job: Job, server: LocalServer) -> None:
    sagemaker = client(job)
    job.advance(3100)
    server.token_replies = [BUSY] * 4
    with pytest.raises(NoResponse) as caught:
        sagemaker.list_algorithms()
    host = server.url.removeprefix("http://")
    assert str(caught.value) == f"no token from GitHub's endpoint {host} after 4 attempts (HTTP 503)"
    sagemaker.list_algorithms()
    assert server.access_keys == ["ASIA2"]


def test_a_throttled_late_renewal_raises_throttled(job: Job, server: LocalServer) -> None:
    sagemaker = client(job)
    job.advance(3100)
    server.sts_replies = [error_reply(400, "Throttling", "Rate exceeded")] * 4
    with pytest.raises(Throttled, match=r"^AssumeRoleWithWebIdentity: Throttling$"):
        sagemaker.list_algorithms()
    assert server.access_keys == []


def test_a_rejected_late_renewal_means_that_the_credentials_have_expired(job: Job, server: LocalServer) -> None:
    sagemaker = client(job)
    job.advance(3100)
    server.token_replies = [Reply(401, "over")]
    with pytest.raises(CredentialsExpired) as caught:
        sagemaker.list_algorithms()
    host = server.url.removeprefix("http://")
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
        ([], [error_reply(400, "Throttling", "Rate exceeded"), error_reply(500, "InternalFailure", "")], [1, 2]),
        ([], [error_reply(400, "IDPCommunicationError", "")], [1]),
        (
            [],
            [
                error_reply(
                    400, "InvalidIdentityToken", "Couldn't retrieve verification key from your identity provider"
                )
            ],
            [1],
        ),
        ([], [error_reply(400, "ExpiredTokenException", "Token too old")], [1]),
        ([BUSY], [BUSY, BUSY], [1, 1, 2]),
    ],
)
def test_temporary_errors_are_retried(
    job: Job, server: LocalServer, tokens: list[Any], exchanges: list[Any], waits: list[float]
) -> None:
    server.token_replies, server.sts_replies = tokens, exchanges
    credentials = job.credentials()
    assert job.waits == waits
    # A token is used only once.
    assert [request.form["WebIdentityToken"] for request in server.sts_requests] == server.issued_tokens
    assert credentials.access_key == f"ASIA{len(server.sts_requests)}"


def test_environment_credentials_with_an_expiration(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", (datetime.now(UTC) + timedelta(hours=2)).isoformat())
    remaining = sessions.expires_in(boto3.session.Session())
    assert remaining is not None
    assert 7000 < remaining <= 7200


def test_environment_credentials_without_an_expiration(server: LocalServer) -> None:
    assert sessions.expires_in(boto3.session.Session()) is None


def test_missing_credentials_have_no_expiration(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert sessions.expires_in(boto3.session.Session()) is None


def test_renewed_credentials_have_no_expiration(job: Job) -> None:
    assert (
        sessions.expires_in(boto3.session.Session(botocore_session=sessions.open_session(job.oidc(), "us-east-2")))
        is None
    )


@pytest.mark.parametrize("value", ["soon", '"2026-01-31T12:00:00Z"', "2026-01-31T12:00:00"])
def test_an_invalid_expiration(server: LocalServer, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", value)
    with pytest.raises(Failure) as caught:
        sessions.expires_in(boto3.session.Session())
    failure = caught.value
    assert (failure.exit_code, failure.message, failure.hint) == (
        2,
        "AWS_CREDENTIAL_EXPIRATION must be a time with a time zone",
        "use a time such as 2026-01-31T12:00:00Z, or unset it",
    )
