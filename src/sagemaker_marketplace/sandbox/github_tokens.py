"""Emulates the endpoint that issues OpenID Connect tokens to GitHub Actions jobs.

Keys of a scenario's `github`, with defaults:

    sub         classic (repo:OWNER/NAME:ref:REF), or immutable, with the IDs of owner and repository
    repository  OWNER/NAME
    expires     seconds until a token expires (300); if negative, the token has already expired

See `web_identity` for further keys. Sources: GitHub's documentation of OpenID Connect for the claims, the response
{"value": ...} and the audience in the query; the README of aws-actions/configure-aws-credentials for immutable
subjects. The lifetime of a token is not documented; several users decoded five minutes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import Any
from uuid import uuid4

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.scenario import Scenario

PATH = "/_sandbox/github-token"
OPERATION = "GetGitHubToken"
REQUEST_TOKEN = "sandbox-request-token"  # noqa: S105 -- valid only in the sandbox
HOST = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"

_OWNER_ID, _REPOSITORY_ID = 9919, 123456789
_REF = "refs/heads/main"
_LIFETIME = 300


def environment(url: str) -> dict[str, str]:
    """Return the variables of a job that can request tokens. As on GitHub, the URL already contains a query."""
    return {
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{url}{PATH}?api-version=2.0",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": REQUEST_TOKEN,
    }


def handle(call: ApiCall, scenario: Scenario) -> Response | None:
    """Respond to a token request, if its bearer token is valid; None for any other call."""
    if call.path != PATH:
        return None
    scheme, _, bearer = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or bearer != REQUEST_TOKEN:
        return _json(401, {"message": "The request has no valid token."})
    return _json(200, {"value": token(claims(scenario, call.query.get("audience")))})


def claims(scenario: Scenario, audience: str | None = None) -> dict[str, Any]:
    """Return the claims of a new token."""
    settings, now = scenario.github, int(time.time())
    repository = repository_of(scenario)
    return {
        "jti": str(uuid4()),
        "iss": f"https://{HOST}",
        "aud": audience or f"https://github.com/{repository.partition('/')[0]}",
        "sub": subject(scenario, settings.get("sub", "classic")),
        "repository": repository,
        "repository_id": str(_REPOSITORY_ID),
        "repository_owner": repository.partition("/")[0],
        "repository_owner_id": str(_OWNER_ID),
        "ref": _REF,
        "ref_type": "branch",
        "event_name": "push",
        "iat": now,
        "nbf": now,
        "exp": now + settings.get("expires", _LIFETIME),
    }


def repository_of(scenario: Scenario) -> str:
    """Return the repository of the job, as OWNER/NAME."""
    return str(scenario.github.get("repository", "octo-org/octo-repo"))


def subject(scenario: Scenario, format_: str) -> str:
    """Return the claim `sub` in its classic or immutable format."""
    owner, _, name = repository_of(scenario).partition("/")
    if format_ == "immutable":
        owner, name = f"{owner}@{_OWNER_ID}", f"{name}@{_REPOSITORY_ID}"
    return f"repo:{owner}/{name}:ref:{_REF}"


def token(content: dict[str, Any]) -> str:
    """Return the JSON Web Token with these claims; its signature is only a checksum."""
    signed = ".".join(_base64(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, content))
    return f"{signed}.{_base64(hashlib.sha256(signed.encode()).digest())}"


def decode(token: str) -> dict[str, Any] | None:
    """Return the claims of a token from this module; None for any other string."""
    signed, _, signature = token.rpartition(".")
    payload = signed.partition(".")[2]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:  # invalid base64, UTF-8 or JSON
        return None
    is_valid = signature == _base64(hashlib.sha256(signed.encode()).digest())
    return claims if isinstance(claims, dict) and is_valid else None


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _json(status: int, content: dict[str, str]) -> Response:
    return Response(json.dumps(content), status, content_type="application/json")
