"""A cancelled step in a container: a runner signals the engine's client, which hands the signal on to process 1."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.container.runner import PROMISE_SECONDS, Step

from sagemaker_marketplace.sandbox.server import running

MANIFESTS = Path(__file__).with_name("manifests")
ARN = "arn:aws:sagemaker:us-east-2:123456789012:model-package/container-test"
CONSOLE = "https://us-east-2.console.aws.amazon.com/sagemaker/home?region=us-east-2#/model-packages"
LAST_LINE = '  transform | "GET /execution-parameters HTTP/1.1" 404'
KNOWN = {"kind": "ModelPackage", "name": "container-test", "region": "us-east-2"}
CREATED = {"arn": ARN, "action-taken": "created", "console-url": CONSOLE, "status": "InProgress"}
UNKNOWN = "whether container-test was created is not known: run the same command again to find out"
RESUME = f"{ARN} goes on in AWS; take it up again with%0Asagemaker-marketplace watch {ARN}"
# A check of so many takes seconds after its first line.
MANY = 700

pytestmark = pytest.mark.container


@dataclass(frozen=True)
class Stage:
    """A stage and how to meet it: the call that is not answered, or the line it prints last."""

    manifest: str
    remedy: str
    call: str = ""
    line: str = ""
    before: tuple[str, ...] = ("::endgroup::",)
    known: dict[str, str] = field(default_factory=lambda: KNOWN)


STAGES = {
    "plan": Stage("sound.yaml", "nothing was changed", call="DescribeModelPackage"),
    "preflight": Stage("sound.yaml", "nothing was changed", call="GetRole"),
    "create": Stage("sound.yaml", UNKNOWN, call="CreateModelPackage"),
    "watch": Stage("sound.yaml", RESUME, line=LAST_LINE, known=KNOWN | CREATED),
    "follow": Stage("sound.yaml", RESUME, line="transform job", call="FilterLogEvents", known=KNOWN | CREATED),
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with the manifest, and with many of them, of which the first has something to be told."""
    folder = tmp_path / "workspace"
    (folder / "many").mkdir(parents=True)
    shutil.copy(MANIFESTS / "sound.yaml", folder)
    text = (MANIFESTS / "sound.yaml").read_text("utf-8")
    for number in range(MANY):
        named = text.replace("ModelPackageName: container-test", f"ModelPackageName: container-test-{number}")
        (folder / "many" / f"{number:03}.yaml").write_text(named, "utf-8")
    first = folder / "many" / "000.yaml"
    first.write_text(first.read_text("utf-8").replace("ignore: [", "ignore: [nothing-to-ignore-here, "), "utf-8")
    return folder


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """The folder of the command files."""
    folder = tmp_path / "commands"
    folder.mkdir()
    return folder


def read_until(process: subprocess.Popen[str], there: Callable[[str], bool]) -> list[str]:
    """The lines a process prints up to the first that is meant."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if there(lines[-1]):
            return lines
    raise AssertionError("\n".join(lines))


def ended(process: subprocess.Popen[str], number: signal.Signals) -> list[str]:
    """Cancel a step as a runner does and give the lines it prints then; it has to end in time."""
    process.send_signal(number)
    rest, _ = process.communicate(timeout=PROMISE_SECONDS)
    return rest.splitlines()
