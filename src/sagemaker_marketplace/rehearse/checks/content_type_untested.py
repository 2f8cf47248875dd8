"""Each content type that the product declares should have a sample.

Buyers send requests of all types in `SupportedContentTypes` to their endpoints. The validation sends only the type of
its transform job, and so does a rehearsal without samples.

Add a request body for each type to `rehearsal.samples`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..contract.record_counts import media_type
from ..realtime_observations import RealTimeObservations
from . import Result

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = ("the rehearsal's own limits",)
_SUPPORTED = ("spec", "InferenceSpecification", "SupportedContentTypes")
_SHOWN = 3


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield the types without a sample, in one finding."""
    if not observations.is_ready or not observations.responses:
        return
    sent = {media_type(sample.content_type) for sample in observations.job.samples}
    missing = [each for each in observations.job.content_types if media_type(each) not in sent]
    if missing:
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        message = f"not rehearsed: requests of type {', '.join(missing[:_SHOWN])}{more}"
        yield _SUPPORTED, message, "add a sample of each type to rehearsal.samples"
