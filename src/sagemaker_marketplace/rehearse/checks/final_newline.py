"""A container should accept a record with and without a newline at its end.

Whether SageMaker keeps the newline at the end of a record or a batch is not documented, and clients of a buyer's
endpoint often send none. The rehearsal sends the first record again, without its newline.

Let the container ignore a missing newline at the end of a request.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..observations import Observations
from . import Result, _answers

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("transform",)
SOURCES = ("service model, SplitType: records are lines (documented); whether newlines are sent is not documented",)


def check(_doc: Document, observations: Observations) -> Iterator[Result]:
    """Yield that the record failed without its newline, if single records succeed with it."""
    last = observations.unterminated
    sent = [*observations.exchanges, *observations.small_exchanges]
    if last is None or not last.failed or any(exchange.failed for exchange in sent):
        return
    if any(exchange.records == 1 for exchange in sent) and not _answers.lost_records(observations.exchanges):
        outcome = f"returned {last.status}" if last.status else f"gave no answer ({last.error})"
        message = f"the container {outcome} for a record without a newline at its end, and accepts records with one"
        hint = "make it accept a request without a newline at its end"
        yield (*observations.job.path, "TransformInput", "SplitType"), message, hint
