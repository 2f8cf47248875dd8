"""A request to an endpoint, and its response, should have at most 6,291,456 bytes.

The service model of SageMaker's runtime allows a body of 6,291,456 bytes (6 MiB). The seller guide of AWS Marketplace
says 25 MB. A larger request is refused before it reaches the container, whatever the container accepts: the rehearsal
has no such limit. A response that is not streamed has the same limit in the service model.

Use a smaller sample, and describe the limit to buyers. Larger inputs and outputs are for transform jobs.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ...manifest.rehearsal import MAX_BODY_BYTES, SELLER_GUIDE_MAX_BODY_BYTES
from ..observations import TOO_LARGE
from ..realtime_observations import RealTimeObservations
from . import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "service model of sagemaker-runtime, InvokeEndpoint: 6,291,456 bytes (documented)",
    "AWS Marketplace seller guide, ml-service-restrictions-and-limits: 25 MB (documented)",
    "which of the two applies is not known; that a larger response fails is inferred",
)


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield each sample that is too large, and each response."""
    for sample in observations.job.samples:
        size = len(sample.body)
        if size > SELLER_GUIDE_MAX_BODY_BYTES:
            message = f"{sample.name} has {size:,} bytes, more than an endpoint accepts (25 MB)"
        elif size > MAX_BODY_BYTES:
            message = (
                f"{sample.name} has {size:,} bytes; the API of endpoints allows {MAX_BODY_BYTES:,}, "
                f"the seller guide 25 MB"
            )
        else:
            continue
        yield sample.path, message, "use a smaller sample: larger inputs are for transform jobs"
    yield from _responses(observations)


def _responses(observations: RealTimeObservations) -> Iterator[Result]:
    """Yield the first response to each sample if it is too large; of the largest, a rehearsal reads only a part."""
    for response in observations.responses:
        is_cut, size = response.error == TOO_LARGE, response.response_bytes
        if response.phase == "first" and (is_cut or (size > MAX_BODY_BYTES and not response.is_chunked)):
            name, shown = response.sample.name, f"more than {size:,}" if is_cut else f"{size:,}"
            message = f"the response to {name} has {shown} bytes; the API of endpoints allows {MAX_BODY_BYTES:,}"
            hint = "make the container return less: larger outputs are for transform jobs"
            yield (*observations.job.container_path, "Image"), message, hint
