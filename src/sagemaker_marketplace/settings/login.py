"""From the settings to the role a job takes with its OIDC token."""

from __future__ import annotations

from collections.abc import Mapping

from ..aws.credentials import oidc as roles
from ..aws.credentials.oidc import Oidc
from ..context import Clock
from .settings import Settings


def oidc(chosen: Settings, environment: Mapping[str, str], clock: Clock) -> Oidc | None:
    """The role to take, and where its tokens come from; None where the environment's own credentials do.

    Raises Failure for what can be seen to be wrong without asking anybody.
    """
    if not chosen.role_to_assume or chosen.command == "check":
        return None

    made = roles.Oidc(
        chosen.role_to_assume,
        roles.session_name(chosen.role_session_name, environment),
        int(chosen.role_duration_seconds),
        roles.AUDIENCE,
        environment.get("ACTIONS_ID_TOKEN_REQUEST_URL", ""),
        environment.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN", ""),
        clock.sleep,
        environment.get("GITHUB_ACTIONS") == "true",
    )
    roles.check(made)
    return made
