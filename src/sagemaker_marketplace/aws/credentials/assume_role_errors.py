"""Why STS does not exchange a token: its refusals told apart, each with what was sent and what mends it."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from shlex import quote

from ...manifest.findings import AWS_REFUSED, USAGE, Failure
from ...report import untrusted
from ..errors import Refusal
from .oidc import Oidc

# The claims a trust policy is written against; all others stay unsaid.
CLAIMS = ("iss", "aud", "sub", "repository", "ref", "environment", "job_workflow_ref")
_IDS = ("repository_owner_id", "repository_id")
_GITHUB = "https://token.actions.githubusercontent.com"
_OPERATION = "AssumeRoleWithWebIdentity"
_MOST = 400
_SHORTEST_SECRET = 8
_SUBJECT = re.compile(r"repo:[^:@/]+(?P<ids>@[0-9]+)?/[^:@/]+(?(ids)@[0-9]+):(?P<rest>.+)")
# The words are those users report: aws/aws-cli#7194; aws-actions/configure-aws-credentials#280, #291, #299.
_NO_KEY = "retrieve verification key"
_PASSING_CODES = ("IDPCommunicationError", "ExpiredTokenException")


def hiding(*secrets: str) -> Callable[[str], str]:
    """Give a function that takes secrets out of a text, should whoever answers have put them in.

    What is shorter than eight characters is no secret, and would leave holes in any text.
    """

    def hidden(text: str) -> str:
        for secret in (secret for secret in secrets if len(secret) >= _SHORTEST_SECRET):
            text = text.replace(secret, "***")
        return text

    return hidden


def claims(token: str) -> dict[str, str]:
    """What a JSON Web Token says of the job, as far as a trust policy may ask for it; nothing for no such token.

    Its signature is not looked at: this is for telling, STS decides.
    """

    try:
        payload = token.split(".")[1]
        said = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return {name: untrusted.line(str(said[name]))[:_MOST] for name in (*CLAIMS, *_IDS) if name in said}
    except (ValueError, IndexError, TypeError, RecursionError):
        return {}


def may_pass(refused: Refusal) -> bool:
    """Whether another try with a new token may succeed. Source: STS API, the errors of AssumeRoleWithWebIdentity."""
    return refused.code in _PASSING_CODES or _NO_KEY in refused.text


def told(refused: Refusal, oidc: Oidc, region: str, said: Mapping[str, str]) -> Failure:
    """Say what a refusal means; `said` are the token's claims. The remedy is the one for this refusal alone."""
    code, text = refused.code, refused.text
    if code == "AccessDenied":
        return _not_trusted(oidc, said)
    if code == "InvalidIdentityToken":
        return _not_identified(oidc, text, said)
    if code == "ValidationError":
        return _not_valid(oidc, text)
    if code == "ExpiredTokenException":
        return _failure(
            f"AWS takes GitHub's token for expired: {text}",
            f"it had just been asked for at {oidc.host}: if a proxy answers there, it must keep no answers; on GitHub\n"
            "Enterprise Server set the server's clock",
        )
    if code == "IDPCommunicationError":
        return _no_key(text)
    if code == "RegionDisabledException":
        return _failure(
            f"STS is not active in {region} for account {_account(oidc)}",
            f"activate it in IAM's account settings: {text}",
        )
    return _failure(f"AWS refused {_OPERATION}: {code}: {text}", "\n".join(["the token says:", *_listed(said)]))


def _not_trusted(oidc: Oidc, said: Mapping[str, str]) -> Failure:
    lines = [
        f"its trust policy does not let this token in, or account {_account(oidc)} has no such role: AWS does not say",
        *(["the token says:", *_listed(said), *_subjects(said)] if said else ["the token could not be read"]),
        *_command(oidc, said),
    ]
    return _failure(f"the role {oidc.role} can't be taken: {_OPERATION} is not allowed", "\n".join(lines))


