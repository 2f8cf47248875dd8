"""The command `sandbox`: serve until stopped, or around one command."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from ..manifest.findings import USAGE, Failure

_LAST_WORDS_SECONDS = 15
_SIGNALLED = 128


def run(server: Any, scenario: str, port: int, command: Sequence[str]) -> int:
    """Serve a scenario; run the command inside and give its exit code, or serve until a signal comes.

    Raises Failure for an unknown scenario, a taken port and a command that can't be started.
    """
    known = server.scenarios()
    if scenario not in known:
        listed = "\n".join(f"{name}: {about}" for name, about in known.items())
        raise Failure(f"there is no scenario {scenario}", USAGE, listed)
    with ExitStack() as stack:
        try:
            sandbox = stack.enter_context(server.running(scenario, port=port))
        except OSError as error:
            raise Failure(
                f"the sandbox can't serve on port {port}: {error.strerror}", USAGE, "leave --port out"
            ) from None
        return _inside(sandbox, command) if command else _serve(sandbox)


def _inside(sandbox: Any, command: Sequence[str]) -> int:
    environment = {**os.environ, **sandbox.environment}
    try:
        process = subprocess.Popen(command, env=environment)  # noqa: S603 - it is the user's own
    except OSError as error:
        hint = "sandbox -- COMMAND ARGUMENT ..."
        raise Failure(f"{command[0]} can't be run: {error.strerror}", USAGE, hint) from None
    code = _ended(process)
    # As a shell tells of a command that a signal ended.
    return code if code >= 0 else _SIGNALLED - code


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Wait for the command; on a signal pass it on, and give the command the time to say its last words."""
    try:
        return process.wait()
    except BaseException:
        # A terminal's Ctrl-C has reached it already; others, a runner's SIGTERM say, came to us alone.
        process.terminate()
        try:
            return process.wait(_LAST_WORDS_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _serve(sandbox: Any) -> int:
    for name, value in sandbox.environment.items():
        sys.stdout.write(f"export {name}={value}\n")
    sys.stdout.write(f"# a local AWS is at {sandbox.url}; stop it with Ctrl-C\n")
    sys.stdout.flush()
    while True:
        time.sleep(3600)
