"""What the rehearsal of real-time inference observes: facts without a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .observations import ServingObservations, is_success
from .realtime_job import RealTimeJob, Sample

# The phase of a request: the first of its sample, or again one at a time, or several at once.
FIRST, REPEATED, PARALLEL = "first", "repeated", "parallel"


@dataclass(frozen=True)
class Response:
    """One POST /invocations to an endpoint, and its response.

    `phase` is one of the words above. Seconds count from the start of the connection: until it was accepted, until the
    first byte of the body, and until its end. `chunks` are the parts of a chunked body with their sizes and times, at
    most 1,000. `status` is None without a whole response; `error` is then one of the words of `observations`. `head`
    has the first 1,024 bytes of the body.
    """

    sample: Sample
    phase: str
    connect_seconds: float | None
    first_byte_seconds: float | None
    seconds: float
    status: int | None
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    response_bytes: int = 0
    head: bytes = b""
    chunks: tuple[tuple[float, int], ...] = ()
    is_chunked: bool = False
    error: str = ""

    @property
    def failed(self) -> bool:
        """Whether it has no 2xx status."""
        return not is_success(self.status)


@dataclass(frozen=True)
class Scrape:
    """GET /metrics: the answer, and whether a ping succeeded after it. `status` is None without an answer."""

    seconds: float
    status: int | None
    content_type: str = ""
    body: bytes = b""
    error: str = ""
    is_alive: bool = True


@dataclass(frozen=True)
class WebSocketStep:
    """One step with a WebSocket connection: what was done, whether it went as documented, and what was seen.

    Steps: handshake, ping, pong, text, binary, fragments, close, reconnect, left (the client ends without a close).
    """

    step: str
    passed: bool
    seen: str = ""
    seconds: float = 0.0


@dataclass
class RealTimeObservations(ServingObservations[RealTimeJob]):
    """All facts about the rehearsal of an endpoint.

    `connects_while_busy` are the seconds until connections were accepted while a request ran, None for one that was
    not accepted; `ping_while_busy` is the status of a ping then, None without an answer in time, and `was_busy`
    whether the request still ran. `is_alive_after_leaving` is whether a ping succeeded after a client left in the
    middle of a response; None if it was not tried. `is_batch_metered` is whether the responses to the transform job
    before it had a metering header. `upgrade_status` is that of a handshake where the image's label and
    the manifest ask for none.
    """

    TYPE = "real-time"

    responses: list[Response] = field(default_factory=list)
    was_busy: bool = False
    connects_while_busy: list[float | None] = field(default_factory=list)
    ping_while_busy: int | None = None
    is_alive_after_leaving: bool | None = None
    scrape: Scrape | None = None
    websocket: list[WebSocketStep] = field(default_factory=list)
    upgrade_status: int | None = None
    is_batch_metered: bool = False
