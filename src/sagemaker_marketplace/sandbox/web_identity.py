"""STS's AssumeRoleWithWebIdentity, for which moto validates neither token nor role, and sessions that expire early.

Keys of a scenario's `github`, with defaults:

    provider   missing: the account has no identity provider for GitHub
    audiences  the audiences that the provider accepts ([sts.amazonaws.com])
    trusted    the formats of `sub` that default roles trust ([classic, immutable]), or other patterns
    longest    the MaxSessionDuration of default roles (3600)

Codes and messages are those that users report: aws-actions/configure-aws-credentials#280, #291, #1043 and its README;
kreuzwerker/awsu#27 for a session that is too long; users' logs for an invalid and an expired token. The order of STS's
checks is an inference, and so is that there are no others.
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

from sagemaker_marketplace.sandbox import accounts, authorization, github_tokens, policies, query_protocol, roles
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.json_protocol import ServiceError
from sagemaker_marketplace.sandbox.scenario import Scenario

WITH_TOKEN = "AssumeRoleWithWebIdentity"  # noqa: S105 -- the name of an operation

_NOT_AUTHORIZED = ServiceError("AccessDenied", f"Not authorized to perform sts:{WITH_TOKEN}", 403)
_MIN_SECONDS, _DEFAULT_SECONDS, _MAX_SECONDS = 900, 3600, 43200
_REQUIRED = {"RoleArn": "roleArn", "RoleSessionName": "roleSessionName", "WebIdentityToken": "webIdentityToken"}


def handle(call: ApiCall, scenario: Scenario) -> Response | None:
    """Respond with credentials for a role; None for any other call. Raises ServiceError if they are refused.

    AssumeRole is left to moto, unless the scenario's sessions expire earlier than requested.
    """
    if call.operation == WITH_TOKEN:
        return _assume_role_with_token(call.parameters, scenario)
    if (call.service, call.operation) != ("sts", "AssumeRole"):
        return None
    role_arn = call.string("RoleArn")
    account = accounts.account_of_role(role_arn)
    if account and not scenario.has_account(account):
        caller = authorization.find_principal(call.account, call.access_key)
        raise ServiceError(
            "AccessDenied",
            f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn}",
            403,
        )
    if "seconds" in scenario.sessions:
        _, seconds = _role_and_seconds(call.parameters, "RoleArn", "RoleSessionName")
        return query_protocol.result_response("sts", "AssumeRole", _start_session(call.parameters, scenario, seconds))
    return None


class Sessions:
    """Counts the calls of role sessions, which expire at a time or after a number of calls."""

    def __init__(self, scenario: Scenario) -> None:
        self._lifetime = scenario.sessions.get("lifetime_calls")
        self._calls: Counter[str] = Counter()

    def has_expired(self, account: str, access_key: str) -> bool:
        """Count a call with an access key, and return whether its session has expired; other keys do not expire."""
        session = sts_backends[account][roles.PARTITION].get_assumed_role_from_access_key(access_key)
        if session is None:
            return False
        self._calls[access_key] += 1
        used_up = self._lifetime is not None and self._calls[access_key] > self._lifetime
        return used_up or bool(session.expiration.replace(tzinfo=UTC) <= datetime.now(UTC))


def _assume_role_with_token(parameters: Mapping[str, Any], scenario: Scenario) -> Response:
    role, seconds = _role_and_seconds(parameters, *_REQUIRED)
    claims = _verify_token(parameters["WebIdentityToken"], scenario)
    account = accounts.account_of_role(role)
    if not account or not scenario.has_account(account):
        raise _NOT_AUTHORIZED
    provider = f"arn:{roles.PARTITION}:iam::{account}:oidc-provider/{github_tokens.HOST}"
    trust, longest = _trust_policy(account, role.rpartition("/")[2], provider, scenario)
    context = {f"{github_tokens.HOST}:{key}".lower(): (str(value),) for key, value in claims.items()}
    if not _trusts(trust, provider, context):
        raise _NOT_AUTHORIZED
    if seconds > longest:
        raise _validation_error("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    token_fields = {"Provider": provider, "Audience": claims["aud"], "SubjectFromWebIdentityToken": claims["sub"]}
    return query_protocol.result_response(
        "sts", WITH_TOKEN, {**_start_session(parameters, scenario, seconds), **token_fields}
    )


def _role_and_seconds(parameters: Mapping[str, Any], *required: str) -> tuple[str, int]:
    """Return the requested role and duration. Raises ServiceError for missing or out-of-range parameters."""
    violations = [
        f"Value null at '{_REQUIRED[name]}' failed to satisfy constraint: Member must not be null"
        for name in required
        if not parameters.get(name)
    ]
    seconds = int(parameters.get("DurationSeconds") or _DEFAULT_SECONDS)
    if not _MIN_SECONDS <= seconds <= _MAX_SECONDS:
        bound = (
            f"greater than or equal to {_MIN_SECONDS}"
            if seconds < _MIN_SECONDS
            else f"less than or equal to {_MAX_SECONDS}"
        )
        constraint = f"failed to satisfy constraint: Member must have value {bound}"
        violations.append(f"Value '{seconds}' at 'durationSeconds' {constraint}")
    if violations:
        count = f"{len(violations)} validation error{'s' if len(violations) > 1 else ''} detected"
        raise _validation_error(f"{count}: {'; '.join(violations)}")
    return parameters["RoleArn"], seconds


def _verify_token(token: str, scenario: Scenario) -> dict[str, Any]:
    """Return the claims of a token. Raises ServiceError if the account's provider for GitHub rejects it."""
    claims = github_tokens.decode(token)
    if claims is None:
        raise _invalid_token(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        )
    if scenario.github.get("provider") == "missing":
        raise _invalid_token(f"No OpenIDConnect provider found in your account for {claims['iss']}")
    now = int(time.time())
    if claims["exp"] <= now:
        times = f"current date/time {now} must be before the expiration date/time {claims['exp']}"
        raise ServiceError("ExpiredTokenException", f"Token expired: {times}")
    if claims["aud"] not in scenario.github.get("audiences", [github_tokens.AUDIENCE]):
        raise _invalid_token("Incorrect token audience")
    return claims


