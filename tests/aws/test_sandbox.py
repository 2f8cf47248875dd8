"""Assuming a role in the sandbox, with the environment variables of a job, and renewing its session."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from botocore.config import Config
from tests.aws.local_server import ROLE

from sagemaker_marketplace.aws import identity
from sagemaker_marketplace.aws.credentials import oidc, sessions
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.sandbox.server import Sandbox, running

SESSION = "arn:aws:sts::123456789012:assumed-role/release/me"


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Sandbox]]:
    """Yield a function that starts a sandbox for all calls of AWS and GitHub until the test ends."""
    with ExitStack() as stack:

        def start(scenario: str) -> Sandbox:
            sandbox = stack.enter_context(running(scenario))
            for name, value in sandbox.environment.items():
                monkeypatch.setenv(name, value)
            return sandbox

        yield start


def role_settings(waits: list[float], duration: int = 3600) -> oidc.Oidc:
    """Return the settings with which a job in the sandbox assumes the role."""
    variables = (os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"], os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"])
    return oidc.Oidc(ROLE, "me", duration, oidc.AUDIENCE, *variables, waits.append)


def caller_arn(waits: list[float], duration: int = 3600) -> str:
    """Return the ARN that the account reports for the job."""
    account = Account("tests", role_settings(waits, duration)).queries("us-east-1", "2026-11-23", Facts())
    return identity.get_caller(account, ()).arn


@pytest.mark.parametrize(
    ("scenario", "waits"), [("oidc", []), ("oidc-immutable-subject", []), ("oidc-token-flaky", [1, 2])]
)
def test_a_job_assumes_the_role(serve: Callable[[str], Sandbox], scenario: str, waits: list[float]) -> None:
    serve(scenario)
    waited: list[float] = []
    assert caller_arn(waited) == SESSION
    assert waited == waits


def test_calls_succeed_across_sessions(serve: Callable[[str], Sandbox]) -> None:
    serve("short-sessions")
    session = sessions.open_session(role_settings([]), "us-east-1")
    config = Config(retries={"mode": "adaptive", "total_max_attempts": 5})
    sagemaker = session.create_client("sagemaker", region_name="us-east-1", config=config)
    keys = []
    for _ in range(40):
        assert sagemaker.list_algorithms()["AlgorithmSummaryList"] == []
        keys.append(session.get_credentials().get_frozen_credentials().access_key)
    assert [keys.count(key) for key in dict.fromkeys(keys)] == [12, 12, 12, 4]


@pytest.mark.parametrize(
    ("scenario", "exit_code", "message"),
    [
        ("oidc-untrusted", 3, f"could not assume the role {ROLE}: AssumeRoleWithWebIdentity: access denied"),
        (
            "oidc-immutable-subject-untrusted",
            3,
            f"could not assume the role {ROLE}: AssumeRoleWithWebIdentity: access denied",
        ),
        (
            "oidc-no-provider",
            3,
            "account 123456789012 has no OIDC provider for https://token.actions.githubusercontent.com",
        ),
        (
            "oidc-wrong-audience",
            3,
            "the OIDC provider in account 123456789012 does not accept the audience sts.amazonaws.com",
        ),
        ("oidc-session-too-long", 2, "role-duration-seconds is 3600, more than the role's MaxSessionDuration"),
        ("oidc-token-denied", 3, "GitHub's token endpoint HOST rejected the request: HTTP 403"),
    ],
)
def test_a_job_that_can_not_assume_the_role(
    serve: Callable[[str], Sandbox], scenario: str, exit_code: int, message: str
) -> None:
    host = serve(scenario).url.removeprefix("http://")
    with pytest.raises(Failure) as caught:
        caller_arn([])
    error = caught.value
    assert (error.exit_code, error.message.replace(host, "HOST")) == (exit_code, message)


def test_expired_tokens(serve: Callable[[str], Sandbox]) -> None:
    serve("oidc-token-expired")
    waits: list[float] = []
    with pytest.raises(Failure, match=r"^AWS considers GitHub's token expired: Token expired: current date/time "):
        caller_arn(waits)
    assert waits == [1, 2, 4]


def test_a_session_within_the_maximum_of_the_role(serve: Callable[[str], Sandbox]) -> None:
    serve("oidc-session-too-long")
    assert caller_arn([], 1800) == SESSION


def test_the_hint_shows_the_subject_of_the_job(serve: Callable[[str], Sandbox]) -> None:
    serve("oidc-immutable-subject-untrusted")
    with pytest.raises(Failure) as caught:
        caller_arn([])
    assert caught.value.hint.splitlines()[1:] == [
        "claims of the token:",
        "  iss: https://token.actions.githubusercontent.com",
        "  aud: sts.amazonaws.com",
        "  sub: repo:octo-org@9919/octo-repo@123456789:ref:refs/heads/main",
        "  repository: octo-org/octo-repo",
        "  ref: refs/heads/main",
        "the trust policy must allow one of these values of token.actions.githubusercontent.com:sub; allow both to be "
        "safe:",
        "  repo:octo-org/octo-repo:ref:refs/heads/main",
        "  repo:octo-org@9919/octo-repo@123456789:ref:refs/heads/main",
        "(repositories created, renamed or moved since 15 July 2026 use the second)",
        "print such a trust policy with:",
        "  sagemaker-marketplace iam-policy --trust octo-org/octo-repo --account-id 123456789012 --ref refs/heads/main "
        "--owner-id 9919 --repository-id 123456789",
    ]
