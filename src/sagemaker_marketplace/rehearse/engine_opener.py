"""Opens the container engine when a rehearsal needs it: other commands do not load the Docker SDK."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from ..manifest.findings import USAGE, Failure


def engine_opener(environment: Mapping[str, str]) -> Callable[[], Any]:
    """Return a function that opens the engine that the environment names, or one at a usual address.

    The function raises Failure without the Docker SDK (the extra `rehearse`) and without an engine.
    """

    def open_it() -> Any:
        try:
            engine = import_module(".engine", __package__)
        except ModuleNotFoundError as error:
            if str(error.name).partition(".")[0] not in ("docker", "requests"):
                raise
            hint = "install it: pip install 'sagemaker-marketplace-action[rehearse]'"
            raise Failure('rehearse requires the extra "rehearse"', USAGE, hint) from None
        return engine.open_engine(environment)

    return open_it
