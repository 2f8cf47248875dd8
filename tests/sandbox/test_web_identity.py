"""GitHub's tokens, the credentials that STS returns for them, errors, and sessions that expire."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox.server import Sandbox

ROLE = "arn:aws:iam::123456789012:role/Release"
PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
CLASSIC = "repo:octo-org/octo-repo:ref:refs/heads/main"
IMMUTABLE = "repo:octo-org@9919/octo-repo@123456789:ref:refs/heads/main"
DENIED = ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403)
NO_JWT = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
TOO_LONG = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."


@pytest.fixture
def sts_of(session: boto3.Session) -> Iterator[Callable[[Sandbox], Any]]:
    """Return a function that creates an STS client without credentials."""
    clients: list[Any] = []

    def connected(sandbox: Sandbox) -> Any:
        config = Config(signature_version=UNSIGNED, parameter_validation=False, retries={"total_max_attempts": 1})
        clients.append(session.client("sts", region_name="us-east-1", endpoint_url=sandbox.url, config=config))
        return clients[-1]

    yield connected
    for client in clients:
        client.close()


def requested(sandbox: Sandbox, audience: str = "sts.amazonaws.com", bearer: str = "") -> tuple[int, dict[str, Any]]:
    """Request a token as a job does; return status and content of the response."""
    url = f"{sandbox.identity['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience={audience}"
    headers = {"Authorization": f"bearer {bearer or sandbox.identity['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}"}
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers))  # noqa: S310 -- loopback
    except urllib.error.HTTPError as error:
        answer = error
    with closing(answer):
        return answer.status, json.load(answer)


def token(sandbox: Sandbox, audience: str = "sts.amazonaws.com") -> str:
    """Return a new token."""
    return str(requested(sandbox, audience)[1]["value"])


def claims(text: str) -> dict[str, Any]:
    """Decode a token without verifying it."""
    inner = text.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(inner + "=" * (-len(inner) % 4)))
    return found


def refusal(call: Callable[..., Any], **parameters: Any) -> tuple[str, str, int]:
    """Make a call that fails; return code, message and status."""
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    response = refused.value.response
    return response["Error"]["Code"], response["Error"]["Message"], response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize(("scenario", "subject"), [("oidc", CLASSIC), ("oidc-immutable-subject", IMMUTABLE)])
def test_the_claims_of_a_token(scenario: str, subject: str, serve: Callable[[str], Sandbox]) -> None:
    sandbox = serve(scenario)
    before = int(datetime.now(UTC).timestamp())
    found = claims(token(sandbox, "any"))
    assert found.pop("exp") == found["iat"] + 300
    assert before <= found.pop("iat") <= datetime.now(UTC).timestamp()
    assert (len(found.pop("jti")), found.pop("nbf") > 0) == (36, True)
    assert found == {
        "iss": "https://token.actions.githubusercontent.com",
        "aud": "any",
        "sub": subject,
        "repository": "octo-org/octo-repo",
        "repository_id": "123456789",
        "repository_owner": "octo-org",
        "repository_owner_id": "9919",
        "ref": "refs/heads/main",
        "ref_type": "branch",
        "event_name": "push",
    }
    assert {name: sandbox.environment[name] for name in sandbox.identity} == sandbox.identity


def test_only_the_job_gets_tokens(sandbox: Sandbox) -> None:
    assert requested(sandbox, bearer="other") == (401, {"message": "The request has no valid token."})
    assert not sandbox.identity.keys() & sandbox.environment.keys()


def test_tokens_that_github_does_not_issue(serve: Callable[[str], Sandbox]) -> None:
    denied = (403, {"message": "Resource not accessible by integration"})
    sandbox = serve("oidc-token-denied")
    assert [requested(sandbox) for _ in range(2)] == [denied, denied]
    sandbox = serve("oidc-token-flaky")
    assert [requested(sandbox)[0] for _ in range(3)] == [500, 500, 200]


@pytest.mark.parametrize(("scenario", "subject"), [("oidc", CLASSIC), ("oidc-immutable-subject", IMMUTABLE)])
def test_credentials_for_a_token(
    scenario: str,
    subject: str,
    serve: Callable[[str], Sandbox],
    connect: Callable[..., Any],
    sts_of: Callable[[Sandbox], Any],
) -> None:
    sandbox = serve(scenario)
    response = sts_of(sandbox).assume_role_with_web_identity(
        RoleArn=ROLE, RoleSessionName="run-7", WebIdentityToken=token(sandbox), DurationSeconds=1800
    )
    key = response["Credentials"]["AccessKeyId"]
    assert sorted(response["Credentials"]) == ["AccessKeyId", "Expiration", "SecretAccessKey", "SessionToken"]
    assert abs(response["Credentials"]["Expiration"] - datetime.now(UTC) - timedelta(minutes=30)) < timedelta(seconds=5)
    arn = "arn:aws:sts::123456789012:assumed-role/Release/run-7"
    assert (response["AssumedRoleUser"]["Arn"], response["Provider"], response["Audience"]) == (
        arn,
        PROVIDER,
        "sts.amazonaws.com",
    )
    assert response["SubjectFromWebIdentityToken"] == subject
    assert connect(sandbox, "sts", key=key).get_caller_identity()["Arn"] == arn
    assert connect(sandbox, key=key).list_algorithms()["AlgorithmSummaryList"] == []


@pytest.mark.parametrize(
    ("scenario", "error"),
    [
        ("oidc-untrusted", DENIED),
        ("oidc-immutable-subject-untrusted", DENIED),
        (
            "oidc-no-provider",
            (
                "InvalidIdentityToken",
                "No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com",
                400,
            ),
        ),
        ("oidc-wrong-audience", ("InvalidIdentityToken", "Incorrect token audience", 400)),
        ("oidc-session-too-long", ("ValidationError", TOO_LONG, 400)),
    ],
)
def test_rejected_tokens(
    scenario: str, error: tuple[str, str, int], serve: Callable[[str], Sandbox], sts_of: Callable[[Sandbox], Any]
) -> None:
    sandbox = serve(scenario)
    parameters = {"RoleArn": ROLE, "RoleSessionName": "run-7", "WebIdentityToken": token(sandbox)}
    assert refusal(sts_of(sandbox).assume_role_with_web_identity, **parameters) == error


def test_an_expired_token(serve: Callable[[str], Sandbox], sts_of: Callable[[Sandbox], Any]) -> None:
    sandbox = serve("oidc-token-expired")
    text = token(sandbox)
    parameters = {"RoleArn": ROLE, "RoleSessionName": "run-7", "WebIdentityToken": text}
    code, message, status = refusal(sts_of(sandbox).assume_role_with_web_identity, **parameters)
    now = message.removeprefix("Token expired: current date/time ").partition(" ")[0]
    assert (code, status, int(now) >= claims(text)["exp"] + 10) == ("ExpiredTokenException", 400, True)
    assert message == (
        f"Token expired: current date/time {now} must be before the expiration date/time {claims(text)['exp']}"
    )


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"WebIdentityToken": "none"}, ("InvalidIdentityToken", NO_JWT, 400)),
        ({"WebIdentityToken": "a.b.c"}, ("InvalidIdentityToken", NO_JWT, 400)),
        ({"RoleArn": "arn:aws:iam::123456789012:user/Release"}, DENIED),
        ({"DurationSeconds": 3601}, ("ValidationError", TOO_LONG, 400)),
        (
            {"DurationSeconds": 60},
            (
                "ValidationError",
                "1 validation error detected: Value '60' at 'durationSeconds' failed to satisfy constraint: "
                "Member must have value greater than or equal to 900",
                400,
            ),
        ),
        (
            {"DurationSeconds": 50000, "WebIdentityToken": None},
            (
                "ValidationError",
                "2 validation errors detected: Value null at 'webIdentityToken' failed to satisfy constraint: "
                "Member must not be null; Value '50000' at 'durationSeconds' failed to satisfy constraint: "
                "Member must have value less than or equal to 43200",
                400,
            ),
        ),
    ],
)
def test_invalid_requests_to_sts(
    change: dict[str, Any], error: tuple[str, str, int], sandbox: Sandbox, sts_of: Callable[[Sandbox], Any]
) -> None:
    parameters = {"RoleArn": ROLE, "RoleSessionName": "run-7", "WebIdentityToken": token(sandbox), **change}
    parameters = {key: value for key, value in parameters.items() if value is not None}
    assert refusal(sts_of(sandbox).assume_role_with_web_identity, **parameters) == error


def test_a_forged_token(sandbox: Sandbox, sts_of: Callable[[Sandbox], Any]) -> None:
    head, inner, signature = token(sandbox).split(".")
    forged = base64.urlsafe_b64encode(json.dumps({**claims(f"a.{inner}.b"), "sub": "repo:evil/evil"}).encode()).decode()
    parameters = {"RoleArn": ROLE, "RoleSessionName": "run-7", "WebIdentityToken": f"{head}.{forged}.{signature}"}
    assert refusal(sts_of(sandbox).assume_role_with_web_identity, **parameters)[:2] == ("InvalidIdentityToken", NO_JWT)


@pytest.mark.parametrize(
    ("principal", "condition", "trusted"),
    [
        ({"Federated": PROVIDER}, {"StringEquals": {"token.actions.githubusercontent.com:sub": CLASSIC}}, True),
        ({"Federated": PROVIDER}, {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/*"}}, True),
        ({"Federated": PROVIDER}, {"StringEquals": {"token.actions.githubusercontent.com:sub": IMMUTABLE}}, False),
        ({"Federated": PROVIDER}, {"StringEquals": {"token.actions.githubusercontent.com:aud": "other"}}, False),
        ({"Federated": "accounts.google.com"}, {}, False),
        ({"Service": "sagemaker.amazonaws.com"}, {}, False),
    ],
)
def test_a_created_role_has_its_own_trust_policy(
    principal: dict[str, str],
    condition: dict[str, Any],
    trusted: bool,
    sandbox: Sandbox,
    connect: Callable[..., Any],
    sts_of: Callable[[Sandbox], Any],
) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRoleWithWebIdentity"}
    document = json.dumps({"Statement": [{**statement, "Condition": condition} if condition else statement]})
    connect(sandbox, "iam").create_role(RoleName="Release", AssumeRolePolicyDocument=document, MaxSessionDuration=7200)
    parameters = {
        "RoleArn": ROLE,
        "RoleSessionName": "run-7",
        "WebIdentityToken": token(sandbox),
        "DurationSeconds": 7200,
    }
    sts = sts_of(sandbox)
    if trusted:
        assert sts.assume_role_with_web_identity(**parameters)["AssumedRoleUser"]["Arn"].endswith("/Release/run-7")
        parameters["DurationSeconds"] = 7201
        assert refusal(sts.assume_role_with_web_identity, **parameters) == ("ValidationError", TOO_LONG, 400)
    else:
        assert refusal(sts.assume_role_with_web_identity, **parameters) == DENIED


@pytest.mark.parametrize("method", ["assume_role", "assume_role_with_web_identity"])
def test_sessions_expire_after_a_number_of_calls(
    method: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any]
) -> None:
    sandbox = serve("short-sessions")

    def assume_role() -> dict[str, Any]:
        more = {"WebIdentityToken": token(sandbox)} if method.endswith("identity") else {}
        response = getattr(connect(sandbox, "sts"), method)(RoleArn=ROLE, RoleSessionName="run-7", **more)
        found: dict[str, Any] = response["Credentials"]
        return found

    first = assume_role()
    assert abs(first["Expiration"] - datetime.now(UTC) - timedelta(minutes=15)) < timedelta(seconds=5)
    clients = {name: connect(sandbox, name, key=first["AccessKeyId"]) for name in ("sagemaker", "sts", "s3")}
    for _ in range(12):
        clients["sagemaker"].list_algorithms()
    text = "The security token included in the request is expired"
    assert refusal(clients["sagemaker"].list_algorithms) == ("ExpiredTokenException", text, 400)
    assert refusal(clients["sts"].get_caller_identity) == ("ExpiredToken", text, 403)
    assert refusal(clients["s3"].list_buckets) == ("ExpiredToken", "The provided token has expired.", 400)
    again = connect(sandbox, key=assume_role()["AccessKeyId"])
    assert again.list_algorithms()["AlgorithmSummaryList"] == []
    assert connect(sandbox, key="SANDBOX").list_algorithms()["AlgorithmSummaryList"] == []
