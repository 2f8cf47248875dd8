"""Tests of the edge run whole commands: each gets signal handlers and an environment that no workflow has touched."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

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
