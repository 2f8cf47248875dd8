"""The command `sandbox`: serve until interrupted, or while another command runs."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from ..manifest.findings import USAGE, Failure
from ..manifest.suggestions import closest_match
from .environment import removed_variables

_SECONDS_TO_TERMINATE = 15
_INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
LIST = "list"  # instead of a scenario: print all
_SIGNAL_BASE = 128  # a shell's exit code for a signal is this plus the signal's number


def run(
    server: Any,
    scenario: str,
    address: tuple[str, int],
    command: Sequence[str],
    caller: Mapping[str, str],
    write: Callable[[str], object],
    containers: Any = None,
) -> int:
    """Serve a scenario; run the command in it and return its exit code, or serve until interrupted; or list scenarios.

    `caller` contains the caller's environment variables, `containers` how the jobs of a validation run in containers.
    Raises Failure for an unknown scenario, an invalid file, an unusable address, or a command that can't be started.
    """
    scenarios = server.scenarios()
    if scenario == LIST:
        write("".join(f"{name}: {description}\n" for name, description in scenarios.items()))
        return 0
    if not scenario.endswith(".yaml") and scenario not in scenarios:
        similar = closest_match(scenario, scenarios)
        hint = f"did you mean {similar}?" if similar else f"list them with --scenario {LIST}"
        raise Failure(f'unknown scenario "{scenario}"', USAGE, hint)
    host, port = address
    with ExitStack() as stack:
        # A signal raises an exception; code of other packages that runs at the start could suppress it.
        _block_interrupts(True)
        try:
            sandbox = stack.enter_context(server.running(scenario, host=host, port=port, containers=containers))
        except ValueError as error:
            hint = "compare it with the scenarios in src/sagemaker_marketplace/sandbox/scenarios"
            raise Failure(" ".join(str(error).split()), USAGE, hint) from None
        except OSError as error:
            hint = "choose another port, or omit --port; --host must be an IPv4 address of this machine"
            raise Failure(f"cannot listen on {host}, port {port}: {error.strerror}", USAGE, hint) from None
        finally:
            _block_interrupts(False)
        removed = removed_variables(caller)
        kept = {name: value for name, value in caller.items() if name not in removed}
        return _run_command(sandbox, command, kept) if command else _serve(sandbox, removed, write)


def _block_interrupts(blocked: bool) -> None:
    """Hold signals back, or deliver them. Windows can't."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK if blocked else signal.SIG_UNBLOCK, _INTERRUPTS)


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
