"""STS's AssumeRoleWithWebIdentity, which moto answers without a look at token and role, and sessions that end soon.

A scenario's `github` has for it, each only if it differs:

    provider   missing: the account has no identity provider for GitHub
    audiences  the audiences that provider takes ([sts.amazonaws.com])
    trusted    the forms of `sub` that a role which nobody made trusts ([classic, immutable]), or any other patterns
    longest    the MaxSessionDuration of such a role (3600)

Codes and texts are those users meet: aws-actions/configure-aws-credentials#280, #291, #1043 and its README;
kreuzwerker/awsu#27 for a session that is too long; logs that users show for a text that is no token and for one that
has expired. In which order STS looks is our reading, and so is that it finds nothing else wrong with a token.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from moto.sts.models import sts_backends
from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import github, policies, query, roles
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.wire import ACCOUNT, ServiceError

WITH_TOKEN = "AssumeRoleWithWebIdentity"  # noqa: S105 -- the name of a call

_PROVIDER = f"arn:{roles.PARTITION}:iam::{ACCOUNT}:oidc-provider/{github.HOST}"
_LEAST, _USUAL, _MOST = 900, 3600, 43200
_NEEDED = {"RoleArn": "roleArn", "RoleSessionName": "roleSessionName", "WebIdentityToken": "webIdentityToken"}


def answer(asked: Asked, scenario: Scenario) -> Response | None:
    """Give credentials for a role, or refuse them; None for any other call.

    AssumeRole is moto's unless the scenario's sessions end sooner than they were asked for.
    """
    try:
        if asked.operation == WITH_TOKEN:
            return _with_token(asked.members, scenario)
        if (asked.service, asked.operation) == ("sts", "AssumeRole") and "seconds" in scenario.sessions:
            _, seconds = _asked_for(asked.members, "RoleArn", "RoleSessionName")
            return query.result("sts", "AssumeRole", _granted(asked.members, scenario, seconds))
    except ServiceError as error:
        return query.error("sts", error.code, error.message, error.status)
    return None


class Sessions:
    """Tells which credentials of a role have expired, by the clock or by the calls that were made with them."""

    def __init__(self, scenario: Scenario) -> None:
        self._lifetime = scenario.sessions.get("lifetime_calls")
        self._calls: Counter[str] = Counter()

    def expired(self, access_key: str) -> bool:
        """Count a call made with this key and tell whether its session is over; other keys last."""
        session = sts_backends[ACCOUNT][roles.PARTITION].get_assumed_role_from_access_key(access_key)
        if session is None:
            return False
        self._calls[access_key] += 1
        over = self._lifetime is not None and self._calls[access_key] > self._lifetime
        return over or bool(session.expiration.replace(tzinfo=UTC) <= datetime.now(UTC))


def _with_token(members: Mapping[str, Any], scenario: Scenario) -> Response:
    role, seconds = _asked_for(members, *_NEEDED)
    claims = _believed(members["WebIdentityToken"], scenario)
    trust, longest = _trust(role.rpartition("/")[2], scenario)
    context = {f"{github.HOST}:{key}".lower(): (str(value),) for key, value in claims.items()}
    if not role.startswith(f"arn:{roles.PARTITION}:iam::{ACCOUNT}:role/") or not _trusts(trust, context):
        raise ServiceError("AccessDenied", f"Not authorized to perform sts:{WITH_TOKEN}", 403)
    if seconds > longest:
        raise _invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    more = {"Provider": _PROVIDER, "Audience": claims["aud"], "SubjectFromWebIdentityToken": claims["sub"]}
    return query.result("sts", WITH_TOKEN, {**_granted(members, scenario, seconds), **more})


def _asked_for(members: Mapping[str, Any], *needed: str) -> tuple[str, int]:
    """Give the role and the seconds a call asks for. Raises ServiceError if members are missing or out of range."""
    told = [
        f"Value null at '{_NEEDED[name]}' failed to satisfy constraint: Member must not be null"
        for name in needed
        if not members.get(name)
    ]
    seconds = int(members.get("DurationSeconds") or _USUAL)
    if not _LEAST <= seconds <= _MOST:
        bound = f"greater than or equal to {_LEAST}" if seconds < _LEAST else f"less than or equal to {_MOST}"
        constraint = f"failed to satisfy constraint: Member must have value {bound}"
        told.append(f"Value '{seconds}' at 'durationSeconds' {constraint}")
    if told:
        count = f"{len(told)} validation error{'s' if len(told) > 1 else ''} detected"
        raise _invalid(f"{count}: {'; '.join(told)}")
    return members["RoleArn"], seconds


def _believed(text: str, scenario: Scenario) -> dict[str, Any]:
    """Give the claims of a token. Raises ServiceError if the account's provider for GitHub does not take it."""
    claims = github.read(text)
    if claims is None:
        raise _rejected(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        )
    if scenario.github.get("provider") == "missing":
        raise _rejected(f"No OpenIDConnect provider found in your account for {claims['iss']}")
    now = int(time.time())
    if claims["exp"] <= now:
        times = f"current date/time {now} must be before the expiration date/time {claims['exp']}"
        raise ServiceError("ExpiredTokenException", f"Token expired: {times}")
    if claims["aud"] not in scenario.github.get("audiences", [github.AUDIENCE]):
        raise _rejected("Incorrect token audience")
    return claims


def _trust(name: str, scenario: Scenario) -> tuple[Any, int]:
    """Give the trust policy and the MaxSessionDuration of a role; one that nobody made is as the scenario says."""
    made = roles.made_by_somebody(name)
    if made:
        return made.assume_role_policy_document, int(made.max_session_duration)
    forms = scenario.github.get("trusted", ["classic", "immutable"])
    subjects = [github.subject(scenario, form) if form in ("classic", "immutable") else form for form in forms]
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": _PROVIDER},
        "Action": f"sts:{WITH_TOKEN}",
        "Condition": {
            "StringEquals": {f"{github.HOST}:aud": github.AUDIENCE},
            "StringLike": {f"{github.HOST}:sub": subjects},
        },
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}), scenario.github.get("longest", _USUAL)


def _trusts(trust: Any, context: policies.Context) -> bool:
    """Tell whether a trust policy lets the provider's subjects with these claims take the role on."""
    held = [
        {**statement, "Resource": "*"}  # a trust policy names none: it is about its role
        for statement in policies.statements(trust)
        if _names_provider(statement.get("Principal"))
    ]
    return policies.decide(held, f"sts:{WITH_TOKEN}", "*", context) == "allowed"


def _names_provider(principal: Any) -> bool:
    if not isinstance(principal, Mapping):
        return bool(principal == "*")
    named = principal.get("Federated", [])
    return _PROVIDER in (named if isinstance(named, list) else [named])


def _granted(members: Mapping[str, Any], scenario: Scenario, seconds: int) -> dict[str, Any]:
    """Make a session of moto's and give what both calls answer of it."""
    backend = sts_backends[ACCOUNT][roles.PARTITION]
    role, name = members["RoleArn"], members["RoleSessionName"]
    session = backend.assume_role("us-east-1", name, role, members.get("Policy", ""), seconds, "")
    if "seconds" in scenario.sessions:
        session.expiration = session.expiration - timedelta(seconds=seconds - scenario.sessions["seconds"])
    return {
        "Credentials": {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret_access_key,
            "SessionToken": session.session_token,
            "Expiration": session.expiration.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
        "AssumedRoleUser": {"AssumedRoleId": session.user_id, "Arn": session.arn},
        "PackedPolicySize": 0,
    }


def _rejected(message: str) -> ServiceError:
    return ServiceError("InvalidIdentityToken", message)


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)
