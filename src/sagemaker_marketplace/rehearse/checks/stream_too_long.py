"""A streamed response should end within 8 minutes.

A container can stream its response in chunks. SageMaker ends the stream of an endpoint after 8 minutes, and the caller
gets only a part of it. The machine of the rehearsal is not the one of the endpoint.

Limit the length of what the container generates.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..contract.realtime import STREAM_SECONDS
from ..realtime_observations import RealTimeObservations, Response
from . import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: 8 minutes (documented)",
    "that an endpoint is as slow as the rehearsal is inferred",
)


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield the first response whose stream is too long."""
    response = next(filter(_is_too_long, observations.responses), None)
    if response:
        message = f"the streamed response to {response.sample.name} did not end within 8 minutes"
        yield observations.job.image_path, message, "make the container end its responses earlier"


def _is_too_long(response: Response) -> bool:
    return response.is_chunked and response.seconds >= STREAM_SECONDS
