"""The command `sandbox`: serve until stopped, or around one command."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from ..core.diagnostics import USAGE, Failure

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(server: Any, scenario: str, port: int, command: Sequence[str]) -> int:
    """Serve a scenario; run the command inside and give its exit code, or serve until a signal comes.

    Raises Failure for an unknown scenario, a taken port and a command that can't be started.
    """
    known = server.scenarios()
    if scenario not in known:
        listed = "\n".join(f"{name}: {about}" for name, about in known.items())
        raise Failure(f"there is no scenario {scenario}", USAGE, listed)
    try:
        with server.running(scenario, port=port) as sandbox:
            return _inside(sandbox, command) if command else _serve(sandbox)
    except OSError as error:
        raise Failure(f"the sandbox can't serve on port {port}: {error.strerror}", USAGE, "leave --port out") from None


def _inside(sandbox: Any, command: Sequence[str]) -> int:
    try:
        environment = {**os.environ, **sandbox.environment}
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - it is the user's own
    except FileNotFoundError:
        raise Failure(f"there is no command {command[0]}", USAGE, "sandbox -- COMMAND ARGUMENT ...") from None


def _serve(sandbox: Any) -> int:
    for name, value in sandbox.environment.items():
        sys.stdout.write(f"export {name}={value}\n")
    sys.stdout.write(f"# a local AWS is at {sandbox.url}; stop it with Ctrl-C\n")
    sys.stdout.flush()
    while True:
        time.sleep(3600)
