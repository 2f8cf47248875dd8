"""What several checks ask about the responses of an endpoint."""

from __future__ import annotations

from collections.abc import Sequence

from ..observations import DROPPED, REFUSED, TIMED_OUT, TOO_LARGE
from ..realtime_observations import PARALLEL as PARALLEL_PHASE
from ..realtime_observations import RealTimeObservations, Response

_ENDED = "requests"
_SERVER_ERROR, _SHOWN = 500, 60
# What is done with an endpoint, in this order.
REQUESTS, PARALLEL, LEAVING, METRICS, WEBSOCKET = range(5)


def single(seen: RealTimeObservations) -> list[Response]:
    """Return the responses to requests that were sent one at a time."""
    return [response for response in seen.responses if response.phase != PARALLEL_PHASE]


def parallel(seen: RealTimeObservations) -> list[Response]:
    """Return the responses to requests that were sent in parallel."""
    return [response for response in seen.responses if response.phase == PARALLEL_PHASE]


def is_fault(response: Response) -> bool:
    """Whether a request failed, but neither for its time nor for what a rehearsal keeps of a response."""
    return response.failed and response.error not in (TIMED_OUT, TOO_LARGE)


def is_early(seen: RealTimeObservations) -> bool:
    """Whether the first request failed as those of a container that is not ready do, and the same passed later."""
    responses = single(seen)
    if not responses or not responses[0].failed or (responses[0].status or _SERVER_ERROR) < _SERVER_ERROR:
        return False
    return any(not each.failed for each in responses[1:] if each.sample == responses[0].sample)


def outcome(response: Response) -> str:
    """Return how a request failed."""
    return f"returned {response.status}" if response.status else f"gave no answer ({response.error})"


def beginning(response: Response) -> str:
    """Return the first words of a body, in quotes and after a colon; empty without any."""
    words = " ".join(response.head.decode("utf-8", "replace").split())
    return f': "{words[:_SHOWN]}{"…" if len(words) > _SHOWN else ""}"' if words else ""


def ended(seen: RealTimeObservations) -> str:
    """Return with which exit code the container ended while it should have served; empty if it did not."""
    end = seen.end
    return f"; the container ended with exit code {end.exit_code}" if end and end.during == _ENDED else ""


def works_before(seen: RealTimeObservations, step: int) -> bool:
    """Whether the container still worked when a step began: otherwise what it shows is a consequence."""
    scrape = seen.scrape
    broken = (
        _is_broken(seen, single(seen)),
        _is_broken(seen, parallel(seen)),
        seen.is_alive_after_leaving is False,
        scrape is not None and not scrape.is_alive,
    )
    return seen.is_ready and not any(broken[:step])


def _is_broken(seen: RealTimeObservations, responses: Sequence[Response]) -> bool:
    """Whether the container ended with one of these requests, or may still process one."""
    lost = (DROPPED, REFUSED, TIMED_OUT) if ended(seen) else (TIMED_OUT,)
    return any(response.error in lost for response in responses)
