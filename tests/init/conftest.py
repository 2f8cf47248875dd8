"""The command line in this process, and the bench of the main job's tests."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.pipeline.harness import Harness, SharedSandboxes

from sagemaker_marketplace.cli import main

REQUESTS = Path(__file__).parents[1] / "requests"
NAMES = sorted(path.stem for path in REQUESTS.glob("*.json"))


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Sample(NamedTuple):
    """A seller's request, with what an expert says of it."""

    operation: str
    region: str
    request: dict[str, Any]
    errors: list[tuple[str | int, ...]]


def sample(name: str) -> Sample:
    """Read a file of tests/requests; places become paths in a manifest."""
    data = json.loads((REQUESTS / f"{name}.json").read_text("utf-8"))
    errors = [one["where"] for one in data["verdicts"] if one["severity"] == "error"]
    paths = [("spec", *(int(key) if key.isdigit() else key for key in where.split("/")[1:])) for where in errors]
    return Sample(data["operation"], data["region"], data["request"], paths)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Give a function that runs a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def command(*argv: str) -> Ended:
        code = main.run(argv)
        told = capsys.readouterr()
        return Ended(code, told.out, told.err)

    yield command
    for number, handler in kept.items():
        signal.signal(number, handler)


Run = Callable[..., Ended]


@pytest.fixture(scope="session")
def shared() -> Iterator[SharedSandboxes]:
    """Sandboxes of the session."""
    with ExitStack() as stack:
        yield SharedSandboxes(stack)


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: SharedSandboxes) -> Iterator[Harness]:
    """A bench in the folder the commands run in."""
    with ExitStack() as stack:
        yield Harness(tmp_path, monkeypatch, shared, stack)
