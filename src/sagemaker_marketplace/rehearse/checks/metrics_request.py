"""A container should survive GET /metrics and answer it at once, with any status.

Endpoints with detailed observability, which is on by default since June 2026, send GET /metrics to port 8080 every 60
seconds. A container without metrics can answer 404. One that does not answer keeps a connection open, and perhaps its
only worker busy; one that ends at an unknown path takes the endpoint down.

Answer an unknown path with 404.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..observations import TIMED_OUT
from ..realtime_observations import RealTimeObservations
from . import Result, _responses

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "SageMaker developer guide, monitoring-detailed-observability-getting-started: GET /metrics (documented)",
    "service model, EndpointConfig: MetricsConfig (documented)",
    "that this applies to products of AWS Marketplace, and within which time an answer is needed, is inferred",
)


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield that the container did not answer, or not afterwards."""
    scrape = observations.scrape
    if scrape is None or not _responses.works_before(observations, _responses.METRICS):
        return
    path, hint = observations.job.image_path, "make the container answer GET /metrics, for example 404"
    if not scrape.is_alive:
        yield path, f"GET /ping failed after GET /metrics{_responses.ended(observations)}", hint
    elif scrape.error == TIMED_OUT:
        yield path, f"GET /metrics had no answer within {scrape.seconds:.0f} s", hint
