"""A container should survive a client that closes its connection in the middle of a response.

Callers of an endpoint stop reading: they cancel a stream, run into a timeout, or end. The rehearsal closes a connection
after the first bytes of a response and then sends GET /ping. A program that does not expect the error when it writes to
a closed connection, or waits for ever for it, fails.

Handle the error of the write, and end only that request.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..realtime_observations import RealTimeObservations
from . import Result, _responses

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = ("that callers leave, and that SageMaker then closes the connection, is inferred",)


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield that no ping succeeded after a client left."""
    left = observations.is_alive_after_leaving is False
    if left and _responses.works_before(observations, _responses.LEAVING):
        message = "GET /ping failed after a client closed its connection in the middle of a response"
        hint = "make the container end only that request"
        yield observations.job.image_path, f"{message}{_responses.ended(observations)}", hint
