"""The AWS account of a command, and its debug output."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .. import output
from ..aws.call_log import CallLog
from ..aws.credentials.oidc import Oidc
from ..aws.session import AGENT, TIMEOUT_SECONDS, Account
from ..context import Clock
from ..settings import login
from ..settings.options import of_command


def open_account(profile: str, verbose: bool, oidc: Oidc | None = None, timeout: float = TIMEOUT_SECONDS) -> Account:
    """Return the account of a profile, or of a role; `verbose` prints a line for each call. See Account."""
    call_log = CallLog(debug, Clock().now) if verbose else None
    return Account(AGENT, oidc, timeout, profile, login.host(os.environ), call_log)


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
