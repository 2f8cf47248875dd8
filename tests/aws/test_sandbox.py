"""A role taken, and taken again, in the sandbox, by the variables a job has there."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from botocore.config import Config
from tests.aws.stand_in import ROLE

from sagemaker_marketplace.aws import identity
from sagemaker_marketplace.aws.credentials import oidc, sessions
from sagemaker_marketplace.aws.queries import Queries
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.sandbox.server import Sandbox, running

Ask = Callable[[], Queries]
SESSION = "arn:aws:sts::123456789012:assumed-role/release/me"


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Sandbox]]:
    """Give a function that starts a sandbox, which is all of AWS and of GitHub until the test ends."""
    with ExitStack() as stack:

        def served(scenario: str) -> Sandbox:
            sandbox = stack.enter_context(running(scenario))
            for name, value in sandbox.environment.items():
                monkeypatch.setenv(name, value)
            return sandbox

        yield served


def taken(waits: list[float], duration: int = 3600) -> oidc.Oidc:
    """The role as a job in the sandbox takes it."""
    variables = (os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"], os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"])
    return oidc.Oidc(ROLE, "me", duration, oidc.AUDIENCE, *variables, waits.append)


def caller(waits: list[float], duration: int = 3600) -> str:
    """Who the account takes the job for."""
    account = Account("tests", taken(waits, duration)).queries("us-east-1", "2026-11-23", Facts())
    return identity.get_caller(account, ()).arn


@pytest.mark.parametrize(
    ("scenario", "waits"), [("oidc", []), ("oidc-immutable-subject", []), ("oidc-token-flaky", [1, 2])]
)
def test_a_job_that_may(serve: Callable[[str], Sandbox], scenario: str, waits: list[float]) -> None:
    serve(scenario)
    waited: list[float] = []
    assert caller(waited) == SESSION
    assert waited == waits


def test_calls_go_on_across_three_sessions(serve: Callable[[str], Sandbox]) -> None:
    serve("short-sessions")
    session = sessions.open_session(taken([]), "us-east-1")
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
def test_a_job_that_may_not(serve: Callable[[str], Sandbox], scenario: str, exit_code: int, message: str) -> None:
    host = serve(scenario).url.removeprefix("http://")
    with pytest.raises(Failure) as caught:
        caller([])
    found = caught.value
    assert (found.exit_code, found.message.replace(host, "HOST")) == (exit_code, message)


def test_tokens_that_have_expired(serve: Callable[[str], Sandbox]) -> None:
    serve("oidc-token-expired")
    waits: list[float] = []
    with pytest.raises(Failure, match=r"^AWS considers GitHub's token expired: Token expired: current date/time "):
        caller(waits)
    assert waits == [1, 2, 4]


def test_a_shorter_session_for_a_role_that_allows_no_longer(serve: Callable[[str], Sandbox]) -> None:
    serve("oidc-session-too-long")
    assert caller([], 1800) == SESSION


def test_the_subject_a_job_has_is_told(serve: Callable[[str], Sandbox]) -> None:
    serve("oidc-immutable-subject-untrusted")
    with pytest.raises(Failure) as caught:
        caller([])
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
