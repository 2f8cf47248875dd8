"""GET /ping should return 200 only when the container can answer requests.

SageMaker sends requests as soon as a ping succeeds. If the model is still being loaded then, the first requests fail or
are slow: a transform job repeats them, but requests of a buyer's endpoint have a limit of 60 seconds. The check finds a
first request that passed only when it was repeated, and one that took ten times as long as others of its size, and more
than two seconds.

Load the model before the server starts to listen, or let GET /ping return 503 until it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from ...manifest.document import Document
from ...report.quantities import seconds
from ..observations import Exchange, Observations
from ..realtime_observations import RealTimeObservations
from . import Result, _answers, _responses

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("transform", "real-time")
SOURCES = (
    "aws/deep-learning-containers#2917, aws/sagemaker-inference-toolkit#138: ready before the model is loaded (seen)",
    "that a slow first request is due to it is inferred",
)
_FACTOR, _MIN_SECONDS = 10.0, 2.0
_HINT = "make GET /ping return 503 until the model is loaded"


def check(_doc: Document, observations: Observations | RealTimeObservations) -> Iterator[Result]:
    """Yield a first request that was repeated, or slow."""
    message = _endpoint(observations) if isinstance(observations, RealTimeObservations) else _transform(observations)
    if message:
        yield observations.job.image_path, message, _HINT


def _transform(observations: Observations) -> str:
    first = next(iter(observations.exchanges), None)
    if first is None or first.failed:
        return ""
    if first.attempts > 1:
        return _failed(f"status {first.first_status}" if first.first_status else first.first_error or "no answer")
    return _slow(first.seconds, _usual_seconds(observations, first))


def _endpoint(observations: RealTimeObservations) -> str:
    single = _responses.single(observations)
    if not single:
        return ""
    first = single[0]
    if _responses.is_early(observations):
        return _failed(f"status {first.status}" if first.status else first.error)
    later = [each.seconds for each in _answers.succeeded(single[1:]) if each.sample == first.sample]
    return "" if first.failed else _slow(first.seconds, median(later) if later else None)


def _failed(outcome: str) -> str:
    return f"the first request after a successful ping failed ({outcome}) and passed when repeated"


def _slow(first: float, usual: float | None) -> str:
    """What a first request is reported with, if it takes much longer than such requests usually do."""
    if usual is None or first <= max(_MIN_SECONDS, _FACTOR * usual):
        return ""
    return f"the first request took {seconds(first)}, later ones of its size {seconds(usual)}"


def _usual_seconds(observations: Observations, first: Exchange) -> float | None:
    """How long a request of the same size takes, from the other ones; None if there are none."""
    others = _answers.succeeded(observations.exchanges[1:])
    similar = [exchange.seconds for exchange in others if exchange.request_bytes * 2 >= first.request_bytes]
    if similar:
        return median(similar)
    small = [exchange for exchange in _answers.succeeded(observations.small_exchanges) if exchange.records]
    records = sum(exchange.records or 0 for exchange in small)
    if not records or not first.records:
        return None
    return sum(exchange.seconds for exchange in small) / records * first.records
