"""Fixtures: the harness of the pipeline's tests, and a gate between runs and a sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.create.gate import Gate, new_gate
from tests.pipeline.conftest import harness, shared
from tests.pipeline.harness import Harness

__all__ = ["gate", "harness", "runs", "shared"]


@pytest.fixture(scope="session")
def runs() -> Iterator[Gate]:
    """The gate of a session: its program is slow to start."""
    with new_gate() as gate:
        yield gate


@pytest.fixture
def gate(harness: Harness, runs: Gate) -> Callable[[str], Gate]:
    """Return a function that serves a scenario behind the gate."""

    def serve(scenario: str) -> Gate:
        runs.use(harness.serve(scenario, fresh=True), harness.root)
        return runs

    return serve
