"""Fixtures: the command line in this process, and the harness of the pipeline's tests."""

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

EDITORS = "For completion in editors: sagemaker-marketplace schema > manifest.schema.json\n"
NEXT = f"{EDITORS}Next: save it as sagemaker-marketplace.yaml, then run sagemaker-marketplace check\n"


class Result(NamedTuple):
    """Exit code and output of a command."""

    code: int
    out: str
    err: str


class Sample(NamedTuple):
    """A seller's request, with the paths of the errors that an expert found."""

    operation: str
    region: str
    request: dict[str, Any]
    errors: list[tuple[str | int, ...]]


def sample(name: str) -> Sample:
    """Read a file of tests/requests; locations become paths in a manifest."""
    data = json.loads((REQUESTS / f"{name}.json").read_text("utf-8"))
    errors = [verdict["where"] for verdict in data["verdicts"] if verdict["severity"] == "error"]
    paths = [("spec", *(int(key) if key.isdigit() else key for key in where.split("/")[1:])) for where in errors]
    return Sample(data["operation"], data["region"], data["request"], paths)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Yield a function that runs a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def command(*argv: str) -> Result:
        code = main.run(argv)
        printed = capsys.readouterr()
        return Result(code, printed.out, printed.err)

    yield command
    for number, handler in handlers.items():
        signal.signal(number, handler)


Run = Callable[..., Result]


@pytest.fixture(scope="session")
def shared() -> Iterator[SharedSandboxes]:
    """Yield the sandboxes of the test session."""
    with ExitStack() as stack:
        yield SharedSandboxes(stack)


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: SharedSandboxes) -> Iterator[Harness]:
    """Yield a harness in the folder in which the commands run."""
    with ExitStack() as stack:
        yield Harness(tmp_path, monkeypatch, shared, stack)
