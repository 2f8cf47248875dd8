"""Runs a workflow with act, and reads its log: the workflow commands and the contents of command files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sagemaker_marketplace.sandbox.server import Sandbox, running

WORKFLOWS = "tests/container/workflows"
MANIFESTS = "tests/container/manifests"
VARIABLES = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
ANNOTATIONS = ("error", "warning", "notice")
# act logs a command that a step prints in the same format as the contents of a step's command files.
OF_FILES = ("set-output", "summary")
# The token that ends a stop-commands block is different each time.
_TOKEN = re.compile("[0-9a-f]{32}")
_HEADLINE = re.compile(r"[A-Z][^:]+: container-test \([a-z ]+, us-east-2\)")
_DURATION = re.compile(r"Duration  .+")
_TIME = re.compile(r"\[\d+:\d\d:\d\d\]")


def results_json(manifest: str, outputs: Mapping[str, str]) -> str:
    """The output `results` of a run over one manifest with these outputs."""
    return json.dumps([{"manifest": manifest, **{name.replace("-", "_"): value for name, value in outputs.items()}}])


@dataclass(frozen=True)
class Run:
    """A workflow run: act's exit code, and one dictionary per line of its log."""

    exit_code: int
    log: list[dict[str, Any]]

    def of(self, step: str) -> Run:
        """Return the log of one step."""
        return Run(self.exit_code, [line for line in self.log if line.get("stepID") == [step]])

    def outputs(self) -> dict[str, str]:
        """What the runner read from the steps' output files."""
        return {line["name"]: line["arg"] for line in self.log if line.get("command") == "set-output"}

    def summaries(self) -> list[list[str]]:
        """What the runner read from the steps' summary files, as lines."""
        return [line["content"].splitlines() for line in self.log if line.get("command") == "summary"]

    def commands(self) -> list[str]:
        """Return the workflow commands that the runner interpreted, except outputs and summaries."""
        commands = (line["command"] for line in self.log if line.get("command", OF_FILES[0]) not in OF_FILES)
        return [_TOKEN.sub("TOKEN", command) for command in commands]

    def annotations(self) -> list[tuple[str, dict[str, str], str]]:
        """Return the annotations that the runner parsed: kind, properties, message."""
        of_kinds = (line for line in self.log if line.get("command") in ANNOTATIONS)
        return [(line["command"], line["kvPairs"], line["arg"]) for line in of_kinds]

    def printed(self) -> list[str]:
        """Return the lines that the steps printed, without workflow commands."""
        return [line["msg"].rstrip("\n") for line in self.log if line.get("raw_output")]

    def watched(self) -> list[str]:
        """Return what a create printed after the ARN and before the closing lines, without times."""
        lines = [line for line in self.printed() if line]
        begun = next(index for index, line in enumerate(lines) if line.startswith("  arn: "))
        ended = lines.index(self.closing()[0])
        return [_TIME.sub("[TIME]", line.removeprefix("  ")) for line in lines[begun + 1 : ended]]

    def closing(self) -> list[str]:
        """Return the closing lines, of which the first has the name of the resource, without times."""
        lines = [_DURATION.sub("Duration  TIME", line) for line in self.printed() if line]
        return lines[next(index for index, line in enumerate(lines) if _HEADLINE.fullmatch(line)) :]

    def results(self) -> list[str]:
        """Return the result of each step: success or failure."""
        return [line["stepResult"] for line in self.log if "stage" in line and "stepResult" in line]

    def failures(self) -> list[str]:
        """Return act's messages about the exit codes of failed steps."""
        return [line["msg"] for line in self.log if line.get("msg", "").startswith("exit with")]


@contextmanager
def started(
    checkout: Path, base: str, workflow: str, sandbox: Sandbox, event: str = "push", options: Sequence[str] = ()
) -> Iterator[Act]:
    """Run a workflow that calls a sandbox. act's job image only needs bash, so the base image suffices.

    `workflow` is a file in tests/container/workflows, or with slashes any file of the checkout.
    """
    file = workflow if "/" in workflow else f"{WORKFLOWS}/{workflow}"
    command = ["act", event, "--workflows", file, "--platform", f"ubuntu-latest={base}", *options]
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
    """A workflow run in progress."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """`process` is act's."""
        self.process = process
        self._log: list[dict[str, Any]] = []

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the lines of the log as they arrive."""
        assert self.process.stdout
        for text in self.process.stdout:
            if text.startswith("{"):
                self._log.append(json.loads(text))
                yield self._log[-1]

    def end(self) -> Run:
        """Wait until the run ends."""
        for _ in self.lines():
            pass
        return Run(self.process.wait(), self._log)


def run_workflow(
    checkout: Path,
    base: str,
    workflow: str,
    scenario: str = "success",
    event: str = "push",
    options: Sequence[str] = (),
) -> Run:
    """Run a workflow with a new sandbox until it ends; `options` are act's."""
    with running(scenario) as sandbox, started(checkout, base, workflow, sandbox, event, options) as act:
        return act.end()
