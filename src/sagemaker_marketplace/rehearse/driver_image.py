"""The image of the container that sends the requests of a rehearsal."""

from __future__ import annotations

from collections.abc import Generator

from .. import __version__
from ..manifest.findings import USAGE, Failure
from ..report import events
from .engine.api import EngineError
from .engine.engine import Engine

# The image that a release of this version publishes. A release replaces OWNER, as in report/rule_pages.py; the names of
# images are in lower case.
RELEASED = f"ghcr.io/OWNER/sagemaker-marketplace-action:v{__version__}".lower()
_HINT = "select a local image with Python 3.8 or later: --driver-image python:3.13-slim"


def find_driver_image(engine: Engine, chosen: str) -> Generator[events.Event, None, str]:
    """Return the chosen local image; else the image that this program runs in; else the released one, which is pulled.

    Raises Failure if the image is not found.
    """
    name = chosen or engine.own_image() or RELEASED
    if engine.find_image(name):
        return name
    if chosen:
        raise Failure(f"driver image not found: {chosen}", USAGE, "pull or build it, or select another local image")
    yield events.Note("", f"pulling {name}")
    try:
        for _ in engine.pull(name):
            pass
    except EngineError as error:
        raise Failure(f"cannot pull the driver image {name}: {error.words}", USAGE, _HINT) from None
    return name
