"""Makes what the tests share once in a session, although they run in several processes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[], str]) -> str:
    """Return the result of a function that only the first of the session's processes calls; the others wait for it.

    `name` is that of the result, without slashes.
    """
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    result = folder / f"{name}.result"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not result.exists():
            result.write_text(make(), "utf-8")
        return result.read_text("utf-8")
