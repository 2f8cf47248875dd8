"""Runs killed with SIGKILL at any moment, then run again: one resource each, none lost (`make kills` for 1,000)."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import INFO_RULES, Harness

KILLS = int(os.environ.get("KILLS", "4"))
PROGRAM = Path(__file__).with_name("fork_runs.py")
COMPLETE_RUN: dict[str, Any] = {"preflight": True, "pin_image": True, "provenance_tags": True, "follow_jobs": True}


class Runs:
    """Runs, each in its own process."""

    def __init__(self, process: subprocess.Popen[str], root: Path) -> None:
        self.process, self.root = process, root

    def begin(self, file: str) -> int:
        """Start a run and return its process ID."""
        assert self.process.stdin
        print(json.dumps([str(self.root), file, INFO_RULES]), file=self.process.stdin, flush=True)
        return self._number()

    def end(self) -> int:
        """Wait for its end and return the exit code, or minus the number of the signal that ended it."""
        return self._number()

    def _number(self) -> int:
        assert self.process.stdout
        return int(self.process.stdout.readline())


@pytest.fixture
def runs(harness: Harness) -> Iterator[Runs]:
    harness.serve("success")
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, str(PROGRAM)], **pipes) as process:
        yield Runs(process, harness.root)
        assert process.stdin
        process.stdin.close()


def seconds(harness: Harness, runs: Runs, kind: str) -> float:
    """Return the duration of a complete run after a first one, which loads modules and opens connections."""
    start = 0.0
    for name in ("warm", "timed"):
        start = time.monotonic()
        runs.begin(harness.manifest(kind, f"kills-{name}"))
        assert runs.end() == 0
    return time.monotonic() - start


def test_a_run_killed_at_any_moment_is_resumed_by_the_next(harness: Harness, runs: Runs) -> None:
    moments = random.Random(20261123)  # noqa: S311 - the same sequence each time
    longest = {kind: seconds(harness, runs, kind) for kind in TITLES}
    created: dict[str, Counter[str]] = {kind: Counter() for kind in TITLES}
    ends: Counter[int] = Counter()
    while ends[-signal.SIGKILL] < KILLS and ends.total() < 4 * KILLS:
        kind = list(TITLES)[ends.total() % 2]
        name = f"killed-at-{ends.total()}"
        child = runs.begin(harness.manifest(kind, name))
        time.sleep(moments.uniform(0, longest[kind]))
        with suppress(ProcessLookupError):  # the run has ended
            os.kill(child, signal.SIGKILL)
        end = runs.end()
        ends[end] += 1
        if end == 0:  # the machine is less busy than before, so runs take less time
            longest[kind] *= 0.8
        again = harness.run("m.yaml", **COMPLETE_RUN)
        assert (again.exit_code, again.report.outputs()["arn"]) == (0, arn(kind, name))
        listed = harness.call(f"list_{TITLES[kind].replace(' ', '_')}s", NameContains=name)[f"{kind}SummaryList"]
        created[kind].update(item[f"{kind}Name"] for item in listed if item[f"{kind}Name"] == name)

    assert {count for names in created.values() for count in names.values()} == {1}
    assert sum(len(names) for names in created.values()) == ends.total()
    assert set(ends) <= {0, -signal.SIGKILL}
    assert ends[-signal.SIGKILL] == KILLS
