"""Settings for assuming a role with the run's own credentials, and their validation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .oidc import check_duration, check_role


@dataclass(frozen=True)
class AssumedRole:
    """A role to assume with the run's own credentials, the name and the seconds of its session, and a sleep."""

    role: str
    session: str
    duration: int
    sleep: Callable[[float], object]


def check(assumed: AssumedRole) -> None:
    """Validate the settings without a request. Raises Failure for an invalid role or duration."""
    check_role(assumed.role)
    check_duration(assumed.duration)
