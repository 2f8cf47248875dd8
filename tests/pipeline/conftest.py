"""Fixtures: the harness that runs commands, and the sandboxes that a session shares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.pipeline.harness import Harness, SharedSandboxes


@pytest.fixture(scope="session")
def shared() -> Iterator[SharedSandboxes]:
    """The sandboxes that the tests of a session share."""
    with ExitStack() as stack:
        yield SharedSandboxes(stack)


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: SharedSandboxes) -> Iterator[Harness]:
    """A harness in its own folder."""
    monkeypatch.chdir(tmp_path)
    with ExitStack() as stack:
        yield Harness(tmp_path, monkeypatch, shared, stack)
