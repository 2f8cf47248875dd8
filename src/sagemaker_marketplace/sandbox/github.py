"""A stand-in for the endpoint where a job of GitHub Actions gets its OpenID Connect token.

A scenario's `github` has, each only if it differs:

    sub         classic (repo:OWNER/NAME:ref:REF) or immutable, with the IDs of owner and repository in it
    repository  OWNER/NAME
    expires     seconds until a token expires (300); one below nought is given expired

and what `web_identity` reads. That the answer is {"value": ...} and the audience a parameter of the query are GitHub's
documentation of OpenID Connect, as are the claims; the form of immutable subjects is that of the README of
aws-actions/configure-aws-credentials. No document says how long a token lives: several readers decoded five minutes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import Any
from uuid import uuid4

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.scenario import Scenario

PATH = "/_sandbox/github-token"
OPERATION = "GetGitHubToken"
REQUEST_TOKEN = "sandbox-request-token"  # noqa: S105 -- it opens nothing but the sandbox
HOST = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"

_OWNER_ID, _REPOSITORY_ID = 9919, 123456789
_REF = "refs/heads/main"
_LIFE = 300


def environment(url: str) -> dict[str, str]:
    """Give the variables a job has that may ask for tokens; like GitHub's, the address has a query already."""
    return {
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{url}{PATH}?api-version=2.0",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": REQUEST_TOKEN,
    }


def answer(asked: Asked, scenario: Scenario) -> Response | None:
    """Answer a request for a token, which its bearer token must allow; None for any other call."""
    if asked.path != PATH:
        return None
    scheme, _, bearer = asked.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or bearer != REQUEST_TOKEN:
        return _json(401, {"message": "The request has no valid token."})
    return _json(200, {"value": token(claims(scenario, asked.query.get("audience")))})


def claims(scenario: Scenario, audience: str | None = None) -> dict[str, Any]:
    """Give the claims of the job's next token."""
    said, now = scenario.github, int(time.time())
    repository = repository_of(scenario)
    return {
        "jti": str(uuid4()),
        "iss": f"https://{HOST}",
        "aud": audience or f"https://github.com/{repository.partition('/')[0]}",
        "sub": subject(scenario, said.get("sub", "classic")),
        "repository": repository,
        "repository_id": str(_REPOSITORY_ID),
        "repository_owner": repository.partition("/")[0],
        "repository_owner_id": str(_OWNER_ID),
        "ref": _REF,
        "ref_type": "branch",
        "event_name": "push",
        "iat": now,
        "nbf": now,
        "exp": now + said.get("expires", _LIFE),
    }


def repository_of(scenario: Scenario) -> str:
    """Give the repository whose jobs ask, as OWNER/NAME."""
    return str(scenario.github.get("repository", "octo-org/octo-repo"))


def subject(scenario: Scenario, form: str) -> str:
    """Give the claim `sub` in its classic or its immutable form."""
    owner, _, name = repository_of(scenario).partition("/")
    if form == "immutable":
        owner, name = f"{owner}@{_OWNER_ID}", f"{name}@{_REPOSITORY_ID}"
    return f"repo:{owner}/{name}:ref:{_REF}"


def token(content: dict[str, Any]) -> str:
    """Give the JSON Web Token with these claims; its signature is a mere checksum."""
    signed = ".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, content))
    return f"{signed}.{_encoded(hashlib.sha256(signed.encode()).digest())}"


def read(text: str) -> dict[str, Any] | None:
    """Give the claims of a token of this module's; None for any other text."""
    _, _, inner = text.rpartition(".")[0].partition(".")
    try:
        found = json.loads(base64.urlsafe_b64decode(inner + "=" * (-len(inner) % 4)))
    except ValueError:  # of base64, UTF-8 or JSON
        return None
    signed, _, signature = text.rpartition(".")
    sound = signature == _encoded(hashlib.sha256(signed.encode()).digest())
    return found if isinstance(found, dict) and sound else None


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _json(status: int, content: dict[str, str]) -> Response:
    return Response(json.dumps(content), status, content_type="application/json")
