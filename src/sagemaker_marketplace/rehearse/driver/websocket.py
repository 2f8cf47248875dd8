"""A WebSocket client (RFC 6455) that no server can make wait longer, or store more, than it is allowed to."""

from __future__ import annotations

import base64
import hashlib
import http.client
import io
import os
import socket
import struct
import time
from typing import NamedTuple

from .connection import Request, TimedSocket, connect

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
_CONTROL, _FINAL, _RESERVED, _MASKED = 8, 0x80, 0x70, 0x80
# Appended to the key of a handshake (RFC 6455, 1.3).
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_SWITCHING_PROTOCOLS = 101
_MAX_HEAD, _MAX_PAYLOAD, _MAX_CONTROL, _PART = 65536, 16 << 20, 125, 65536


class ProtocolError(Exception):
    """What a server sends is not as RFC 6455 says; the message says how."""


class Ended(Exception):
    """The connection has ended without a Close frame."""


class Frame(NamedTuple):
    """A frame: its opcode, whether it is the last of its message, and its data."""

    opcode: int
    is_final: bool
    payload: bytes


class Handshake(NamedTuple):
    """The answer to a handshake: its status, None without one, and what is wrong with it, empty if it succeeded."""

    status: int | None
    problem: str
    websocket: WebSocket | None = None


class WebSocket:
    """A connection after its handshake."""

    def __init__(self, stream: TimedSocket, received: bytes) -> None:
        """`received` are bytes of frames that came with the handshake."""
        self._stream, self._buffer = stream, bytearray(received)

    def send(self, opcode: int, payload: bytes, is_final: bool = True) -> None:
        """Send a frame with a random mask. Raises OSError."""
        mask = os.urandom(4)
        size = len(payload)
        head = bytes([opcode | (_FINAL if is_final else 0)])
        if size <= _MAX_CONTROL:
            head += bytes([_MASKED | size])
        elif size < 1 << 16:
            head += struct.pack("!BH", _MASKED | 126, size)
        else:
            head += struct.pack("!BQ", _MASKED | 127, size)
        self._stream.settimeout(self._stream.remaining())
        self._stream.sendall(head + mask + _masked(payload, mask))

    def set_time(self, seconds: float) -> None:
        """Let everything that follows end after some seconds."""
        self._stream.deadline = time.monotonic() + seconds

    def receive(self) -> Frame:
        """Return the next frame. Raises ProtocolError, Ended, and socket.timeout after the time set."""
        first, second = self._peek(2)
        size, start = second & 0x7F, 2
        if first & _RESERVED:
            raise ProtocolError("a reserved bit is set in a frame")
        if second & _MASKED:
            raise ProtocolError("a frame of the server is masked")
        if first & 0x0F not in (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG):
            raise ProtocolError(f"unknown opcode {first & 0x0F}")
        if first & _CONTROL and (size > _MAX_CONTROL or not first & _FINAL):
            raise ProtocolError("a control frame is fragmented or has more than 125 bytes")
        if size > _MAX_CONTROL:
            length = 2 if size == 126 else 8
            start += length
            size = int.from_bytes(self._peek(start)[2:], "big")
        if size > _MAX_PAYLOAD:
            raise ProtocolError(f"a frame has more than {_MAX_PAYLOAD >> 20} MiB")
        payload = bytes(self._peek(start + size)[start:])
        del self._buffer[: start + size]
        return Frame(first & 0x0F, bool(first & _FINAL), payload)

    def close(self, is_reset: bool = False) -> None:
        """Close the connection: without a Close frame, and with a reset (socket(7), SO_LINGER) if asked for."""
        if is_reset:
            self._stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._stream.close()

    def _peek(self, size: int) -> bytearray:
        """Return the first bytes of the buffer, as soon as it has so many."""
        part = bytearray(_PART)
        while len(self._buffer) < size:
            count = self._stream.recv_into(part)
            if not count:
                raise Ended
            self._buffer += part[:count]
        return self._buffer[:size]


def open_websocket(address: tuple[str, int], path: str, headers: dict[str, str], seconds: float) -> Handshake:
    """Connect and send a handshake; the caller closes the connection of one that succeeded."""
    key = base64.b64encode(os.urandom(16))
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": key.decode(),
        "Sec-WebSocket-Version": "13",
    }
    stream = None
    status = None
    try:
        stream = connect(address, time.monotonic() + seconds)
        stream.sendall(b"".join(Request(path, {**headers, **upgrade}).parts()))
        head, rest = _read_head(stream)
        line, _, fields = head.partition(b"\r\n")
        status = _status(line)
        problem = _problem(status, http.client.parse_headers(io.BytesIO(fields + b"\r\n\r\n")), key)
        if not problem:
            return Handshake(status, "", WebSocket(stream, rest))
    except socket.timeout:
        problem = f"no answer in {seconds:g} s"
    except ConnectionRefusedError:
        problem = "the connection was refused"
    except (OSError, Ended):
        problem = "the connection was closed"
    except (ProtocolError, http.client.HTTPException) as error:
        problem = str(error)
    if stream:
        stream.close()
    return Handshake(status, problem)


def _read_head(stream: TimedSocket) -> tuple[bytes, bytes]:
    """Return the head of an answer, and what follows it. Raises ProtocolError and Ended."""
    data, part = bytearray(), bytearray(_PART)
    while b"\r\n\r\n" not in data:
        count = stream.recv_into(part)
        if not count:
            raise Ended
        data += part[:count]
        if len(data) > _MAX_HEAD:
            raise ProtocolError("the answer's head has more than 64 KiB")
    head, _, rest = bytes(data).partition(b"\r\n\r\n")
    return head, rest


def _status(line: bytes) -> int:
    """The status in a status line. Raises ProtocolError."""
    version, _, rest = line.partition(b" ")
    number = rest[:3]
    if not version.startswith(b"HTTP/1.") or not number.isdigit() or len(number) != 3:
        raise ProtocolError("the answer is not HTTP")
    return int(number)


def _problem(status: int, headers: http.client.HTTPMessage, key: bytes) -> str:
    """What is wrong with the answer to a handshake (RFC 6455, 4.1); empty if nothing is."""
    expected = base64.b64encode(hashlib.sha1(key + _GUID).digest()).decode()  # noqa: S324 - RFC 6455 says so
    tokens = [token.strip().lower() for token in headers.get("Connection", "").split(",")]
    if status != _SWITCHING_PROTOCOLS:
        return f"status {status}"
    if headers.get("Upgrade", "").strip().lower() != "websocket":
        return "status 101 without the header Upgrade: websocket"
    if "upgrade" not in tokens:
        return "status 101 without the header Connection: Upgrade"
    if headers.get("Sec-WebSocket-Accept", "").strip() != expected:
        return "status 101 with a wrong Sec-WebSocket-Accept"
    if headers.get("Sec-WebSocket-Extensions") or headers.get("Sec-WebSocket-Protocol"):
        return "status 101 with an extension or a subprotocol that was not asked for"
    return ""


def _masked(payload: bytes, mask: bytes) -> bytes:
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")
