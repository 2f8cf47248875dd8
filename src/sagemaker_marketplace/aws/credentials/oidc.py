"""Credentials of a role that a GitHub job takes with its OIDC token, and takes again before they expire."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...manifest.findings import USAGE, Failure

AUDIENCE = "sts.amazonaws.com"
# Source: STS API, AssumeRoleWithWebIdentity (DurationSeconds, RoleSessionName); IAM's default MaxSessionDuration.
SHORTEST, LONGEST, USUAL = 900, 43200, 3600
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_LONGEST_NAME = 64
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\x21-\x7e]{1,576}")
_ASSUMED = re.compile(r"arn:(aws[a-z-]*):sts::([0-9]{12}):assumed-role/([^/\s]+)/\S*")
# The request token goes to this address, so it must not go there in the clear; loopback is where a sandbox is.
_REQUEST_URL = re.compile(
    r"(?:https://(?P<host>[^\s/?#@\\]+)|http://(?P<near>(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?))(?:[/?]\S*)?"
)
_REQUEST_TOKEN = re.compile(r"[\x21-\x7e]+")
_VARIABLES = "ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN"


@dataclass(frozen=True)
class Oidc:
    """A role to take, and how a job gets its tokens: the values of two variables a runner sets, and a way to wait.

    `in_actions` is whether this is a job of GitHub Actions at all. The request token is in no text of an Oidc.
    """

    role: str
    session: str
    duration: int
    audience: str
    request_url: str
    request_token: str
    sleep: Callable[[float], object]
    in_actions: bool = True

    @property
    def host(self) -> str:
        """Where tokens are asked for; empty for what is no address to ask."""
        found = _REQUEST_URL.fullmatch(self.request_url)
        return (found["host"] or found["near"]) if found else ""

    def __repr__(self) -> str:
        """Without the request token."""
        return f"Oidc(role={self.role!r}, session={self.session!r}, duration={self.duration}, host={self.host!r})"


def session_name(given: str, run: Mapping[str, str]) -> str:
    """The name CloudTrail shows for the session: the given one, else one made of the run's repository and number.

    Raises Failure for a given name that STS does not take.
    """
    if given:
        if not _SESSION_NAME.fullmatch(given):
            hint = "2 to 64 letters, digits and +=,.@-_, or leave it out for one that names repository and run"
            raise Failure(f"role-session-name is {given!r}", USAGE, hint)
        return given
    number = re.sub("[^0-9]", "", run.get("GITHUB_RUN_ID", ""))[:20]
    tail = f"-{number}" if number else ""
    repository = re.sub(r"[^A-Za-z0-9_.]+", "-", run.get("GITHUB_REPOSITORY", "")).strip("-")
    named = f"sagemaker-marketplace-{repository}".rstrip("-")
    return named[: _LONGEST_NAME - len(tail)].rstrip("-") + tail


def check(oidc: Oidc) -> None:
    """Look at what can be seen without asking anybody.

    Raises Failure for a job that may not have tokens, an address that is none, a role that is none, a duration that
    no session has.
    """
    _check_role(oidc.role)
    if not SHORTEST <= oidc.duration <= LONGEST:
        hint = f"it takes {SHORTEST} to {LONGEST}; {USUAL} fits every role, and the session is renewed as it ends"
        raise Failure(f"role-duration-seconds is {oidc.duration}", USAGE, hint)
    if not oidc.audience or re.search(r"\s", oidc.audience):
        raise Failure(f"audience is {oidc.audience!r}", USAGE, f"leave it out for {AUDIENCE}")
    if not oidc.request_url or not oidc.request_token:
        raise _no_permission(oidc)
    if not oidc.host:
        raise Failure(
            "ACTIONS_ID_TOKEN_REQUEST_URL is no https address",
            USAGE,
            "the runner sets it; the request token is sent to no other kind of address",
        )
    if not _REQUEST_TOKEN.fullmatch(oidc.request_token):
        raise Failure("ACTIONS_ID_TOKEN_REQUEST_TOKEN has characters no token has", USAGE, "the runner sets it")


def _check_role(role: str) -> None:
    if _ROLE.fullmatch(role):
        return
    hint = "write arn:aws:iam::<account>:role/<path/><name>"
    assumed = _ASSUMED.fullmatch(role)
    if assumed:
        hint = f"that is a session of a role; the role is arn:{assumed[1]}:iam::{assumed[2]}:role/<path/>{assumed[3]}"
    elif ":oidc-provider/" in role:
        hint = f"that is the identity provider; {hint}"
    raise Failure(f"role-to-assume is {role!r}, the ARN of no role", USAGE, hint)


def _no_permission(oidc: Oidc) -> Failure:
    """Source: GitHub's OIDC reference; the runner sets both variables only for jobs that may ask for tokens."""
    if not oidc.in_actions:
        message = "role-to-assume is for jobs of GitHub Actions, and this is none"
        return Failure(message, USAGE, "leave it out, and give credentials in any way the AWS command line takes them")
    return Failure(
        f"this job may not ask GitHub for a token: {_VARIABLES} are not set",
        USAGE,
        "give the job `permissions: {id-token: write, contents: read}`; a reusable workflow has no more permissions\n"
        "than the job that calls it, and a pull request from a fork gets no token whatever the workflow says",
    )
