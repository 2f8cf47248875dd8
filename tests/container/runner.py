"""A step as a runner starts it: the image in a container, the inputs in its environment, files for what it sets."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen
from uuid import uuid4

from sagemaker_marketplace.sandbox.server import Sandbox

WORKSPACE, COMMANDS = "/github/workspace", "/github/file_commands"
FILES = ("OUTPUT", "STATE", "ENV", "PATH", "STEP_SUMMARY")
# A runner kills a cancelled step after ten seconds; half of them are ours.
PROMISE_SECONDS = 5


class Step:
    """One step of a job in a folder of the test's, with the calls going to a sandbox."""

    def __init__(self, image: str, folder: Path, workspace: Path, sandbox: Sandbox) -> None:
        """`workspace` holds the manifests, `folder` gets the command files."""
        self._image, self._folder, self._workspace = image, folder, workspace
        self.sandbox = sandbox
        self.name = f"step-{uuid4()}"
        for name in FILES:
            (folder / name).touch()

    @contextmanager
    def running(self, *entry: str, state: str | None = None, **inputs: str) -> Iterator[subprocess.Popen[str]]:
        """Run the main entry point, or another, as `docker run` in the foreground; it is removed in the end."""
        variables = {
            **self.sandbox.environment,
            **{f"GITHUB_{name}": f"{COMMANDS}/{name}" for name in FILES},
            **{f"INPUT_{name.replace('_', '-').upper()}": value for name, value in inputs.items()},
            "GITHUB_WORKSPACE": WORKSPACE,
        }
        variables |= {} if state is None else {"STATE_LEFT": state}
        command = ["docker", "run", "--rm", "--name", self.name, "--network", "host", "--workdir", WORKSPACE]
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
        """End the step as a runner does with one that was cancelled and goes on."""
        subprocess.run(["docker", "kill", self.name], check=True, capture_output=True)

    def file(self, name: str) -> str:
        """The text of a command file."""
        return (self._folder / name).read_text("utf-8")

    def outputs(self) -> dict[str, str]:
        """What a runner reads from the output file: the last value of each name."""
        return dict(pairs(self.file("OUTPUT")))

    def states(self) -> list[str]:
        """What the step kept for its post entry point, one after another."""
        kept = list(pairs(self.file("STATE")))
        assert {name for name, _ in kept} <= {"LEFT"}
        return [value for _, value in kept]


def calls(sandbox: Sandbox) -> list[str]:
    """The operations a sandbox was asked for, in order."""
    with urlopen(f"{sandbox.url}/_sandbox/calls") as answer:  # noqa: S310 - our own loopback server
        return [call["operation"] for call in json.load(answer)]


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """The names and values of a command file, read as strictly as a runner does.

    Source: actions/runner, FileCommandManager.cs.
    """
    lines = iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        name, delimiter = line.split("<<")
        value = []
        for one in lines:
            if one == delimiter:
                break
            value.append(one)
        yield name, "\n".join(value)


def read_until(process: subprocess.Popen[str], there: Callable[[str], bool]) -> list[str]:
    """The lines a process prints, up to the first that is meant."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if there(lines[-1]):
            return lines
    raise AssertionError("\n".join(lines))


def cancelled(process: subprocess.Popen[str], number: signal.Signals) -> list[str]:
    """Cancel a step as a runner does, and give the lines it prints from then on; it has to end in time."""
    process.send_signal(number)
    rest, _ = process.communicate(timeout=PROMISE_SECONDS)
    return rest.splitlines()


def until(there: Callable[[], bool]) -> None:
    """Wait until something is so, for as long as a slow machine may take."""
    for _ in range(600):
        if there():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")
