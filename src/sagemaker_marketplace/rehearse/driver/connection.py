"""An HTTP connection that no server can make wait longer, or store more, than it is allowed to."""

from __future__ import annotations

import base64
import contextlib
import errno
import http.client
import os
import select
import socket
import time
from typing import Any, Callable, Dict, Iterator, NamedTuple

Facts = Dict[str, Any]
Write = Callable[[bytes], Any]

PART, HEAD = 65536, 1024
# What is kept of an answer: bytes of its body, headers, and characters of a header.
_MAX_ANSWER, _MAX_HEADERS, _MAX_HEADER = 1 << 30, 50, 500
# Go's client reads at most this many informational answers before the final one (net/http, Transport).
_MAX_INFORMATIONAL, _SWITCHING_PROTOCOLS = 5, 101


class TooLargeError(Exception):
    """An answer is larger than what is kept of one."""


class Body(NamedTuple):
    """A part of a file that is the body of a request; `is_chunked` sends it with chunked transfer coding."""

    file: int
    offset: int
    length: int
    is_chunked: bool

    def parts(self) -> Iterator[bytes]:
        """Yield the bytes to send."""
        for start in range(0, self.length, PART):
            part = os.pread(self.file, min(PART, self.length - start), self.offset + start)
            yield b"%x\r\n%b\r\n" % (len(part), part) if self.is_chunked else part
        if self.is_chunked:
            yield b"0\r\n\r\n"


class Request(NamedTuple):
    """A request; a body of None is a GET."""

    path: str
    headers: dict[str, str]
    body: Body | None = None

    @property
    def method(self) -> str:
        """GET or POST."""
        return "POST" if self.body else "GET"

    def parts(self) -> Iterator[bytes]:
        """Yield the bytes to send; a small body is sent together with the headers."""
        headers = dict(self.headers)
        if self.body and not self.body.is_chunked:
            headers["Content-Length"] = str(self.body.length)
        elif self.body:
            headers["Transfer-Encoding"] = "chunked"
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        lines = ["".join(sign for sign in line if sign.isprintable()) for line in lines]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        rest = self.body.parts() if self.body else iter(())
        yield head + next(rest, b"")
        yield from rest


class TimedSocket(socket.socket):
    """A socket whose reads end at a deadline, however slowly the bytes arrive."""

    deadline = 0.0

    def open(self, address: tuple[str, int], deadline: float) -> None:
        """Connect before the deadline, which is that of the reads, too."""
        self.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.deadline = deadline
        self.settimeout(self.remaining())
        self.connect(address)

    def recv_into(self, *args: Any, **options: Any) -> int:
        """Receive, and acknowledge at once: a server that writes headers and body apart may wait for it."""
        self.settimeout(self.remaining())
        self.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return super().recv_into(*args, **options)

    def remaining(self) -> float:
        """Seconds until the deadline. Raises socket.timeout if there are none."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise socket.timeout
        return seconds


class Response(http.client.HTTPResponse):
    """An answer as Go's client reads it: behind informational ones, and with a valid length."""

    def begin(self) -> None:
        """Read the head. Raises HTTPException for a length that is not a number."""
        super().begin()
        lengths = {value.strip() for value in self.headers.get_all("Content-Length", ())}
        if not self.chunked and lengths and not (len(lengths) == 1 and min(lengths).isdecimal()):
            raise http.client.HTTPException("invalid Content-Length")

    def facts(self) -> Facts:
        """Return status, content type, and headers by names in lowercase."""
        kept = self.getheaders()[:_MAX_HEADERS]
        headers = {name.lower()[:_MAX_HEADER]: value[:_MAX_HEADER] for name, value in kept}
        return {"status": self.status, "type": headers.get("content-type", ""), "headers": headers}

    def _read_status(self) -> Any:
        for _ in range(1 + _MAX_INFORMATIONAL):
            line = super()._read_status()  # type: ignore[misc]  # http.client has no other way, and it is not typed
            if not 100 <= line[1] < 200 or line[1] == _SWITCHING_PROTOCOLS:
                break
            http.client.parse_headers(self.fp)
        return line


