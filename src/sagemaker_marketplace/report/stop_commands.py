"""Blocks of a job log in which a runner follows no workflow command."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex

from . import workflow_commands


class Block:
    """A block of untrusted lines, in which a runner follows only the command that ends the block.

    Source: actions/runner, ActionCommandManager.cs: from `::stop-commands::TOKEN` to `::TOKEN::`, whatever the case of
    the token. The runner masks each token in the log, so a token is used per block and not per line.
    """

    def __init__(self, token: Callable[[], str] = lambda: token_hex(16)) -> None:
        """`token` returns an unpredictable string, a different one each time."""
        self._token = token
        self._open = ""

    def open(self) -> list[str]:
        """The command to print before an untrusted line, if no block is open."""
        if self._open:
            return []
        self._open = self._token()
        return [workflow_commands.stop_commands(self._open)]

    def close(self) -> list[str]:
        """The command to print before any other line and at the end, if a block is open."""
        token, self._open = self._open, ""
        return [workflow_commands.resume_commands(token)] if token else []
