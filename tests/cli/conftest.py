"""Tests of the edge run whole commands: each gets signal handlers and an environment that no workflow has touched."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

RUNNERS = ("GITHUB_", "INPUT_")


@pytest.fixture(autouse=True)
def edge(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take the runner's variables away; put the signal handlers back that a run replaces."""
    for name in [name for name in os.environ if name.startswith(RUNNERS)]:
        monkeypatch.delenv(name)
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with files for commands, as a runner mounts them; the working directory is elsewhere."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    for name in ("output", "step_summary"):
        (tmp_path / name).write_text("")
        monkeypatch.setenv(f"GITHUB_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def parsed() -> Callable[[str], list[tuple[str, str]]]:
    """The runner's way of reading a file of outputs."""
    return _parsed


@pytest.fixture
def outputs(mounted: Path) -> Callable[[], dict[str, str]]:
    """What the outputs are by now; the last word on each counts."""
    return lambda: dict(_parsed((mounted.parent / "output").read_text()))


def _parsed(text: str) -> list[tuple[str, str]]:
    """Read a file of outputs as the runner does.

    Source: actions/runner, FileCommandManager.cs: a line is NAME=VALUE or NAME<<DELIMITER, by what comes first; a
    block ends at a line that equals the delimiter; only a line feed ends a line on Linux.
    """
    found = []
    lines = iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            found.append((line[:equals], line[equals + 1 :]))
            continue
        assert heredoc >= 0, f"the runner fails the step: {line!r}"
        name, delimiter = line[:heredoc], line[heredoc + 2 :]
        block = []
        for inner in lines:
            if inner == delimiter:
                break
            block.append(inner)
        else:
            raise AssertionError("the runner fails the step: no end of the block")
        found.append((name, "\n".join(block)))
    return found
