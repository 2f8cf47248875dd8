"""The bench the tests of the main job work at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.pipeline.bench import Bench, Shared


@pytest.fixture(scope="session")
def shared() -> Iterator[Shared]:
    """What the tests of a session share."""
    with ExitStack() as stack:
        yield Shared(stack)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: Shared) -> Iterator[Bench]:
    """A bench in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    with ExitStack() as stack:
        yield Bench(tmp_path, monkeypatch, shared, stack)
