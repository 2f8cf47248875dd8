"""What several checks ask about the WebSocket connection of an endpoint."""

from __future__ import annotations

from collections.abc import Collection

from ..realtime_observations import RealTimeObservations, WebSocketStep

# Without these, SageMaker opens no stream, or closes it.
REQUIRED = ("handshake", "ping", "pong")
WORDS = {
    "handshake": "the container did not accept the WebSocket handshake",
    "ping": "the container did not keep the connection open after a Ping frame",
    "pong": "the container did not answer a Ping frame with a Pong frame",
    "text": "the container did not accept text messages",
    "binary": "the container did not accept binary messages",
    "fragments": "the container did not accept messages in fragments",
    "close": "the container did not close the connection after a Close frame",
    "reconnect": "the container did not accept a second connection",
    "left": "the container did not accept a connection after a client left without a Close frame",
}
_SHOWN = 80


def first_failed(seen: RealTimeObservations, steps: Collection[str]) -> WebSocketStep | None:
    """Return the first step of these that failed; None if none did."""
    return next((each for each in seen.websocket if each.step in steps and not each.passed), None)


def seen(step: WebSocketStep) -> str:
    """Return what was seen at a step, in parentheses; empty if nothing was."""
    words = " ".join(step.seen.split())[:_SHOWN]
    return f" ({words})" if words else ""
