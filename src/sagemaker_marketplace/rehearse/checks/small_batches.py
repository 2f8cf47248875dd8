"""A container should accept requests with few records.

A small test file is one single request of a transform job, so that the end of a batch is never tried. Buyers send
single records to an endpoint, and larger files in many requests. The rehearsal sends the input a second time, in
requests with at most two records.

Let the container process every request in the same way: none has a header line, and each has any number of records.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..observations import Observations
from . import Result, _answers

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("transform",)
SOURCES = (
    "SageMaker developer guide, batch-transform: as many records as fit into MaxPayloadInMB (documented)",
    "MLflow's scoring server, which takes the first line of each request for a header (seen)",
)


def check(_doc: Document, observations: Observations) -> Iterator[Result]:
    """Yield how many small requests failed or returned too few records, if the job's own requests did not."""
    small, job = observations.small_exchanges, observations.exchanges
    if any(exchange.failed for exchange in job) or _answers.lost_records(job):
        return
    failed = [exchange for exchange in small if exchange.failed]
    lost = _answers.lost_records(small)
    path = observations.job.image_path
    hint = "make the container process every request in the same way, whatever its number of records"
    if failed:
        outcome = f"status {failed[0].status}" if failed[0].status else failed[0].error
        message = f"{len(failed):,} of {len(small):,} requests with at most two records failed ({outcome})"
        yield path, message, hint
    elif lost:
        message = (
            f"in requests with at most two records, the container got {lost[0]:,} records and returned {lost[1]:,}"
        )
        yield path, message, hint
