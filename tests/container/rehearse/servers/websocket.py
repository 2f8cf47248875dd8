"""A WebSocket server of the tests (RFC 6455): it echoes each frame of a message."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection
from http.server import BaseHTTPRequestHandler

PATH = "/invocations-bidirectional-stream"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def serve(handler: BaseHTTPRequestHandler, answers_pings: bool, accepts: Collection[int]) -> None:
    """Serve one connection after the request for its upgrade; end it at a message that is not accepted."""
    key = handler.headers.get("Sec-WebSocket-Key", "")
    handler.send_response(101)
    handler.send_header("Upgrade", "websocket")
    handler.send_header("Connection", "Upgrade")
    handler.send_header(
        "Sec-WebSocket-Accept",
        base64.b64encode(hashlib.sha1(f"{key}{GUID}".encode(), usedforsecurity=False).digest()).decode(),
    )
    handler.end_headers()
    try:
        while True:
            first, payload = read_frame(handler)
            opcode = first & 0x0F
            if opcode == PING:
                if answers_pings:
                    write_frame(handler, 0x80 | PONG, payload)
            elif opcode in (CONTINUATION, *accepts):
                write_frame(handler, first, payload)
            elif opcode != PONG:
                write_frame(handler, 0x80 | CLOSE, payload if opcode == CLOSE else b"\x03\xeb")
                return
    except (OSError, EOFError):
        return


def read_frame(handler: BaseHTTPRequestHandler) -> tuple[int, bytes]:
    """Return the first byte of a frame and its data; raises EOFError at the end of the connection."""
    first, second = read(handler, 2)
    size = second & 0x7F
    if size > 125:
        size = int.from_bytes(read(handler, 2 if size == 126 else 8), "big")
    mask, data = read(handler, 4), read(handler, size)
    return first, bytes(byte ^ mask[index % 4] for index, byte in enumerate(data))


def read(handler: BaseHTTPRequestHandler, size: int) -> bytes:
    """Return bytes; raises EOFError if there are fewer."""
    data = handler.rfile.read(size)
    if len(data) < size:
        raise EOFError
    return data


def write_frame(handler: BaseHTTPRequestHandler, first: int, payload: bytes) -> None:
    """Send a frame of less than 64 KiB."""
    size = len(payload)
    length = bytes([size]) if size <= 125 else b"\x7e" + size.to_bytes(2, "big")
    handler.wfile.write(bytes([first]) + length + payload)
