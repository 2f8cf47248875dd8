"""The metrics of GET /metrics should be meant for buyers.

Endpoints with detailed observability, which is on by default since June 2026, read GET /metrics on port 8080 every 60
seconds. What the container reports there becomes metrics in the account of the buyer. Servers that have /metrics on the
port of the requests show their internals.

Remove what buyers should not see, or serve internal metrics on another port.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..realtime.prometheus import metric_names
from ..realtime_observations import RealTimeObservations
from . import Result

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "SageMaker developer guide, monitoring-detailed-observability-getting-started: GET /metrics (documented)",
    "that all metrics are copied, and that this applies to products of AWS Marketplace, is inferred",
)
_SHOWN, _GOOD = 5, 200


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield the first names of the metrics."""
    scrape = observations.scrape
    names = metric_names(scrape.body) if scrape and scrape.status == _GOOD else ()
    if names:
        more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
        message = f"buyers can see the metrics of GET /metrics: {', '.join(names[:_SHOWN])}{more}"
        hint = "remove what buyers should not see, or move it to another port"
        yield observations.job.image_path, message, hint
