"""Requests should succeed at the first attempt.

SageMaker repeats a failed request of a transform job up to three times, so the job ends as Completed. Requests of a
buyer's endpoint are not repeated. The check reports requests other than the first one, for which `ready-too-early` may
be the reason.

Read the container's log at the time of the request: a worker that was killed or restarted is the usual cause.
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
    "service model, ModelClientConfig: InvocationsMaxRetries is 3 (documented)",
    "which failures are repeated, and how soon, is inferred",
)


def check(_doc: Document, observations: Observations) -> Iterator[Result]:
    """Yield how many requests passed only when they were repeated, and how the first of them failed."""
    repeated = [exchange for exchange in _answers.succeeded(observations.exchanges[1:]) if exchange.attempts > 1]
    if repeated:
        first = repeated[0]
        outcome = f"status {first.first_status}" if first.first_status else first.first_error or "no answer"
        total = f"{len(repeated):,} of {len(observations.exchanges):,} requests"
        message = f"{total} passed only when repeated; the first attempt ended with {outcome}"
        hint = "check the container's log for a worker that was killed or restarted"
        yield observations.job.image_path, message, hint
