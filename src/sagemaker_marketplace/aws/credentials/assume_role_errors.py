"""Failures for the error responses of AssumeRoleWithWebIdentity and AssumeRole, each with its fix."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from shlex import quote

from ...manifest.findings import AWS_REFUSED, USAGE, Failure
from ...report import untrusted
from .. import access_denied
from ..access_denied import Denial
from ..errors import ErrorResponse
from .assumed_role import AssumedRole
from .oidc import Oidc

# The claims that trust policies use; no others are printed.
CLAIMS = ("iss", "aud", "sub", "repository", "ref", "environment", "job_workflow_ref")
_IDS = ("repository_owner_id", "repository_id")
_GITHUB = "https://token.actions.githubusercontent.com"
WEB_IDENTITY, ASSUME_ROLE = "AssumeRoleWithWebIdentity", "AssumeRole"
_MAX_CLAIM_LENGTH = 400
_MIN_SECRET_LENGTH = 8
_SUBJECT = re.compile(r"repo:[^:@/]+(?P<ids>@[0-9]+)?/[^:@/]+(?(ids)@[0-9]+):(?P<rest>.+)")
# The message is as users report it: aws/aws-cli#7194; aws-actions/configure-aws-credentials#280, #291, #299.
_NO_KEY = "retrieve verification key"
_TEMPORARY_CODES = ("IDPCommunicationError", "ExpiredTokenException")


def redactor(*secrets: str) -> Callable[[str], str]:
    """Return a function that redacts these secrets in a string, in case a response repeats them.

    Strings of fewer than eight characters are not secrets, and can occur in any message.
    """

    def redact(message: str) -> str:
        for secret in (secret for secret in secrets if len(secret) >= _MIN_SECRET_LENGTH):
            message = message.replace(secret, "***")
        return message

    return redact


def token_claims(token: str) -> dict[str, str]:
    """Return the claims of a JSON Web Token that trust policies use; none for an invalid token.

    The signature is not verified: the claims are only printed, and STS decides.
    """
    try:
        payload = token.split(".")[1]
        parsed = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        names = (name for name in (*CLAIMS, *_IDS) if name in parsed)
        return {name: untrusted.line(str(parsed[name]))[:_MAX_CLAIM_LENGTH] for name in names}
    except (ValueError, IndexError, TypeError, RecursionError):
        return {}


def is_temporary(response: ErrorResponse) -> bool:
    """Whether a retry with a new token can succeed. Source: STS API, the errors of AssumeRoleWithWebIdentity."""
    return response.code in _TEMPORARY_CODES or _NO_KEY in response.message


def to_failure(response: ErrorResponse, oidc: Oidc, region: str, claims: Mapping[str, str]) -> Failure:
    """Return the failure for an error response, with the hint for this error; `claims` are the token's."""
    code, message = response.code, response.message
    if code == "AccessDenied":
        return _not_trusted(oidc, claims)
    if code == "InvalidIdentityToken":
        return _invalid_token(oidc, message, claims)
    if code == "ValidationError":
        return _invalid_request(oidc, WEB_IDENTITY, message)
    if code == "ExpiredTokenException":
        return _failure(
            f"AWS considers GitHub's token expired: {message}",
            f"the token was requested from {oidc.host} just before: turn off caching if a proxy responds there; on\n"
            "GitHub Enterprise Server, set the server's clock",
        )
    if code == "IDPCommunicationError":
        return _no_key(message)
    if code == "RegionDisabledException":
        return _region_disabled(oidc, region, message)
    return _failure(f"AWS refused {WEB_IDENTITY}: {code}: {message}", "\n".join(_list_claims(claims)))


def of_own_credentials(response: ErrorResponse, assumed: AssumedRole, region: str) -> Failure:
    """Return the failure for an error response of AssumeRole.

    Source: STS API, the errors of AssumeRole; IAM user guide, role chaining: such sessions last at most an hour.
    """
    code, message = response.code, response.message
    if code == "AccessDenied":
        return _may_not_assume(assumed, message)
    if code == "ValidationError":
        return _invalid_request(assumed, ASSUME_ROLE, message)
    if code == "RegionDisabledException":
        return _region_disabled(assumed, region, message)
    return _failure(f"AWS refused {ASSUME_ROLE}: {code}: {message}", "check role-to-assume in the manifest")


def _may_not_assume(assumed: AssumedRole, message: str) -> Failure:
    """Both policies must allow the call across accounts, and the message often does not say which does not.

    Source: IAM user guide, cross-account policy evaluation logic, and how to assume a role.
    """
    denial = access_denied.parse(message) or Denial("sts:AssumeRole")
    refused = f"could not assume the role {assumed.role}: AssumeRole: access denied"
    if access_denied.is_role(denial.principal, assumed.role):
        return _failure(refused, "the run's own credentials belong to this role: remove role-to-assume")
    if denial.policy not in ("", access_denied.IDENTITY, "role trust policy"):
        return _failure(refused, access_denied.fix(denial))
    caller = denial.principal or "the caller"
    lines = [
        f"check that account {_account(assumed)} has this role and that its trust policy allows {caller};",
        "sagemaker-marketplace iam-policy --trust-caller ARN prints such a policy",
        "add sts:AssumeRole to the caller's IAM policy; sagemaker-marketplace iam-policy --for assume-role prints it",
    ]
    return _failure(refused, "\n".join(lines))


