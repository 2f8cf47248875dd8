"""The driver's commands and events for an endpoint: builds and reads the JSON lines of `driver.realtime`."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..contract import contract
from ..contract import realtime as limits
from ..inference.driver_client import DriverClient
from ..realtime_observations import Scrape, WebSocketStep

# What a connection may take until it counts as not accepted.
_CONNECT_SECONDS = 2.0
_UPGRADE_SECONDS = 2.0


@dataclass(frozen=True)
class Streamed:
    """The outcome of one request of `stream`; seconds, chunks and errors as in `Response`."""

    connect_seconds: float | None
    first_byte_seconds: float | None
    seconds: float
    status: int | None
    error: str
    content_type: str
    headers: Mapping[str, str]
    head: bytes
    response_bytes: int
    is_chunked: bool
    chunks: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class Busy:
    """What a server did while a request ran; see `RealTimeObservations`."""

    connects: tuple[float | None, ...]
    was_busy: bool
    ping_status: int | None


@dataclass(frozen=True)
class Left:
    """A client left in the middle of a response, if that began, and whether a ping succeeded after it."""

    began: bool
    is_alive: bool


@dataclass(frozen=True)
class Scraped:
    """The answer to GET /metrics."""

    scrape: Scrape


@dataclass(frozen=True)
class Upgraded:
    """The status of an answer to a WebSocket handshake; None without one."""

    status: int | None


@dataclass(frozen=True)
class WebSocketEnded:
    """All steps with WebSocket connections are done."""

    steps: tuple[WebSocketStep, ...]


class RealTimeClient(DriverClient):
    """Sends the commands for an endpoint as well.

    After a client has left, or after GET /metrics, a ping must succeed within `alive_seconds`: a server may need a
    moment. A handshake, a Pong and a Close frame have `websocket_seconds`; their limits are not documented, but
    SageMaker sends a Ping only every 60 seconds.
    """

    alive_seconds = 3.0
    websocket_seconds = 10.0

    def stream(self, body: str, headers: Mapping[str, str], count: int = 1) -> None:
        """Send the request whose body is stored by this name, `count` times at once."""
        self._send_request("stream", body, headers, count=count)

    def keep_busy(self, body: str, headers: Mapping[str, str], connects: int) -> None:
        """Send a request, and connect and ping while it runs."""
        options = {"connects": connects, "connect_seconds": _CONNECT_SECONDS, "ping": self._ping()}
        self._send_request("busy", body, headers, **options)

    def leave(self, body: str, headers: Mapping[str, str], wait_seconds: float) -> None:
        """Send a request, leave in the middle of its response, and ping some seconds later."""
        self._send_request("leave", body, headers, wait=wait_seconds, ping=self._ping())

    def scrape(self) -> None:
        """Send GET /metrics, and ping."""
        self._send_step("scrape", limits.METRICS, limits.headers(), limits.METRICS_SECONDS, ping=self._ping())

    def upgrade(self) -> None:
        """Try one WebSocket handshake."""
        self._send_step("upgrade", limits.BIDIRECTIONAL_STREAM, limits.headers(), _UPGRADE_SECONDS)

    def websocket(self, text: bytes, binary: bytes) -> None:
        """Try all steps with WebSocket connections; `text` is UTF-8."""
        messages = {"text": base64.b64encode(text).decode(), "binary": base64.b64encode(binary).decode()}
        path = limits.BIDIRECTIONAL_STREAM
        self._send_step("websocket", path, limits.headers(), self.websocket_seconds, ping=self._ping(), **messages)

    def read(self, name: str, fields: dict[str, Any]) -> Any:
        """Return the event of this name. Raises KeyError for an unknown one."""
        match name:
            case "streamed":
                return _streamed(fields)
            case "busy":
                return Busy(tuple(fields["connects"]), fields["busy"], fields["status"])
            case "left":
                return Left(fields["began"], fields["alive"])
            case "scraped":
                body, error, is_alive = base64.b64decode(fields["body"]), fields["error"], fields["alive"]
                return Scraped(Scrape(fields["seconds"], fields["status"], fields["type"], body, error, is_alive))
            case "upgraded":
                return Upgraded(fields["status"])
            case "websocket_ended":
                return WebSocketEnded(tuple(WebSocketStep(**step) for step in fields["steps"]))
        return super().read(name, fields)

    def _send_request(self, step: str, body: str, headers: Mapping[str, str], **options: Any) -> None:
        path, chunked_seconds = contract.INVOCATIONS, limits.STREAM_SECONDS
        options = {"body": body, "chunked_seconds": chunked_seconds, **options}
        self._send_step(step, path, headers, limits.RESPONSE_SECONDS, **options)

    def _send_step(self, step: str, path: str, headers: Mapping[str, str], seconds: float, **options: Any) -> None:
        self._send("realtime", step=step, path=path, headers=dict(headers), seconds=seconds, **options)

    def _ping(self) -> dict[str, Any]:
        """The pings that show whether a server is alive."""
        seconds, patience = limits.PING_SECONDS, self.alive_seconds
        return {"path": contract.PING, "headers": limits.headers(), "seconds": seconds, "patience": patience}


def _streamed(fields: dict[str, Any]) -> Streamed:
    return Streamed(
        connect_seconds=fields["connect"],
        first_byte_seconds=fields["first"],
        seconds=fields["seconds"],
        status=fields["status"],
        error=fields["error"],
        content_type=fields["type"],
        headers=fields["headers"],
        head=base64.b64decode(fields["head"]),
        response_bytes=fields["length"],
        is_chunked=fields["chunked"],
        chunks=tuple((seconds, size) for seconds, size in fields["chunks"]),
    )