class Connection:
    """A connection that is kept for as long as the server keeps it."""

    def __init__(self, address: tuple[str, int]) -> None:
        """Connect with the first request."""
        self._address = address
        self._socket: TimedSocket | None = None

    def ask(self, request: Request, seconds: float, write: Write = len, limit: int = _MAX_ANSWER) -> Facts:
        """Send a request and pass the answer's body to `write`; return the answer's facts.

        These are status, error, content type, headers by names in lowercase, the first 1,024 bytes of the body in
        Base64, its length, and seconds. Without an answer the status is None, and the error has a word for the reason.
        """
        started, is_kept = time.monotonic(), bool(self._socket)
        facts: Facts = {"status": None, "error": "", "type": "", "headers": {}, "head": "", "length": 0}
        try:
            self._exchange(request, started + seconds, write, limit, facts)
        except (OSError, http.client.HTTPException, ValueError, TooLargeError) as error:
            self.close()
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise  # the answer can't be written, for which the server is not the reason
            if is_kept and isinstance(error, ConnectionError) and not request.body and facts["status"] is None:
                # The server has closed a kept connection just now. Go's client repeats the request, too (net/http).
                return self.ask(request, seconds, write, limit)
            facts.update(status=None, error=error_word(error))
        facts["seconds"] = time.monotonic() - started
        return facts

    def abort(self) -> None:
        """End a request that another thread waits for."""
        with contextlib.suppress(OSError, AttributeError):
            self._socket.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]  # None is suppressed

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
        if self._socket:
            self._socket.close()
        self._socket = None

    def _exchange(self, request: Request, deadline: float, write: Write, limit: int, facts: Facts) -> None:
        stream = self._connected(deadline)
        is_complete = send(stream, request)
        response = Response(stream, method=request.method)
        response.begin()
        facts.update(response.facts())
        head = b""
        try:
            for part in iter(lambda: response.read(PART), b""):
                write(part)
                head = (head + part)[:HEAD]
                facts["length"] += len(part)
                if facts["length"] > limit:
                    raise TooLargeError
        finally:
            facts["head"] = base64.b64encode(head).decode()
        if response.length:
            raise http.client.IncompleteRead(b"")
        if response.will_close or not is_complete:
            self.close()

    def _connected(self, deadline: float) -> TimedSocket:
        """Return the kept connection, unless the server has closed it, or a new one."""
        if self._socket and select.select([self._socket], [], [], 0)[0]:
            self.close()
        if not self._socket:
            self._socket = TimedSocket(_family(self._address), socket.SOCK_STREAM)
            self._socket.open(self._address, deadline)
        self._socket.deadline = deadline
        return self._socket


def _family(address: tuple[str, int]) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address[0] else socket.AF_INET


def connect(address: tuple[str, int], deadline: float) -> TimedSocket:
    """Return a new connection, whose reads end at the deadline. Raises OSError."""
    stream = TimedSocket(_family(address), socket.SOCK_STREAM)
    try:
        stream.open(address, deadline)
    except OSError:
        stream.close()
        raise
    return stream


def send(stream: TimedSocket, request: Request) -> bool:
    """Send a request until it is complete or the server answers or closes; return whether it is complete."""
    for part in request.parts():
        rest = memoryview(part)
        while rest:
            readable, writable, _ = select.select([stream], [stream], [], stream.remaining())
            if readable:
                return False
            if writable:
                try:
                    rest = rest[stream.send(rest) :]
                except (BrokenPipeError, ConnectionResetError):
                    return False
    return True


def error_word(error: Exception) -> str:
    """Return the word of observations.py for an error."""
    if isinstance(error, TooLargeError):
        return "too large"
    if isinstance(error, socket.timeout):
        return "timed out"
    if isinstance(error, (http.client.RemoteDisconnected, http.client.IncompleteRead, ConnectionError)):
        return "refused" if isinstance(error, ConnectionRefusedError) else "dropped"
    return "refused" if isinstance(error, OSError) else "malformed"
