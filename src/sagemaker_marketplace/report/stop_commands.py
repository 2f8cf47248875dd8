"""Blocks of a job log in which a runner heeds no command."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex


class Block:
    """The lines of others as one block, in which a runner heeds no command but the one that ends it.

    Source: actions/runner, ActionCommandManager.cs: from `::stop-commands::TOKEN` to `::TOKEN::`, whatever the case of
    the token. The runner makes a mask of each token, so there is one a block and not one a line.
    """

    def __init__(self, token: Callable[[], str] | None = None) -> None:
        """`token` gives a text nobody can guess, another one each time."""
        self._token = token or _token
        self._open = ""

    def open(self) -> list[str]:
        """What to print before a line of others."""
        if self._open:
            return []
        self._open = self._token()
        return [f"::stop-commands::{self._open}"]

    def close(self) -> list[str]:
        """What to print before anything else, and at the end."""
        token, self._open = self._open, ""
        return [f"::{token}::"] if token else []


def _token() -> str:
    return token_hex(16)
