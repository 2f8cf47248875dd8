"""An image with bidirectional streaming should have SageMaker's label for it.

SageMaker opens WebSocket connections only to containers whose image has the label
`com.amazonaws.sagemaker.capabilities.bidirectional-streaming=true`. This image does not have it, but its container
accepts a WebSocket connection at `/invocations-bidirectional-stream`, or the manifest sets
`rehearsal.bidirectional-streaming`.

Add the label to the Dockerfile.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest import rehearsal
from ...manifest.document import Document
from ...preflight import image_labels
from ..realtime_observations import RealTimeObservations
from . import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: the label (documented)",
    "that no connection is opened without it is inferred",
)
_SWITCHING_PROTOCOLS = 101


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield that the label is missing."""
    if image_labels.is_bidirectional(observations.image.labels) or not observations.is_ready:
        return
    path, hint = (
        observations.job.image_path,
        f"add LABEL {image_labels.BIDIRECTIONAL_STREAMING}=true to the Dockerfile",
    )
    if observations.upgrade_status == _SWITCHING_PROTOCOLS:
        yield path, "the container accepts WebSocket connections, but its image lacks SageMaker's label", hint
    elif observations.job.is_bidirectional:
        yield rehearsal.BIDIRECTIONAL_STREAMING, "the image lacks SageMaker's label for bidirectional streaming", hint
