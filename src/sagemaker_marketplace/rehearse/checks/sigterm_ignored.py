"""A container should stop when it gets SIGTERM.

SageMaker stops a container with SIGTERM, and after some time with SIGKILL. A program without a handler ignores the
signal if it is the first process of the container. Nothing fails, but requests that are being processed are lost. The
rehearsal sends SIGTERM after the last request and waits for ten seconds.

Handle the signal: finish the requests, then exit.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ...preflight import entry_points
from ..observations import Observations
from . import Result

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: "
    "SIGTERM, 30 seconds, SIGKILL for endpoints (documented)",
)


def check(_doc: Document, observations: Observations) -> Iterator[Result]:
    """Yield a container that had to be killed, although its program gets the signal."""
    end = observations.end
    is_shell_form = entry_points.shell_script(observations.image.config.entry_point) is not None
    if end and end.during == "stop" and end.was_killed and not is_shell_form:
        message = f"the container did not stop within {end.seconds:.0f} s of SIGTERM, and was killed"
        yield (*observations.job.container_path, "Image"), message, "make the program exit when it gets SIGTERM"
