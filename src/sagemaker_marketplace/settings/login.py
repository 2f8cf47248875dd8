"""Where a run is, and the IAM roles that it assumes, from settings and environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..aws.credentials import hints
from ..aws.credentials import oidc as credentials
from ..aws.credentials.assumed_role import AssumedRole
from ..aws.credentials.oidc import Oidc
from ..context import Clock
from .settings import Settings
from .triggers import refused_credentials

if TYPE_CHECKING:
    from ..aws.call_log import CallLog
    from ..aws.session import Account

# Variables that CI systems set, the most specific first. Sources: the documentation of each; `CI` is a convention.
_HOSTS = (
    ("GITHUB_ACTIONS", hints.GITHUB),
    ("GITLAB_CI", hints.GITLAB),
    ("CODEBUILD_BUILD_ID", hints.CODEBUILD),
    ("CI", hints.OTHER_CI),
)
# The runner sets it for a job with permission for tokens (GitHub's OIDC reference).
_TOKENS = "ACTIONS_ID_TOKEN_REQUEST_URL"


def host(environment: Mapping[str, str]) -> str:
    """Return where the program runs: a name of `hints`, which decides what to do about missing credentials."""
    return next((name for variable, name in _HOSTS if environment.get(variable, "") not in ("", "false")), hints.LAPTOP)


def oidc(settings: Settings, environment: Mapping[str, str], clock: Clock) -> Oidc | None:
    """Return the role to assume and the source of its tokens; None if the credentials of the environment are used.

    Raises Failure if the role can't be assumed with these settings.
    """
    if not settings.role_to_assume or settings.command == "check":
        return None
    if settings.command == "rehearse" and not environment.get(_TOKENS):
        return None  # a pull request of a fork has no token, and a rehearsal with local data needs none
    login = credentials.Oidc(
        settings.role_to_assume,
        credentials.session_name(settings.role_session_name, environment),
        int(settings.role_duration_seconds),
        credentials.AUDIENCE,
        environment.get(_TOKENS, ""),
        environment.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN", ""),
        clock.sleep,
        environment.get("GITHUB_ACTIONS") == "true",
    )
    credentials.check(login)
    return login


def role_of_manifest(
    role: str, settings: Settings, environment: Mapping[str, str], clock: Clock
) -> Oidc | AssumedRole | None:
    """Return how to assume the role of a manifest: with the job's OIDC token, else with the run's own credentials.

    With an empty `role`, it is that of the settings, as in `oidc`. Raises Failure for invalid settings.
    """
    if not role:
        return oidc(settings, environment, clock)
    if environment.get(_TOKENS):
        return oidc(replace(settings, role_to_assume=role), environment, clock)
    name = credentials.session_name(settings.role_session_name, environment)
    return AssumedRole(role, name, int(settings.role_duration_seconds), clock.sleep)


def open_account(
    role: str,
    settings: Settings,
    environment: Mapping[str, str],
    clock: Clock,
    call_log: CallLog | None,
    timeout: float,
) -> Account:
    """Return the account of a manifest's role, by default that of the settings; see Account.

    Raises Failure for invalid settings.
    """
    from ..aws.session import AGENT, Account  # a check does not need it

    refusal = refused_credentials(settings, environment.get("GITHUB_EVENT_NAME", ""), role)
    assumed = role_of_manifest(role, settings, environment, clock)
    return Account(AGENT, assumed, timeout, settings.profile, host(environment), call_log, refusal)
