"""A container with bidirectional streaming must accept WebSocket connections and answer pings on them.

SageMaker opens a WebSocket connection to `/invocations-bidirectional-stream` on port 8080 for each stream of a caller.
The container must answer the handshake with status 101. SageMaker sends a Ping frame every 60 seconds and closes the
connection after five without a Pong. The rehearsal does so if the image has the label for bidirectional streaming, or
if the manifest sets `rehearsal.bidirectional-streaming`. The validation tests none of it.

Serve the path with a WebSocket library, which answers pings.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..realtime_observations import RealTimeObservations
from . import Result, _responses, _steps

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: bidirectional streaming over WebSocket (documented)",
)


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield the first step that fails of those that SageMaker needs."""
    failed = _steps.first_failed(observations, _steps.REQUIRED)
    if failed and _responses.works_before(observations, _responses.WEBSOCKET):
        message = f"bidirectional streaming: {_steps.WORDS[failed.step]}{_steps.seen(failed)}"
        hint = "make the container answer the WebSocket handshake with 101, and Ping frames with Pong frames"
        yield observations.job.image_path, message, hint
