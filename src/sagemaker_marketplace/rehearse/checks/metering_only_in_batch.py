"""The metering header should be in responses of an endpoint.

AWS Marketplace bills batch transform by the hour, and pricing per inference is for real-time inference only: the header
`X-Amzn-Inference-Metering` has no effect in the responses to a transform job. Without it, an endpoint's response with a
2xx status is billed as one inference, whatever its number of records. The check reports a container that returned the
header in the transform job, but not as an endpoint.

Return the header without `SAGEMAKER_BATCH`, too, which only the containers of transform jobs have; or remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..realtime import metering
from ..realtime_observations import RealTimeObservations
from . import Result, _answers

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "AWS Marketplace seller guide, machine-learning-pricing: the header, and what is billed by the hour (documented)",
)


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield that only the responses to the transform job had the header."""
    answered = _answers.succeeded(observations.responses)
    is_metered = any(metering.metering(each.headers) for each in observations.responses)
    if observations.is_batch_metered and answered and not is_metered:
        message = f"only responses to the transform job have {metering.NAME}, and batch transform is billed by the hour"
        hint = "make the container return the header as an endpoint, or remove it"
        yield observations.job.image_path, message, hint
