"""Opens the container engine when a rehearsal needs it: other commands do not load the Docker SDK."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def engine_opener(environment: Mapping[str, str]) -> Callable[[], Any]:
    """Return a function that opens the engine that the environment names, or one at a usual address.

    The function raises Failure without the Docker SDK (the extra `rehearse`) and without an engine.
    """

    def open_it() -> Any:
        from .engine import open_engine

        return open_engine(environment)

    return open_it
