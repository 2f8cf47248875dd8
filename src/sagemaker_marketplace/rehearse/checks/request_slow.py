"""A request with one or two records should take less than 60 seconds.

A request of a transform job can take 600 seconds, but an endpoint of a buyer must begin its answer within 60. The
machine of the rehearsal is not the one of the endpoint, so this is a warning.

Use a smaller model, or sell the product for batch transform only.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..observations import Observations
from . import Result, _answers

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: 60 seconds (documented)",
    "that an endpoint is as slow as the rehearsal is inferred",
)
_MAX_SECONDS, _FEW = 60.0, 2


def check(_doc: Document, observations: Observations) -> Iterator[Result]:
    """Yield the slowest request with at most two records, if it takes too long."""
    sent = _answers.succeeded([*observations.exchanges, *observations.small_exchanges])
    few = [exchange for exchange in sent if exchange.records is not None and exchange.records <= _FEW]
    slowest = max((exchange.seconds for exchange in few), default=0.0)
    if slowest > _MAX_SECONDS:
        message = f"a request with at most two records took {slowest:.0f} s, but endpoints have a limit of 60 s"
        hint = "use a smaller model, or check the product on its instance type"
        yield (*observations.job.container_path, "Image"), message, hint
