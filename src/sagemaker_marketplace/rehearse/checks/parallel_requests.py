"""Requests in parallel should succeed as they do one at a time.

An endpoint sends the requests of all its callers to the container at the same time, and repeats none. The transform job
of the validation sends one at a time by default. State that requests share, such as a file or a buffer, or a limit of
the server, is the usual cause of failures.

Let each request have its own state, or let the server process one request after the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..realtime_observations import RealTimeObservations
from . import Result, _responses

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: requests to an endpoint (documented)",
    "that buyers send requests in parallel is inferred",
)


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield how many parallel requests failed of those whose sample passes alone."""
    if not _responses.works_before(observations, _responses.PARALLEL):
        return
    passed = {each.sample.name for each in _responses.single(observations) if not each.failed}
    sent = [each for each in _responses.parallel(observations) if each.sample.name in passed]
    failed = [each for each in sent if each.failed]
    if failed:
        total = f"{len(failed):,} of {len(sent):,} parallel requests failed"
        first = failed[0]
        outcome = f"status {first.status}" if first.status else first.error
        beginning = _responses.beginning(first)
        message = f"{total}, but pass one at a time ({outcome}{beginning}){_responses.ended(observations)}"
        hint = "make the container process requests in parallel, or one after the other without an error"
        yield observations.job.image_path, message, hint
