"""A container should accept connections and answer pings while it processes a request.

SageMaker needs a connection within 250 milliseconds and a ping's answer within 2 seconds, also while requests run. A
server with a single process and thread does neither while it computes: an endpoint can take its container for unhealthy
and replace it.

Run the server with several threads or processes, or let it compute outside of the thread that accepts connections.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ...report.quantities import seconds
from ..contract.realtime import CONNECT_SECONDS
from ..realtime_observations import RealTimeObservations
from . import Result, _responses

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: 250 milliseconds, 2 seconds (documented)",
    "that a container that is busy is replaced is inferred",
)
_HINT = "use a server with several threads or processes"
# One that is late can be due to the machine of the rehearsal.
_GOOD, _MIN_SLOW = 200, 2


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield a ping without an answer while a request ran, or else a connection that was late."""
    if not observations.was_busy or not _responses.works_before(observations, _responses.LEAVING):
        return
    path, status = observations.job.image_path, observations.ping_while_busy
    slow = [each for each in observations.connects_while_busy if each is None or each > CONNECT_SECONDS]
    if status is None:
        yield path, "GET /ping had no answer within 2 s while a request was processed", _HINT
    elif status != _GOOD:
        yield path, f"GET /ping returned {status} while a request was processed", _HINT
    elif None in slow or len(slow) >= _MIN_SLOW:
        late = "was not accepted" if None in slow else f"was accepted after {seconds(slow[0])}"
        yield path, f"a connection {late} while a request was processed; the limit is 250 ms", _HINT
