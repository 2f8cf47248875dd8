"""A driver with the client for endpoints, and WebSocket servers that do what a test says."""

from __future__ import annotations

import base64
import hashlib
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.rehearse.driving import HEADERS, Driver, read_request, response

from sagemaker_marketplace.rehearse.realtime.client import RealTimeClient, Streamed, WebSocketEnded

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class RealTimeDriver(Driver):
    """A driver's process with the client for endpoints."""

    client: RealTimeClient

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder, port)
        self.client = RealTimeClient(self, HEADERS)
        self.client.alive_seconds, self.client.websocket_seconds = 0.3, 1.0
        self.events = self.client.events()

    def stream(self, body: bytes, count: int = 1) -> list[Streamed]:
        self.client.store("body", [body])
        self.client.stream("body", {"Host": "a:8080", "Content-Type": "text/csv"}, count)
        return [self.until(Streamed)[1] for _ in range(count)]

    def websocket(self) -> list[tuple[str, bool, str]]:
        """Return step, whether it passed, and what was seen, of all steps."""
        self.client.websocket("grüße".encode(), b"\xff\0")
        return [(each.step, each.passed, each.seen) for each in self.until(WebSocketEnded)[1].steps]


class Frame(NamedTuple):
    """A frame of a client: opcode, whether it is the last of its message, and unmasked data."""

    opcode: int
    is_final: bool
    payload: bytes


class Peer:
    """The server's end of a WebSocket connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def receive(self) -> Frame:
        """Return the next frame; raises ConnectionError at the end."""
        first, second = self._read(2)
        assert second & 0x80, "frames of clients are masked"
        size = second & 0x7F
        if size > 125:
            size = int.from_bytes(self._read(2 if size == 126 else 8), "big")
        mask = self._read(4)
        data = bytes(byte ^ mask[number % 4] for number, byte in enumerate(self._read(size)))
        return Frame(first & 0x0F, bool(first & 0x80), data)

    def send(self, opcode: int, payload: bytes = b"", is_final: bool = True) -> None:
        self._connection.sendall(frame(opcode, payload, is_final))

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            part = self._connection.recv(size - len(data))
            if not part:
                raise ConnectionError
            data += part
        return data


def frame(opcode: int, payload: bytes = b"", is_final: bool = True) -> bytes:
    """Return a frame of a server."""
    size = len(payload)
    length = bytes([size]) if size < 126 else struct.pack("!BH" if size < 65536 else "!BQ", 126 + (size > 65535), size)
    return bytes([opcode | 0x80 * is_final]) + length + payload


def accept(head: bytes) -> bytes:
    """Return the answer to a handshake."""
    [key] = [line.split(b": ")[1] for line in head.split(b"\r\n") if line.startswith(b"Sec-WebSocket-Key")]
    digest = base64.b64encode(hashlib.sha1(key + GUID).digest())  # noqa: S324 - RFC 6455 says so
    lines = [b"HTTP/1.1 101 Switching Protocols", b"Upgrade: WebSocket", b"Connection: keep-alive, Upgrade"]
    return b"\r\n".join([*lines, b"Sec-WebSocket-Accept: " + digest, b"", b""])


def echo(peer: Peer) -> None:
    """Send messages back as they come, answer Pings, and close when asked to."""
    while True:
        received = peer.receive()
        if received.opcode == PING:
            peer.send(PONG, received.payload)
        else:
            peer.send(*received[::2], received.is_final)
        if received.opcode == CLOSE:
            return


def websocket(serve: Callable[[Peer], None]) -> Callable[[socket.socket, int], None]:
    """Answer pings with 200, and serve the WebSocket connections."""

    def answer(connection: socket.socket, _number: int) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            part = connection.recv(1)
            if not part:
                return
            head += part
        if head.startswith(b"GET /ping "):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        assert head.startswith(b"GET /invocations-bidirectional-stream HTTP/1.1\r\n"), head
        connection.sendall(accept(head))
        serve(Peer(connection))

    return answer


def serve(invocations: Callable[[socket.socket], None], metrics: bytes = b"") -> Callable[[socket.socket, int], None]:
    """Answer pings with 200, GET /metrics with bytes, and other requests as a test says."""

    def answer(connection: socket.socket, _number: int) -> None:
        request = read_request(connection)
        if request.startswith(b"GET /ping "):
            connection.sendall(response())
        elif request.startswith(b"GET /metrics "):
            connection.sendall(metrics)
        elif request:
            invocations(connection)

    return answer
