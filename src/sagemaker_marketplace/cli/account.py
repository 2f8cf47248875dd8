"""The AWS account of a command, and its debug output."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .. import output
from ..context import Clock
from ..settings.options import of_command

if TYPE_CHECKING:
    from ..aws.credentials.assumed_role import AssumedRole
    from ..aws.credentials.oidc import Oidc
    from ..aws.errors import CredentialsError
    from ..aws.session import Account


def open_account(
    profile: str,
    verbose: bool,
    role: Oidc | AssumedRole | None = None,
    timeout: float | None = None,
    refusal: CredentialsError | None = None,
    shown_role: str = "",
) -> Account:
    """Return the account of a profile, or of a role; `verbose` prints a line for each call. See Account.

    `shown_role` is in these lines: the role of a manifest.
    """
    # Imported here: a check does not need it.
    from ..aws.call_log import CallLog
    from ..aws.rate_limits import RateLimits
    from ..aws.session import AGENT, TIMEOUT_SECONDS, Account
    from ..settings import login

    call_log = CallLog(debug, Clock().now, shown_role) if verbose else None
    limits, host = RateLimits(Clock().now, Clock().sleep), login.host(os.environ)
    return Account(AGENT, role, timeout or TIMEOUT_SECONDS, profile, host, call_log, refusal, limits)


def print_setup(command: str, values: Mapping[str, Any], file: str = "") -> None:
    """Print versions and settings, if the option --verbose is set; `values` are by option name.

    `file` is the configuration file that some of them are from, if there is one.
    """
    if values["verbose"]:
        from ..settings.describe import describe

        debug(*describe(command, values, of_command(command), file))


def debug(*lines: str) -> None:
    """Print lines of debug output."""
    output.note(*(f"debug: {line}" for line in lines))
