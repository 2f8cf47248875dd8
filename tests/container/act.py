"""A workflow run for real by act, and what its log tells: which commands the runner saw, what it read from files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sagemaker_marketplace.sandbox.server import Sandbox, running

WORKFLOWS = "tests/container/workflows"
MANIFESTS = "tests/container/manifests"
VARIABLES = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
ANNOTATIONS = ("error", "warning", "notice")
# act tells in the same form of a command that a step prints and of what it reads from a step's files.
OF_FILES = ("set-output", "summary")
# Commands of the block that a job's lines stand in: the word that ends it is another one each time.
_TOKEN = re.compile("[0-9a-f]{32}")
_TIME = re.compile(r"\[\d+:\d\d:\d\d\]")


def results_json(manifest: str, outputs: Mapping[str, str]) -> str:
    """The output `results` of a run over one manifest with these outputs."""
    return json.dumps([{"manifest": manifest, **{name.replace("-", "_"): value for name, value in outputs.items()}}])


@dataclass(frozen=True)
class Run:
    """A workflow run as act tells it: its exit code, and one dictionary for each line of its log."""

    exit_code: int
    log: list[dict[str, Any]]

    def of(self, step: str) -> Run:
        """The same of one step alone."""
        return Run(self.exit_code, [line for line in self.log if line.get("stepID") == [step]])

    def outputs(self) -> dict[str, str]:
        """What the runner read from the steps' output files."""
        return {line["name"]: line["arg"] for line in self.log if line.get("command") == "set-output"}

    def summaries(self) -> list[list[str]]:
        """What the runner read from the steps' summary files, as lines."""
        return [line["content"].splitlines() for line in self.log if line.get("command") == "summary"]

    def commands(self) -> list[str]:
        """All that the runner took for a command, other than what it read as outputs and summaries."""
        found = (line["command"] for line in self.log if line.get("command", OF_FILES[0]) not in OF_FILES)
        return [_TOKEN.sub("TOKEN", command) for command in found]

    def annotations(self) -> list[tuple[str, dict[str, str], str]]:
        """What the runner parsed as annotations: kind, properties, message."""
        of_kinds = (line for line in self.log if line.get("command") in ANNOTATIONS)
        return [(line["command"], line["kvPairs"], line["arg"]) for line in of_kinds]

    def printed(self) -> list[str]:
        """The lines that the steps printed, commands left out."""
        return [line["msg"].rstrip("\n") for line in self.log if line.get("raw_output")]

    def watched(self) -> list[str]:
        """What a watch printed, without its times."""
        lines = self.printed()
        begun = next(index for index, line in enumerate(lines) if line.startswith("  console-url: "))
        return [_TIME.sub("[TIME]", line.removeprefix("  ")) for line in lines[begun + 1 :]]

    def results(self) -> list[str]:
        """How each step of the workflow ended: success or failure."""
        return [line["stepResult"] for line in self.log if "stage" in line and "stepResult" in line]

    def failures(self) -> list[str]:
        """The exit codes of failed steps, in the runner's words."""
        return [line["msg"] for line in self.log if line.get("msg", "").startswith("exit with")]


@contextmanager
def begun(checkout: Path, base: str, workflow: str, sandbox: Sandbox, event: str = "push") -> Iterator[Act]:
    """Run a workflow with its calls going to a sandbox. All that act's job image needs is bash: the base will do."""
    command = ["act", event, "--workflows", f"{WORKFLOWS}/{workflow}", "--platform", f"ubuntu-latest={base}"]
    command += ["--pull=false", "--rm", "--no-cache-server", "--json"]
    command += [argument for name in VARIABLES for argument in ("--var", f"{name}={sandbox.environment[name]}")]
    homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(checkout.with_name("act-home")))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, **homes, "PATH": path}
    with subprocess.Popen(
        command, cwd=checkout, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield Act(process)
        finally:
            process.kill()


class Act:
    """A run that goes on."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """`process` is act's."""
        self.process = process
        self._log: list[dict[str, Any]] = []

    def lines(self) -> Iterator[dict[str, Any]]:
        """The lines of the log as they come."""
        assert self.process.stdout
        for text in self.process.stdout:
            if text.startswith("{"):
                self._log.append(json.loads(text))
                yield self._log[-1]

    def end(self) -> Run:
        """Wait for the end."""
        for _ in self.lines():
            pass
        return Run(self.process.wait(), self._log)


def run_workflow(checkout: Path, base: str, workflow: str, scenario: str = "success", event: str = "push") -> Run:
    """Run a workflow to its end, with the calls going to a sandbox of its own."""
    with running(scenario) as sandbox, begun(checkout, base, workflow, sandbox, event) as act:
        return act.end()
