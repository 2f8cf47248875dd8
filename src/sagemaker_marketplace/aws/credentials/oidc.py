"""Settings for assuming a role with the OIDC token of a GitHub job, and their validation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...manifest.findings import USAGE, Failure

AUDIENCE = "sts.amazonaws.com"
# The name of this way to get credentials, beside those that botocore has.
METHOD = "github-oidc"
# Source: STS API, AssumeRoleWithWebIdentity (DurationSeconds, RoleSessionName); IAM's default MaxSessionDuration.
MIN_DURATION, MAX_DURATION, DEFAULT_DURATION = 900, 43200, 3600
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_MAX_NAME_LENGTH = 64
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\x21-\x7e]{1,576}")
_ASSUMED = re.compile(r"arn:(aws[a-z-]*):sts::([0-9]{12}):assumed-role/([^/\s]+)/\S*")
# The request token is sent to this address, so the connection must be encrypted; a sandbox is on loopback.
_REQUEST_URL = re.compile(
    r"(?:https://(?P<host>[^\s/?#@\\]+)|http://(?P<loopback>(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?))(?:[/?]\S*)?"
)
_REQUEST_TOKEN = re.compile(r"[\x21-\x7e]+")
_VARIABLES = "ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN"


@dataclass(frozen=True)
class Oidc:
    """A role to assume, and how a job gets its tokens: the values of two variables that the runner sets, and a sleep.

    `in_actions` is whether this is a job of GitHub Actions. The representation does not contain the request token.
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
        """The host of the token endpoint; empty if the address is invalid."""
        match = _REQUEST_URL.fullmatch(self.request_url)
        return (match["host"] or match["loopback"]) if match else ""

    def __repr__(self) -> str:
        """Return a representation without the request token."""
        return f"Oidc(role={self.role!r}, session={self.session!r}, duration={self.duration}, host={self.host!r})"


def session_name(name: str, run: Mapping[str, str]) -> str:
    """Return the name of the session in CloudTrail: `name`, by default one with the run's repository and ID.

    Raises Failure for a name that STS does not accept.
    """
    if name:
        if not _SESSION_NAME.fullmatch(name):
            hint = "use 2 to 64 letters, digits and +=,.@-_, or leave it out for a name with repository and run ID"
            raise Failure(f"invalid role-session-name: {name!r}", USAGE, hint)
        return name
    number = re.sub("[^0-9]", "", run.get("GITHUB_RUN_ID", ""))[:20]
    suffix = f"-{number}" if number else ""
    repository = re.sub(r"[^A-Za-z0-9_.]+", "-", run.get("GITHUB_REPOSITORY", "")).strip("-")
    prefix = f"sagemaker-marketplace-{repository}".rstrip("-")
    return prefix[: _MAX_NAME_LENGTH - len(suffix)].rstrip("-") + suffix


def check(oidc: Oidc) -> None:
    """Validate the settings without a request.

    Raises Failure for a job without permission for tokens, and for an invalid address, role, duration or audience.
    """
    check_role(oidc.role)
    check_duration(oidc.duration)
    if not oidc.audience or re.search(r"\s", oidc.audience):
        raise Failure(f"invalid audience: {oidc.audience!r}", USAGE, f"leave it out for {AUDIENCE}")
    if not oidc.request_url or not oidc.request_token:
        raise _no_permission(oidc)
    if not oidc.host:
        raise Failure(
            "ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL",
            USAGE,
            "do not set it: the runner does, and the request token is only sent to https URLs",
        )
    if not _REQUEST_TOKEN.fullmatch(oidc.request_token):
        raise Failure("ACTIONS_ID_TOKEN_REQUEST_TOKEN has invalid characters", USAGE, "do not set it: the runner does")


def check_duration(seconds: int) -> None:
    """Raise Failure for a duration that STS does not accept."""
    if not MIN_DURATION <= seconds <= MAX_DURATION:
        hint = f"use {MIN_DURATION} to {MAX_DURATION}; every role allows {DEFAULT_DURATION}, and sessions are renewed"
        raise Failure(f"invalid role-duration-seconds: {seconds}", USAGE, hint)


def check_role(role: str) -> None:
    """Raise Failure for anything but the ARN of a role."""
    if _ROLE.fullmatch(role):
        return
    hint = "use arn:aws:iam::<account>:role/<path/><name>"
    assumed = _ASSUMED.fullmatch(role)
    if assumed:
        hint = f"this is a role session; use the role, arn:{assumed[1]}:iam::{assumed[2]}:role/<path/>{assumed[3]}"
    elif ":oidc-provider/" in role:
        hint = f"this is the identity provider; {hint}"
    raise Failure(f"role-to-assume must be a role ARN, not {role!r}", USAGE, hint)


def _no_permission(oidc: Oidc) -> Failure:
    """Source: GitHub's OIDC reference; the runner sets both variables only for jobs with permission for tokens."""
    if not oidc.in_actions:
        message = "role-to-assume requires a GitHub Actions job"
        return Failure(message, USAGE, "use --profile instead, or other credentials of the AWS CLI")
    return Failure(
        f"this job lacks permission to request a token from GitHub: {_VARIABLES} are not set",
        USAGE,
        "set `permissions: {id-token: write, contents: read}` for the job; a reusable workflow has at most the\n"
        "permissions of the calling job, and pull requests from forks never get a token",
    )
