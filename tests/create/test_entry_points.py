"""on-cancel: stop from the command line and the action's entry points in real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.create.gate import Gate
from tests.pipeline.expected import arn
from tests.pipeline.harness import Harness

ROOT = Path(__file__).resolve().parents[2]
ARN = arn("ModelPackage", "one")


def start(*command: str, **variables: str) -> subprocess.Popen[str]:
    """Start a process whose output, with errors, is one stream."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    environment = {**os.environ, **variables}
    return subprocess.Popen(command, env=environment, text=True, encoding="utf-8", **pipes)  # type: ignore[call-overload,no-any-return]  # the pipes are a dictionary


def lines_until(process: subprocess.Popen[str], text: str) -> list[str]:
    """Read lines until one contains this text."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if text in line:
            return lines
    raise AssertionError("\n".join(lines))


def notes(output: str) -> list[str]:
    """The lines about what was stopped, deleted or left, without the names of jobs."""
    lines = [line.strip() for line in output.splitlines()]
    return [
        line.rpartition(" ")[0] if "transform job" in line else line
        for line in lines
        if line.startswith(("stopping ", "deleting ", "could not", "model package"))
    ]


DONE = ["stopping transform job", f"deleting model package {ARN}"]


def inputs(harness: Harness, **values: str) -> Mapping[str, str]:
    """The variables of a step; the action's files are in the folder of the manifest."""
    files = {name: harness.root / name for name in ("GITHUB_STATE", "GITHUB_OUTPUT")}
    for file in files.values():
        file.touch()
    given = {
        "command": "create",
        "manifest": "m.yaml",
        "on-cancel": "stop",
        "preflight": "false",
        "poll-seconds": "0.1",
    }
    return {
        **{f"INPUT_{name.upper()}": value for name, value in {**given, **values}.items()},
        **{name: str(file) for name, file in files.items()},
        "GITHUB_WORKSPACE": str(harness.root),
        "GITHUB_EVENT_NAME": "push",
    }


def last_state(harness: Harness) -> str:
    """The state that the runner gives to the post step."""
    lines = (harness.root / "GITHUB_STATE").read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith("[")][-1]


def test_an_action_that_was_killed_while_the_create_call_was_under_way(
    harness: Harness, gate: Callable[[str], Gate]
) -> None:
    """What the post step needs was saved before the call was sent."""
    here = gate("invocations-fail")
    harness.manifest("ModelPackage", "one")
    address = {"AWS_ENDPOINT_URL": here.address("a")}
    with start(sys.executable, str(ROOT / "entrypoint.py"), **inputs(harness), **address) as process:
        here.until("a", "CreateModelPackage")
        here.execute("a")
        process.kill()
        process.communicate()
    for _ in range(6):  # until it has failed
        harness.call("describe_model_package", ModelPackageName="one")
    state = last_state(harness)
    assert (json.loads(state)[0]["name"], json.loads(state)[0]["arn"]) == ("one", "")
    with start(sys.executable, str(ROOT / "post.py"), **inputs(harness), STATE_LEFT=state) as process:
        output, _ = process.communicate()
    assert (notes(output), process.returncode) == (DONE[1:], 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_line(harness: Harness, number: signal.Signals) -> None:
    harness.serve("never-finishes", fresh=True)
    file = harness.manifest("ModelPackage", "one")
    options = ["--on-cancel", "stop", "--no-preflight", "--poll-seconds", "0.1"]
    with start(sys.executable, "-m", "sagemaker_marketplace", "create", file, *options) as process:
        lines_until(process, "transform |")
        process.send_signal(number)
        output, _ = process.communicate()
    assert notes(output) == DONE
    assert process.returncode == 130
    assert harness.calls()[-1] == "DeleteModelPackage"


def test_the_action_that_is_cancelled(harness: Harness) -> None:
    harness.serve("never-finishes", fresh=True)
    harness.manifest("ModelPackage", "one")
    with start(sys.executable, str(ROOT / "entrypoint.py"), **inputs(harness)) as process:
        lines_until(process, "transform |")
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate()
    assert (notes(output), process.returncode, last_state(harness)) == (DONE, 130, "[]")


def test_the_post_step_of_an_action_that_was_killed(harness: Harness) -> None:
    harness.serve("never-finishes", fresh=True)
    harness.manifest("ModelPackage", "one")
    with start(sys.executable, str(ROOT / "entrypoint.py"), **inputs(harness)) as process:
        lines_until(process, "transform |")
        process.kill()
        process.communicate()
    state = last_state(harness)
    assert json.loads(state)[0]["arn"] == ARN
    with start(sys.executable, str(ROOT / "post.py"), **inputs(harness), STATE_LEFT=state) as process:
        output, _ = process.communicate()
    assert (notes(output), process.returncode) == (DONE, 0)
    assert harness.calls()[-1] == "DeleteModelPackage"