def _not_trusted(oidc: Oidc, claims: Mapping[str, str]) -> Failure:
    lines = [
        f"check that account {_account(oidc)} has this role and that its trust policy allows this token",
        *([*_list_claims(claims), *_allowed_subs(claims)] if claims else ["the token could not be read"]),
        *_trust_policy_command(oidc, claims),
    ]
    return _failure(f"could not assume the role {oidc.role}: {WEB_IDENTITY}: access denied", "\n".join(lines))


def _invalid_token(oidc: Oidc, message: str, claims: Mapping[str, str]) -> Failure:
    account, issuer, audience = _account(oidc), claims.get("iss", _GITHUB), claims.get("aud", oidc.audience)
    if "No OpenIDConnect provider" in message:
        return _failure(
            f"account {account} has no OIDC provider for {issuer}",
            f"check the account ID in role-to-assume, or create the provider in IAM of that account:\n"
            f"provider URL {issuer}, audience {oidc.audience}",
        )
    if "audience" in message:
        return _failure(
            f"the OIDC provider in account {account} does not accept the audience {audience}",
            f"add {audience} to the provider's audiences (client IDs) in IAM",
        )
    if _NO_KEY in message:
        return _no_key(message)
    return _failure(f"AWS rejected GitHub's token: {message}", "\n".join(_list_claims(claims)))


def _region_disabled(settings: Oidc | AssumedRole, region: str, message: str) -> Failure:
    return _failure(
        f"STS is not active in {region} for account {_account(settings)}",
        f"activate it in IAM's account settings: {message}",
    )


def _invalid_request(settings: Oidc | AssumedRole, operation: str, message: str) -> Failure:
    if "ARN is invalid" in message:
        hint = "copy the ARN from IAM: arn:aws:iam::<account>:role/<path/><name>"
        return Failure(f"role-to-assume must be a role ARN, not {settings.role}", USAGE, hint)
    if "MaxSessionDuration" in message:
        limit = "the role's MaxSessionDuration"
    elif "role chaining" in message:
        limit = "one hour, the maximum for a role that another role assumes"
    else:
        return _failure(f"AWS refused {operation}: ValidationError: {message}", "check role-to-assume")
    hint = "set it to 3600 or leave it out: the session is renewed automatically"
    return Failure(f"role-duration-seconds is {settings.duration}, more than {limit}", USAGE, hint)


def _no_key(message: str) -> Failure:
    return _failure(f"AWS could not get the keys of GitHub's tokens: {message}", "retry later")


def _list_claims(claims: Mapping[str, str]) -> list[str]:
    return ["claims of the token:", *(f"  {name}: {claims[name]}" for name in CLAIMS if name in claims)]


def _allowed_subs(claims: Mapping[str, str]) -> list[str]:
    """Return the subjects that the trust policy must allow: both formats if the claims have the IDs.

    Source: GitHub's OIDC reference; README of aws-actions/configure-aws-credentials on immutable subjects.
    """
    repository = claims.get("repository", "")
    key = f"{claims.get('iss', _GITHUB).removeprefix('https://')}:sub"
    subject, ids = _SUBJECT.fullmatch(claims.get("sub", "")), [claims[name] for name in _IDS if name in claims]
    if subject is None or repository.count("/") != 1 or len(ids) != len(_IDS):
        return [f"the trust policy must allow this {key}"]
    owner, _, name = repository.partition("/")
    return [
        f"the trust policy must allow one of these values of {key}; allow both to be safe:",
        f"  repo:{repository}:{subject['rest']}",
        f"  repo:{owner}@{ids[0]}/{name}@{ids[1]}:{subject['rest']}",
        "(repositories created, renamed or moved since 15 July 2026 use the second)",
    ]


def _trust_policy_command(oidc: Oidc, claims: Mapping[str, str]) -> list[str]:
    """Return the command that prints a trust policy for this token, if the command supports such a token."""
    subject = _SUBJECT.fullmatch(claims.get("sub", ""))
    scope, _, value = subject["rest"].partition(":") if subject else ("", "", "")
    issuer, is_default = claims.get("iss", ""), claims.get("aud") == "sts.amazonaws.com"
    has_claims = all(name in claims for name in ("repository", *_IDS))
    if not (
        issuer and is_default and has_claims and scope in ("environment", "ref") and oidc.role.startswith("arn:aws:")
    ):
        return []
    trust = f"--trust {quote(claims['repository'])} --account-id {_account(oidc)} --{scope} {quote(value)}"
    ids = f"--owner-id {quote(claims[_IDS[0]])} --repository-id {quote(claims[_IDS[1]])}"
    other = f" --issuer {quote(issuer)}" if issuer != _GITHUB else ""
    return ["print such a trust policy with:", f"  sagemaker-marketplace iam-policy {trust} {ids}{other}"]


def _account(settings: Oidc | AssumedRole) -> str:
    return settings.role.split(":")[4]


def _failure(message: str, hint: str) -> Failure:
    return Failure(message, AWS_REFUSED, hint)
