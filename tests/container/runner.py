"""Runs a step as a GitHub runner does: the image in a container, inputs as variables, and command files."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen
from uuid import uuid4

from sagemaker_marketplace.sandbox.server import Sandbox

WORKSPACE, COMMANDS = "/github/workspace", "/github/file_commands"
FILES = ("OUTPUT", "STATE", "ENV", "PATH", "STEP_SUMMARY")
# For a cancelled step, also on a slow machine: far less than the calls and polls that it must not wait for.
END_SECONDS = 40


class Step:
    """One step of a job, which calls a sandbox."""

    def __init__(
        self, image: str, folder: Path, workspace: Path, sandbox: Sandbox, options: Sequence[str] = ()
    ) -> None:
        """`workspace` holds the manifests, `folder` gets the command files; `options` are more of `docker run`."""
        self._image, self._folder, self._workspace, self._options = image, folder, workspace, options
        self.sandbox = sandbox
        self.name = f"step-{uuid4()}"
        for name in FILES:
            (folder / name).touch()

    @contextmanager
    def running(self, *entry: str, state: str | None = None, **inputs: str) -> Iterator[subprocess.Popen[str]]:
        """Run the main or another entry point with `docker run` in the foreground."""
        variables = {
            **self.sandbox.environment,
            **{f"GITHUB_{name}": f"{COMMANDS}/{name}" for name in FILES},
            **{f"INPUT_{name.replace('_', '-').upper()}": value for name, value in inputs.items()},
            "GITHUB_WORKSPACE": WORKSPACE,
        }
        variables |= {} if state is None else {"STATE_LEFT": state}
        command = ["docker", "run", "--rm", "--name", self.name, "--network", "host", "--workdir", WORKSPACE]
        command += self._options
        command += ["--volume", f"{self._workspace}:{WORKSPACE}", "--volume", f"{self._folder}:{COMMANDS}"]
        command += [argument for name, value in variables.items() for argument in ("--env", f"{name}={value}")]
        command += [argument for path in entry for argument in ("--entrypoint", path)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        with subprocess.Popen([*command, self._image], text=True, encoding="utf-8", **pipes) as process:  # type: ignore[call-overload]  # the pipes are a dictionary
            try:
                yield process
            finally:
                if process.poll() is None:
                    self.kill()

    def kill(self) -> None:
        """Kill the step, as a runner does if a cancelled step continues."""
        subprocess.run(["docker", "kill", self.name], check=True, capture_output=True)

    def file(self, name: str) -> str:
        """Return the content of a command file."""
        return (self._folder / name).read_text("utf-8")

    def outputs(self) -> dict[str, str]:
        """Return the outputs that a runner reads: the last value of each name."""
        return dict(pairs(self.file("OUTPUT")))

    def states(self) -> list[str]:
        """Return the states that the step saved for its post entry point, in order."""
        states = list(pairs(self.file("STATE")))
        assert {name for name, _ in states} <= {"LEFT"}
        return [value for _, value in states]


def calls(sandbox: Sandbox) -> list[str]:
    """Return the operations that a sandbox received, in order."""
    with urlopen(f"{sandbox.url}/_sandbox/calls") as answer:  # noqa: S310 - our own loopback server
        return [call["operation"] for call in json.load(answer)]


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values in a command file, parsed as strictly as a runner does.

    Source: actions/runner, FileCommandManager.cs.
    """
    lines = iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        name, delimiter = line.split("<<")
        value = []
        for value_line in lines:
            if value_line == delimiter:
                break
            value.append(value_line)
        yield name, "\n".join(value)


def read_until(process: subprocess.Popen[str], matches: Callable[[str], bool]) -> list[str]:
    """Return the lines a process prints, up to the first that matches."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if matches(lines[-1]):
            return lines
    raise AssertionError("\n".join(lines))


def cancelled(process: subprocess.Popen[str], number: signal.Signals) -> list[str]:
    """Cancel a step as a runner does, and return the lines it prints afterwards; it must end in time."""
    process.send_signal(number)
    rest, _ = process.communicate(timeout=END_SECONDS)
    return rest.splitlines()


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, for as long as a slow machine may take."""
    for _ in range(6_000):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("the condition was never met")
