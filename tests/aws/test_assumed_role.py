"""Roles that the run's own credentials assume: the requests, renewal, and each error with its message and hint."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.session import get_session
from tests.aws.conftest import Job
from tests.aws.local_server import ROLE, LocalServer, Reply, error_reply

from sagemaker_marketplace.aws.credentials import hints, sessions
from sagemaker_marketplace.aws.credentials.assumed_role import AssumedRole
from sagemaker_marketplace.aws.errors import CredentialsExpired, CredentialsRejected
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.manifest.findings import Failure

BASE = "arn:aws:sts::444455556666:assumed-role/ci/me"
OWN_KEY = "AKIAENVIRONMENT"


def role(job: Job, arn: str = ROLE, duration: int = 3600) -> AssumedRole:
    return AssumedRole(arn, "me", duration, job.waits.append)


def client(job: Job) -> Any:
    core = sessions.open_session(role(job), "us-east-2", "agent/1", job.now, own=get_session())
    config = Config(retries={"mode": "standard", "total_max_attempts": 1})
    return boto3.session.Session(botocore_session=core).client("sagemaker", region_name="us-east-2", config=config)


def signing_key(headers: dict[str, str]) -> str:
    return headers["Authorization"].partition("Credential=")[2].partition("/")[0]


def test_the_own_credentials_assume_the_role(job: Job, server: LocalServer) -> None:
    client(job).list_algorithms()
    [request] = server.sts_requests
    assert request.form == {
        "Action": "AssumeRole",
        "Version": "2011-06-15",
        "RoleArn": ROLE,
        "RoleSessionName": "me",
        "DurationSeconds": "3600",
    }
    assert (signing_key(request.headers), server.access_keys) == (OWN_KEY, ["ASIA1"])
    assert server.token_requests == []


def test_sessions_are_renewed_in_the_last_quarter_of_each_hour(job: Job, server: LocalServer) -> None:
    sagemaker = client(job)
    for _ in range(3 * 6 + 1):
        sagemaker.list_algorithms()
        job.advance(600)
    assert server.access_keys == [f"ASIA{1 + number // 5}" for number in range(19)]
    assert [signing_key(request.headers) for request in server.sts_requests] == [OWN_KEY] * 4


def test_a_late_renewal_that_is_refused_means_that_the_credentials_have_expired(job: Job, server: LocalServer) -> None:
    sagemaker = client(job)
    server.sts_replies = [error_reply(403, "AccessDenied", "no")]
    job.advance(3500)
    with pytest.raises(CredentialsExpired) as caught:
        sagemaker.list_algorithms()
    message = f"could not renew the AWS credentials: could not assume the role {ROLE}: AssumeRole: access denied"
    assert (caught.value.message, caught.value.exit_code) == (message, 3)


def test_temporary_errors_are_retried(job: Job, server: LocalServer) -> None:
    server.sts_replies = [Reply(503, "busy"), error_reply(400, "Throttling", "Rate exceeded"), Reply(0, "")]
    client(job)
    assert (job.waits, len(server.sts_requests)) == ([1.0, 2.0, 4.0], 4)


DENIED = f"could not assume the role {ROLE}: AssumeRole: access denied"
NOT_AUTHORIZED = "User: {} is not authorized to perform: sts:AssumeRole on resource: " + ROLE
CHECK = """\
check that account 123456789012 has this role and that its trust policy allows {};
sagemaker-marketplace iam-policy --trust-caller ARN prints such a policy
add sts:AssumeRole to the caller's IAM policy; sagemaker-marketplace iam-policy --for assume-role prints it"""
SHORTER = "set it to 3600 or leave it out: the session is renewed automatically"


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        ("AccessDenied", NOT_AUTHORIZED.format(BASE), f"3: {DENIED}\n{CHECK.format(BASE)}"),
        ("AccessDenied", "Not authorized", f"3: {DENIED}\n{CHECK.format('the caller')}"),
        (
            "AccessDenied",
            NOT_AUTHORIZED.format("arn:aws:sts::123456789012:assumed-role/release/x"),
            f"3: {DENIED}\nthe run's own credentials belong to this role: remove role-to-assume",
        ),
        (
            "AccessDenied",
            NOT_AUTHORIZED.format(BASE) + " with an explicit deny in a service control policy",
            f"3: {DENIED}\nask the administrators of the AWS organization to remove the deny of sts:AssumeRole from "
            "the organization's service control policies",
        ),
        (
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            f"2: role-duration-seconds is 3600, more than the role's MaxSessionDuration\n{SHORTER}",
        ),
        (
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            "2: role-duration-seconds is 3600, more than one hour, the maximum for a role that another role assumes\n"
            f"{SHORTER}",
        ),
        (
            "RegionDisabledException",
            "STS is not activated in this region",
            "3: STS is not active in us-east-2 for account 123456789012\n"
            "activate it in IAM's account settings: STS is not activated in this region",
        ),
        (
            "Strange",
            "so\u2028what",
            "3: AWS refused AssumeRole: Strange: so what\ncheck role-to-assume in the manifest",
        ),
        ("ExpiredToken", "old", "3: the AWS credentials have expired\n"),
    ],
)
def test_refusals(job: Job, server: LocalServer, code: str, message: str, expected: str) -> None:
    server.sts_replies = [error_reply(403, code, message)]
    with pytest.raises(Failure) as caught:
        client(job)
    hint = "" if code == "ExpiredToken" else caught.value.hint
    assert f"{caught.value.exit_code}: {caught.value.message}\n{hint}" == expected
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@pytest.mark.parametrize(
    ("arn", "duration", "message"),
    [
        ("release", 3600, "role-to-assume must be a role ARN, not 'release'"),
        (ROLE, 899, "invalid role-duration-seconds: 899"),
    ],
)
def test_invalid_settings(job: Job, server: LocalServer, arn: str, duration: int, message: str) -> None:
    account = Account("tests", role(job, arn, duration))
    with pytest.raises(Failure) as caught:
        account.client("us-east-2")
    assert (caught.value.message, caught.value.exit_code, server.sts_requests) == (message, 2, [])


def test_missing_own_credentials(job: Job, server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(CredentialsRejected) as caught:
        Account("tests", role(job), host=hints.LAPTOP).client("us-east-2")
    assert caught.value.message == "no AWS credentials found (needed for sts:AssumeRole)"
    assert caught.value.hint.startswith("sign in with 'aws login'")
    assert server.sts_requests == []


def test_a_role_that_is_refused_is_requested_once(job: Job, server: LocalServer) -> None:
    account = Account("tests", role(job))
    server.sts_replies = [error_reply(403, "AccessDenied", "no")]
    for _ in range(2):
        with pytest.raises(Failure, match="access denied"):
            account.resources("us-east-2")
    assert len(server.sts_requests) == 1


def test_a_role_lasts_as_long_as_the_own_credentials(
    job: Job, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2099-01-01T00:00:00Z")
    account = Account("tests", role(job))
    account.client("us-east-2")
    seconds = account.expires_in()
    assert seconds is not None
    assert seconds > 3600
