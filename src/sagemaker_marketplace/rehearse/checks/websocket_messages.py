"""A container with bidirectional streaming should accept what callers send over a WebSocket connection.

SageMaker passes each part from the caller on as a data frame: text, binary, or a message in fragments. It closes the
connection at the end of a stream, and opens another for the next one. The rehearsal sends one message of each kind,
closes, connects again, and ends a connection without a Close frame. It does so if the image has the label for
bidirectional streaming, or if the manifest sets `rehearsal.bidirectional-streaming`.

A container whose callers send only one kind of message can ignore the others, but should not close the connection.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..realtime_observations import RealTimeObservations
from . import Result, _responses, _steps

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: bidirectional streaming, frames (documented)",
    "that callers of a product send every kind of message is inferred",
)


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield the first step that fails, unless one fails that SageMaker needs."""
    if _steps.first_failed(observations, _steps.REQUIRED):
        return
    failed = _steps.first_failed(observations, _steps.WORDS)
    if failed and _responses.works_before(observations, _responses.WEBSOCKET):
        message = f"bidirectional streaming: {_steps.WORDS[failed.step]}{_steps.seen(failed)}"
        hint = "make the container process or ignore the message, and keep the server running"
        yield observations.job.image_path, message, hint
