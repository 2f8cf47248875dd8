"""The program of a container should get the stop signal.

SageMaker stops a container with SIGTERM, and after some time with SIGKILL. An ENTRYPOINT in shell form, without
brackets, runs `/bin/sh -c "..."`: the shell is the container's first process, gets the signal and does not pass it on.
The rehearsal sends SIGTERM after the last request, or after MaxRuntimeInSeconds of a training job, and waits for ten
seconds or longer.

Use the exec form, `ENTRYPOINT ["python", "serve.py"]`, or `exec` in front of the last command of a start script.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...manifest.document import Document
from ...preflight import entry_points
from ..observations import ContainerObservations
from . import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("training", "transform", "real-time")
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: SIGTERM, then SIGKILL; use the exec form (documented)",
)


def check(_doc: Document, observations: ContainerObservations[Any]) -> Iterator[Result]:
    """Yield a container with an ENTRYPOINT in shell form that had to be killed."""
    end = observations.end
    is_shell_form = entry_points.shell_script(observations.image.config.entry_point) is not None
    if end and end.during == "stop" and end.was_killed and is_shell_form:
        message = f"the container did not stop within {end.seconds:.0f} s of SIGTERM: its ENTRYPOINT is in shell form"
        hint = f'write ENTRYPOINT in exec form, such as ["python", "{observations.ARGUMENT}.py"]'
        yield observations.job.image_path, message, hint
