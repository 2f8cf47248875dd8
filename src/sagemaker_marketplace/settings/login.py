"""Where a run is, and the IAM role that it assumes with the job's OIDC token, from settings and environment."""

from __future__ import annotations

from collections.abc import Mapping

from ..aws.credentials import hints
from ..aws.credentials import oidc as credentials
from ..aws.credentials.oidc import Oidc
from ..context import Clock
from .settings import Settings

# Variables that CI systems set, the most specific first. Sources: the documentation of each; `CI` is a convention.
_HOSTS = (
    ("GITHUB_ACTIONS", hints.GITHUB),
    ("GITLAB_CI", hints.GITLAB),
    ("CODEBUILD_BUILD_ID", hints.CODEBUILD),
    ("CI", hints.OTHER_CI),
)


def host(environment: Mapping[str, str]) -> str:
    """Return where the program runs: a name of `hints`, which decides what to do about missing credentials."""
    return next((name for variable, name in _HOSTS if environment.get(variable, "") not in ("", "false")), hints.LAPTOP)


def oidc(settings: Settings, environment: Mapping[str, str], clock: Clock) -> Oidc | None:
    """Return the role to assume and the source of its tokens; None if the credentials of the environment are used.

    Raises Failure if the role can't be assumed with these settings.
    """
    if not settings.role_to_assume or settings.command == "check":
        return None
    if settings.command == "rehearse" and not environment.get("ACTIONS_ID_TOKEN_REQUEST_URL"):
        return None  # a pull request of a fork has no token, and a rehearsal with local data needs none
    login = credentials.Oidc(
        settings.role_to_assume,
        credentials.session_name(settings.role_session_name, environment),
        int(settings.role_duration_seconds),
        credentials.AUDIENCE,
        environment.get("ACTIONS_ID_TOKEN_REQUEST_URL", ""),
        environment.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN", ""),
        clock.sleep,
        environment.get("GITHUB_ACTIONS") == "true",
    )
    credentials.check(login)
    return login
