"""A container should become ready as an endpoint of a buyer, too.

An endpoint sends GET /ping to port 8080 and needs a successful answer within 8 minutes of the container's start; a
transform job waits for about 30. The rehearsal starts the container for the endpoint once more, after a transform job
with the same container, so what is different is the second start, or how long it takes.

Read the container's log. Let the program need nothing that the first start has used up or left behind, and load the
model faster, for example from a smaller file.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ...manifest.rehearsal import DEFAULT_PATIENCE_SECONDS
from ...report.quantities import seconds
from ..realtime_observations import RealTimeObservations
from . import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: 8 minutes (documented); buyers can set 1 to 60 minutes",
    "that an endpoint starts as the rehearsal does is inferred",
)
_SHOWN, _ELSEWHERE = 100, "elsewhere"


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield why the container was not ready, or that it took too long."""
    path = observations.job.image_path
    first = observations.first_ping_seconds
    if first is None:
        hint = "check the container's log: the transform job before it was ready"
        yield path, f"the container did not become ready as an endpoint: {_reason(observations)}", hint
    elif first > DEFAULT_PATIENCE_SECONDS:
        message = f"the container was ready {seconds(first)} after its start, but endpoints allow 8 minutes"
        yield path, message, "make the container load its model faster"


def _reason(observations: RealTimeObservations) -> str:
    end, pings = observations.end, observations.pings
    if observations.start_error:
        return f"it could not be started ({observations.start_error[:_SHOWN]})"
    if end and end.during == "start":
        return f"it ended with exit code {end.exit_code}"
    if observations.pings_outcome == _ELSEWHERE and observations.listening:
        address, port = observations.listening[-1]
        return f"it listens on {address}, port {port}"
    if pings and pings[-1].status:
        return f"GET /ping returned {pings[-1].status}"
    return f"GET /ping had no answer ({pings[-1].error})" if pings else "GET /ping had no answer"
