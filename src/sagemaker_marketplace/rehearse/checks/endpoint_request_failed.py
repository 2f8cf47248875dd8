"""A container should answer the requests of a buyer's endpoint with a 2xx status.

The validation runs a transform job only. An endpoint sends requests of other sizes and content types, one for each call
of a buyer, and repeats none. The rehearsal sends each sample: those of `rehearsal.samples`, or the first record of the
transform job's input.

For status 4xx, correct the sample or let the container accept it. Otherwise read the container's log.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..realtime_observations import RealTimeObservations, Response
from . import Result, _responses

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: POST /invocations (documented)",
    "that a request of a buyer fails as that of the rehearsal is inferred",
)
UNSUPPORTED = 415
_TOO_LARGE, _CLIENT_ERRORS = 413, range(400, 500)


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield the first request with each outcome; only the first failure of a container that ended."""
    by_outcome: dict[str, list[Response]] = {}
    for response in filter(_responses.is_fault, _responses.single(observations)[_responses.is_early(observations) :]):
        if response.status != UNSUPPORTED or response.sample.content_type not in observations.job.content_types:
            by_outcome.setdefault(_responses.outcome(response), []).append(response)
    ended = _responses.ended(observations)
    for outcome, responses in list(by_outcome.items())[: 1 if ended else None]:
        first = responses[0]
        others = len({each.sample.name for each in responses} - {first.sample.name})
        more = f", and for {others} more samples" if others > 1 else ", and for 1 more sample" if others else ""
        beginning = _responses.beginning(first)
        message = f"POST /invocations {outcome} for {_name(first)}{'' if ended else more}{beginning}{ended}"
        is_sample = first.status in _CLIENT_ERRORS
        path = first.sample.path if is_sample else observations.job.image_path
        yield path, message, _hint(first)


def _name(response: Response) -> str:
    return f"{response.sample.name} ({response.sample.content_type})"


def _hint(response: Response) -> str:
    if response.status == _TOO_LARGE:
        return "raise the limit of the container's server"
    if response.status in _CLIENT_ERRORS:
        return "correct the sample, or make the container accept it"
    return "check the container's log"
