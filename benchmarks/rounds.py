"""Runs a process of watch_process.py round by round."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

from benchmarks.processes import ENVIRONMENT, ROOT, MeasurementFailed


class Rounds:
    """A process that works in rounds; `cost` is that of the last one.

    Calls that the sandbox received (all-calls), those of them about model packages (calls), seconds of processor time
    (cpu) and of elapsed time (seconds), and the peak memory so far in MB.
    """

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        """Wait for the end of its first round."""
        self._process, self._url = process, url
        self.cost = self._read()

    def run(self) -> dict[str, float]:
        """Run a round and return its cost."""
        assert self._process.stdin  # noqa: S101 - for mypy
        before = len(self._calls())
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self.cost = self._read()
        calls = self._calls()[before:]
        self.cost["all-calls"] = len(calls)
        self.cost["calls"] = sum("ModelPackage" in operation for operation in calls)
        return self.cost

    def _read(self) -> dict[str, float]:
        assert self._process.stdout  # noqa: S101 - for mypy
        line = self._process.stdout.readline()
        if not line:
            raise MeasurementFailed(f"{self._process.args!r} ended early")
        report: dict[str, float] = json.loads(line)
        return report

    def _calls(self) -> list[str]:
        """Return the operations of all calls that the sandbox has received."""
        with urlopen(f"{self._url}/_sandbox/calls", timeout=60) as response:  # noqa: S310 - the sandbox
            return [call["operation"] for call in json.load(response)]


@contextmanager
def rounds(mode: str, file: str, environment: dict[str, str], *arguments: str) -> Iterator[Rounds]:
    """Start a process in a mode of watch_process.py, wait for its first round, and end it at the end of the block."""
    command = [sys.executable, "-m", "benchmarks.watch_process", mode, file, *arguments]
    variables = {**ENVIRONMENT, **environment}
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, stdin=pipe, stdout=pipe, stderr=nothing, text=True
    ) as process:
        yield Rounds(process, environment["AWS_ENDPOINT_URL"])
        process.communicate("")
