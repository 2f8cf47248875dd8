"""A request to an endpoint, and one with one or two records, should take less than 60 seconds.

A request of a transform job can take 600 seconds, but an endpoint of a buyer must begin its answer within 60. The
machine of the rehearsal is not the one of the endpoint, so this is a warning.

Products of AWS Marketplace have no asynchronous endpoints: if the product needs more time, batch transform is its only
use. Use a smaller model or a larger instance type, or say in the product's description that it is for batch transform.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..contract.realtime import RESPONSE_SECONDS
from ..measurement import percentile
from ..observations import TIMED_OUT, Observations
from ..realtime_observations import RealTimeObservations
from . import Result, _answers, _responses

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("transform", "real-time")
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: 60 seconds (documented)",
    "that an endpoint is as slow as the rehearsal is inferred",
)
_FEW = 2


def check(_doc: Document, observations: Observations | RealTimeObservations) -> Iterator[Result]:
    """Yield how long requests take, if it is too long."""
    message = _endpoint(observations) if isinstance(observations, RealTimeObservations) else _transform(observations)
    if message:
        hint = "use a smaller model, or check the product on its instance type"
        yield observations.job.image_path, message, hint


def _transform(observations: Observations) -> str:
    """What the slowest request with at most two records is reported with."""
    sent = _answers.succeeded([*observations.exchanges, *observations.small_exchanges])
    few = [exchange for exchange in sent if exchange.records is not None and exchange.records <= _FEW]
    slowest = max((exchange.seconds for exchange in few), default=0.0)
    if slowest <= RESPONSE_SECONDS:
        return ""
    return f"a request with at most two records took {slowest:.0f} s, but endpoints have a limit of 60 s"


def _endpoint(observations: RealTimeObservations) -> str:
    """What the 95th percentile of requests one at a time is reported with; a response begins with its first byte."""
    single = _responses.single(observations)[_responses.is_early(observations) :]
    late = next((each for each in single if each.error == TIMED_OUT and not each.is_chunked), None)
    if late:
        return f"a request to the endpoint ({late.sample.name}) had no answer within {late.seconds:.0f} s"
    begun = sorted(each.first_byte_seconds or each.seconds for each in _answers.succeeded(single))
    slow = percentile(begun, 0.95)
    if slow is None or slow <= RESPONSE_SECONDS:
        return ""
    return f"95 % of the requests to the endpoint needed up to {slow:.0f} s; its limit is 60 s, so it is for batch only"
