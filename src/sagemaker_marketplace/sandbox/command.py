"""The command `sandbox`: serve until interrupted, or while another command runs."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from ..manifest.findings import USAGE, Failure
from .environment import removed_variables

_SECONDS_TO_TERMINATE = 15
_INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
_SIGNAL_BASE = 128  # a shell's exit code for a signal is this plus the signal's number


def run(
    server: Any,
    scenario: str,
    port: int,
    command: Sequence[str],
    caller: Mapping[str, str],
    write: Callable[[str], object],
) -> int:
    """Serve a scenario; run the command in it and return its exit code, or serve until interrupted.

    `caller` contains the caller's environment variables.
    Raises Failure for an unknown scenario, an invalid file, a port in use, or a command that can't be started.
    """
    scenarios = server.scenarios()
    if not scenario.endswith(".yaml") and scenario not in scenarios:
        listed = "\n".join(f"{name}: {description}" for name, description in scenarios.items())
        raise Failure(f'unknown scenario "{scenario}"', USAGE, f"choose from:\n{listed}")
    with ExitStack() as stack:
        # A signal raises an exception; code of other packages that runs at the start could suppress it.
        signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTS)
        try:
            sandbox = stack.enter_context(server.running(scenario, port=port))
        except ValueError as error:
            hint = "compare it with the scenarios in src/sagemaker_marketplace/sandbox/scenarios"
            raise Failure(" ".join(str(error).split()), USAGE, hint) from None
        except OSError as error:
            hint = "choose another port, or omit --port"
            raise Failure(f"cannot listen on port {port}: {error.strerror}", USAGE, hint) from None
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _INTERRUPTS)
        removed = removed_variables(caller)
        kept = {name: value for name, value in caller.items() if name not in removed}
        return _run_command(sandbox, command, kept) if command else _serve(sandbox, removed, write)


def _run_command(sandbox: Any, command: Sequence[str], kept: Mapping[str, str]) -> int:
    environment = {**kept, **sandbox.environment}
    try:
        process = subprocess.Popen(command, env=environment)  # noqa: S603 - the user's own command
    except OSError as error:
        hint = "run: sandbox -- COMMAND ARGUMENT ..."
        raise Failure(f"cannot run {command[0]}: {error.strerror}", USAGE, hint) from None
    code = _wait(process)
    return code if code >= 0 else _SIGNAL_BASE - code


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for the command; on a signal, terminate it and give it time to clean up."""
    try:
        return process.wait()
    except BaseException:
        # Ctrl-C in a terminal also reaches the command; a SIGTERM from a runner reaches only this process.
        process.terminate()
        try:
            return process.wait(_SECONDS_TO_TERMINATE)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _serve(sandbox: Any, removed: Sequence[str], write: Callable[[str], object]) -> int:
    lines = [f"unset {name}" for name in removed if name not in sandbox.environment]
    lines += [f"export {name}={value}" for name, value in sandbox.environment.items()]
    lines.append(f"# The sandbox is running at {sandbox.url}. Press Ctrl-C to stop.")
    write("".join(f"{line}\n" for line in lines))
    while True:
        time.sleep(3600)
