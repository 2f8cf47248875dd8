"""A container should accept each content type that the product declares.

`SupportedContentTypes` is shown to buyers, who send requests of these types to their endpoints. The validation sends
only the type of its transform job. The rehearsal sends the samples of `rehearsal.samples`, and the container answered
all those of a declared type with 415 (unsupported media type).

Let the container accept the type, or remove it from SupportedContentTypes.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..realtime_observations import RealTimeObservations
from . import Result, _responses
from .endpoint_request_failed import UNSUPPORTED

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "service model, InferenceSpecification: SupportedContentTypes are the types of the input (documented)",
    "aws/sagemaker-tensorflow-serving-container#138: Unsupported Media Type (seen)",
)
_SUPPORTED = ("spec", "InferenceSpecification", "SupportedContentTypes")


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield each declared type of a sample that was refused."""
    refused = {each.sample.content_type for each in _responses.single(observations) if each.status == UNSUPPORTED}
    for number, content_type in enumerate(observations.job.content_types):
        if content_type in refused:
            message = f"POST /invocations returned {UNSUPPORTED} for {content_type}, which SupportedContentTypes lists"
            hint = f"make the container accept {content_type}, or remove it from SupportedContentTypes"
            yield (*_SUPPORTED, number), message, hint