def _trust_policy(account: str, name: str, provider: str, scenario: Scenario) -> tuple[Any, int]:
    """Return the trust policy and the MaxSessionDuration of a role; the scenario sets those of a default role."""
    role = roles.find_user_role(account, name)
    if role:
        return role.assume_role_policy_document, int(role.max_session_duration)
    formats = scenario.github.get("trusted", ["classic", "immutable"])
    patterns = [github_tokens.subject(scenario, item) if item in ("classic", "immutable") else item for item in formats]
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": f"sts:{WITH_TOKEN}",
        "Condition": {
            "StringEquals": {f"{github_tokens.HOST}:aud": github_tokens.AUDIENCE},
            "StringLike": {f"{github_tokens.HOST}:sub": patterns},
        },
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}), scenario.github.get(
        "longest", _DEFAULT_SECONDS
    )


def _trusts(trust: Any, provider: str, context: policies.Context) -> bool:
    """Return whether a trust policy allows tokens with these claims to assume the role."""
    statements = [
        {**statement, "Resource": "*"}  # a trust policy has no Resource
        for statement in policies.read_statements(trust)
        if _names_provider(statement.get("Principal"), provider)
    ]
    return policies.evaluate(statements, f"sts:{WITH_TOKEN}", "*", context) == "allowed"


def _names_provider(principal: Any, provider: str) -> bool:
    if not isinstance(principal, Mapping):
        return bool(principal == "*")
    providers = principal.get("Federated", [])
    return provider in (providers if isinstance(providers, list) else [providers])


def _start_session(parameters: Mapping[str, Any], scenario: Scenario, seconds: int) -> dict[str, Any]:
    """Start a session in moto, and return the fields that both operations return for it."""
    backend = sts_backends[accounts.account_of_role(parameters["RoleArn"])][roles.PARTITION]
    role, name = parameters["RoleArn"], parameters["RoleSessionName"]
    session = backend.assume_role("us-east-1", name, role, parameters.get("Policy", ""), seconds, "")
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


def _invalid_token(message: str) -> ServiceError:
    return ServiceError("InvalidIdentityToken", message)


def _validation_error(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)
