"""The streams of a container that the program is attached to: what it prints, and the driver's input."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from .api import Api

STDOUT, STDERR = 1, 2
# Longer lines are cut. CloudWatch Logs, where SageMaker writes a container's log, cuts at 256 KB.
MAX_LINE_BYTES = 262_144
# Answers of the driver are JSON lines; this much is never reached by one, and fits in memory.
MAX_ANSWER_BYTES = 16_777_216
_END_OF_ERRORS = 4_096
# The engine sends less at once, but could announce gigabytes.
_PART_BYTES = 262_144


class Attached:
    """A connection to a container's streams, opened before the container starts so that no output is lost.

    The engine buffers about one megabyte of output for a reader that is slow; then the container's writes block.
    """

    def __init__(self, api: Api, container: str, stdin: bool) -> None:
        """Attach to a container that has been created. Raises EngineError."""
        parameters = {"stdout": 1, "stderr": 1, "stream": 1, "stdin": int(stdin)}
        self._api = api
        file = api.call("attach_socket", container, params=parameters)
        # The SDK keeps the response with the socket, so that it is not closed before.
        self._response = getattr(file, "_response", file)
        # A unix or TCP socket is wrapped in a SocketIO; a TLS socket is not.
        self._socket: socket.socket = getattr(file, "_sock", file)
        self._socket.settimeout(None)
        self._output = self._socket.makefile("rb")

    def chunks(self) -> Iterator[tuple[int, bytes]]:
        """Yield (STDOUT or STDERR, bytes) as they arrive, until the container ends or the connection is closed.

        Source of the framing: Docker Engine API, "Attach to a container", stream format.
        """
        with suppress(OSError, ValueError):  # the connection is lost, or closed by another thread: the output ends
            while len(header := self._output.read(8)) == 8:
                left = int.from_bytes(header[4:], "big")
                while left and (part := self._output.read(min(left, _PART_BYTES))):
                    yield header[0], part
                    left -= len(part)

    def send(self, data: bytes) -> None:
        """Write to the container's standard input. Raises EngineError if the container has ended."""
        with self._api.errors():
            self._socket.sendall(data)

    def close_input(self) -> None:
        """End the container's standard input."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Close the connection; a thread that reads from it comes to an end."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._response.close()
        self._output.close()


class Stream:
    """The driver's standard streams: requests in, answers out, one line each."""

    def __init__(self, attached: Attached) -> None:
        """`attached` is the connection to the driver's container."""
        self._attached = attached
        self._errors = b""

    def send(self, data: bytes) -> None:
        """Write to the driver's standard input. Raises EngineError if the driver has ended."""
        self._attached.send(data)

    def lines(self) -> Iterator[bytes]:
        """Yield the driver's answers without their newlines, until it ends or the stream is closed."""
        for stream, line in split_lines(self._printed(), MAX_ANSWER_BYTES):
            if stream == STDOUT:
                yield line

    def errors(self) -> str:
        """The end of what the driver printed to standard error, such as the traceback of a bug."""
        return self._errors.decode("utf-8", "backslashreplace")

    def close(self) -> None:
        """End the driver's standard input, at which it ends."""
        self._attached.close_input()
        self._attached.close()

    def _printed(self) -> Iterator[tuple[int, bytes]]:
        for stream, data in self._attached.chunks():
            if stream == STDERR:
                self._errors = (self._errors + data)[-_END_OF_ERRORS:]
            else:
                yield stream, data


def split_lines(chunks: Iterator[tuple[int, bytes]], max_bytes: int) -> Iterator[tuple[int, bytes]]:
    """Yield (stream, line without newline) from chunks of several streams; a line's bytes after `max_bytes` are lost.

    The last line of a stream counts without a newline, too.
    """
    pending: dict[int, Any] = {}
    for stream, data in chunks:
        buffer = pending.setdefault(stream, bytearray())
        first, *others = data.split(b"\n")
        buffer += first[: max_bytes - len(buffer)]
        for part in others:
            yield stream, bytes(buffer)
            buffer[:] = part[:max_bytes]
    for stream, buffer in pending.items():
        if buffer:
            yield stream, bytes(buffer)
