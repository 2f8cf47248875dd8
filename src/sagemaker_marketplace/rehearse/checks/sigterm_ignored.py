"""A container should stop when it gets SIGTERM.

SageMaker stops a container with SIGTERM, and after some time with SIGKILL. A program without a handler ignores the
signal if it is the first process of the container. Nothing fails, but requests that are being processed are lost, and
the state of a training job that a buyer stops. The rehearsal sends SIGTERM after the last request, or after
MaxRuntimeInSeconds, and waits for ten seconds or longer.

Handle the signal: finish the requests or save the model, then exit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...manifest.document import Document
from ...preflight import entry_points
from ..observations import ContainerObservations
from . import Result

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("training", "transform", "real-time")
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: "
    "SIGTERM, 30 seconds, SIGKILL for endpoints (documented)",
    "SageMaker developer guide, your-algorithms-training-algo-dockerfile: SIGTERM, 120 seconds, SIGKILL (documented)",
)


def check(_doc: Document, observations: ContainerObservations[Any]) -> Iterator[Result]:
    """Yield a container that had to be killed, although its program gets the signal."""
    end = observations.end
    is_shell_form = entry_points.shell_script(observations.image.config.entry_point) is not None
    if end and end.during == "stop" and end.was_killed and not is_shell_form:
        message = f"the container did not stop within {end.seconds:.0f} s of SIGTERM, and was killed"
        yield observations.job.image_path, message, "make the program exit when it gets SIGTERM"