def _not_identified(oidc: Oidc, text: str, said: Mapping[str, str]) -> Failure:
    account, issuer, audience = _account(oidc), said.get("iss", _GITHUB), said.get("aud", oidc.audience)
    if "No OpenIDConnect provider" in text:
        return _failure(
            f"account {account} has no OIDC provider for {issuer}",
            f"make one in IAM of that account: provider URL {issuer}, audience {oidc.audience};\n"
            "or is the account ID in role-to-assume another than was meant?",
        )
    if "audience" in text:
        return _failure(
            f"the OIDC provider in account {account} does not know the audience {audience}",
            f"add {audience} to the provider's audiences (client IDs) in IAM",
        )
    if _NO_KEY in text:
        return _no_key(text)
    return _failure(f"AWS does not take GitHub's token: {text}", "\n".join(["the token says:", *_listed(said)]))


def _not_valid(oidc: Oidc, text: str) -> Failure:
    if "MaxSessionDuration" in text:
        message = f"role-duration-seconds is {oidc.duration}, more than the role's MaxSessionDuration"
    elif "role chaining" in text:
        message = f"role-duration-seconds is {oidc.duration}, and a role that a role takes lasts an hour at most"
    elif "ARN is invalid" in text:
        message = f"AWS takes {oidc.role} for the ARN of no role"
        return Failure(message, USAGE, "copy it from IAM: arn:aws:iam::<account>:role/<path/><name>")
    else:
        return _failure(f"AWS refused {_OPERATION}: ValidationError: {text}", "look at role-to-assume")
    hint = "set it to 3600 or leave it out: the session is renewed before it ends, as often as the validation needs"
    return Failure(message, USAGE, hint)


def _no_key(text: str) -> Failure:
    return _failure(f"AWS could not get the keys of GitHub's tokens: {text}", "run the step again later")


def _listed(said: Mapping[str, str]) -> list[str]:
    return [f"  {name}: {said[name]}" for name in CLAIMS if name in said]


def _subjects(said: Mapping[str, str]) -> list[str]:
    """Both forms of the subject, as far as the claims tell them.

    Source: GitHub's OIDC reference; README of aws-actions/configure-aws-credentials on immutable subjects.
    """
    sent, repository = said.get("sub", ""), said.get("repository", "")
    key = f"{said.get('iss', _GITHUB).removeprefix('https://')}:sub"
    form, ids = _SUBJECT.fullmatch(sent), [said[name] for name in _IDS if name in said]
    if form is None or repository.count("/") != 1 or len(ids) != len(_IDS):
        return [f"the trust policy must allow this {key}"]
    owner, _, name = repository.partition("/")
    return [
        f"the trust policy must allow, as {key}, the form the token has; with both it lasts:",
        f"  repo:{repository}:{form['rest']}",
        f"  repo:{owner}@{ids[0]}/{name}@{ids[1]}:{form['rest']}",
        "(the second is that of repositories made, renamed or moved since 15 July 2026)",
    ]


def _command(oidc: Oidc, said: Mapping[str, str]) -> list[str]:
    """The command that prints such a trust policy, where there is one."""
    form = _SUBJECT.fullmatch(said.get("sub", ""))
    scope, _, value = form["rest"].partition(":") if form else ("", "", "")
    usual = said.get("iss") == _GITHUB and said.get("aud") == "sts.amazonaws.com" and oidc.role.startswith("arn:aws:")
    if not usual or scope not in ("environment", "ref") or not all(name in said for name in ("repository", *_IDS)):
        return []

    trusted = f"--trust {quote(said['repository'])} --account-id {_account(oidc)} --{scope} {quote(value)}"
    ids = f"--owner-id {quote(said[_IDS[0]])} --repository-id {quote(said[_IDS[1]])}"
    return ["this prints such a policy:", f"  sagemaker-marketplace iam-policy {trusted} {ids}"]


def _account(oidc: Oidc) -> str:
    return oidc.role.split(":")[4]


def _failure(message: str, hint: str) -> Failure:
    return Failure(message, AWS_REFUSED, hint)
