"""A request whose response is measured while it arrives: connect, first byte, chunks, and its end."""

from __future__ import annotations

import base64
import http.client
import socket
import struct
import time
from typing import Any, Callable, Iterator, NamedTuple

from .connection import (
    HEAD,
    PART,
    Facts,
    Request,
    Response,
    TimedSocket,
    TooLargeError,
    connect,
    error_word,
    send,
)

# What is kept of a response: chunks, and bytes that are counted.
_MAX_CHUNKS, _MAX_BYTES = 1000, 1 << 28
# A socket with this option sends a reset when it is closed (socket(7), SO_LINGER): on, 0 seconds.
_RESET = struct.pack("ii", 1, 0)


class Limits(NamedTuple):
    """How many seconds a response may take from the start of the connection: its head or all of it, and a chunked one.

    The deadline of a chunked response replaces that of its head.
    """

    seconds: float
    chunked_seconds: float


class Stream:
    """One request on a new connection."""

    def __init__(self, address: tuple[str, int], request: Request, limits: Limits) -> None:
        """Connect with `run`."""
        self._address, self._request, self._limits = address, request, limits
        self._started = 0.0
        self.facts: Facts = {
            "connect": None,
            "first": None,
            "status": None,
            "error": "",
            "type": "",
            "headers": {},
            "head": "",
            "length": 0,
            "chunked": False,
            "chunks": [],
        }

    def run(self, on_sent: Callable[[], Any] | None = None, is_leaving: bool = False) -> Facts:
        """Send the request, call `on_sent` then, and read the response; return its facts.

        These are those of `Connection.ask`, the seconds until the connection was accepted (`connect`) and until the
        first byte of the body (`first`), whether the body is `chunked`, and its chunks as pairs of seconds and bytes.
        With `is_leaving`, the connection is reset after the first part of the body.
        """
        self._started = time.monotonic()
        stream = None
        try:
            stream = connect(self._address, self._started + self._limits.seconds)
            self.facts["connect"] = self._elapsed()
            send(stream, self._request)
            if on_sent:
                on_sent()
            self._read(stream, is_leaving)
        except (OSError, http.client.HTTPException, ValueError, TooLargeError) as error:
            self.facts.update(status=None, error=error_word(error))
        finally:
            if stream:
                stream.close()
        self.facts["seconds"] = self._elapsed()
        return self.facts

    def _read(self, stream: TimedSocket, is_leaving: bool) -> None:
        response = Response(stream, method=self._request.method)
        try:
            response.begin()
            self.facts.update(response.facts(), chunked=bool(response.chunked))
            if response.chunked:
                stream.deadline = self._started + self._limits.chunked_seconds
            self._read_body(response, stream if is_leaving else None)
        finally:
            response.close()

    def _read_body(self, response: Response, leaving: TimedSocket | None) -> None:
        """Read the body; of one that is left only the first part."""
        facts, head, pending = self.facts, b"", 0
        try:
            for part in _parts(response):
                if facts["first"] is None:
                    facts["first"] = self._elapsed()
                if leaving:
                    leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    return
                head = (head + part)[:HEAD]
                facts["length"] += len(part)
                pending += len(part)
                if response.chunked and not response.chunk_left and len(facts["chunks"]) < _MAX_CHUNKS:
                    facts["chunks"].append((self._elapsed(), pending))
                    pending = 0
                if facts["length"] > _MAX_BYTES:
                    raise TooLargeError
        finally:
            facts["head"] = base64.b64encode(head).decode()
        if response.length:
            raise http.client.IncompleteRead(b"")

    def _elapsed(self) -> float:
        return time.monotonic() - self._started


def _parts(response: Response) -> Iterator[bytes]:
    """Yield the body as it arrives: parts of chunks, or the first byte and then large parts."""
    if response.chunked:
        yield from iter(lambda: response.read1(PART), b"")
        return
    first = response.read(1)
    if first:
        yield first
        yield from iter(lambda: response.read(PART), b"")
