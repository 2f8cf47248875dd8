"""Fixtures for tests that run whole commands: signal handlers, and an environment without variables of a runner."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sagemaker_marketplace.cli import main

RUNNER_PREFIXES = ("GITHUB_", "INPUT_")


@pytest.fixture(autouse=True)
def clean_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Remove the variables of a runner, and restore the signal handlers that a run replaces."""
    for name in [name for name in os.environ if name.startswith(RUNNER_PREFIXES)]:
        monkeypatch.delenv(name)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace with files for outputs and summary, as a runner mounts them; the working directory differs."""
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
    """Return a function that parses a file of outputs as the runner does."""
    return _parsed


@pytest.fixture
def outputs(mounted: Path) -> Callable[[], dict[str, str]]:
    """Return a function that returns the current outputs; the last value of each is used."""
    return lambda: dict(_parsed((mounted.parent / "output").read_text()))


def _parsed(text: str) -> list[tuple[str, str]]:
    """Parse a file of outputs as the runner does.

    Source: actions/runner, FileCommandManager.cs: a line is NAME=VALUE or NAME<<DELIMITER, whichever comes first; a
    block ends at a line that equals the delimiter; only a line feed ends a line on Linux.
    """
    parsed_outputs = []
    lines = iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            parsed_outputs.append((line[:equals], line[equals + 1 :]))
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
        parsed_outputs.append((name, "\n".join(block)))
    return parsed_outputs


@pytest.fixture
def check_with_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Return a function that writes a configuration into the current folder and runs a check."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run_check(content: str | bytes, *arguments: str) -> tuple[int, str]:
        Path("pyproject.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
        code = main.run(["check", *arguments])
        printed = capsys.readouterr()
        return code, (printed.out + printed.err).replace(str(folder), "<workspace>")

    return run_check
