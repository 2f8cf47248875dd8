"""The steps with a WebSocket connection: handshake, ping, messages, close, reconnect, and a client that leaves."""

from __future__ import annotations

import base64
import codecs
import contextlib
import socket
import struct
import time
from typing import Any, Callable, Dict

from .websocket import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Ended, ProtocolError, WebSocket, open_websocket

Step = Dict[str, Any]

_NORMAL = 1000
_PING_DATA = b"ping"
# How long to wait for the answer to a message, and for more after it.
_QUIET_SECONDS, _MORE_SECONDS = 0.3, 0.05
# A server can send without an end; and what is kept of the reason in its Close frame.
_MAX_FRAMES, _MAX_REASON = 10_000, 100


class _Closed(Exception):
    """The server has sent a Close frame: its code, None without one, and words with code and reason."""

    def __init__(self, payload: bytes) -> None:
        self.code = struct.unpack("!H", payload[:2])[0] if len(payload) > 1 else None
        reason = "".join(sign for sign in payload[2:].decode("utf-8", "replace") if sign.isprintable())[:_MAX_REASON]
        words = "no code" if self.code is None else f"code {self.code}"
        super().__init__(f"{words} ({reason})" if reason else words)


class WebSocketSteps:
    """One run through the steps, on as many connections as they need."""

    def __init__(self, address: tuple[str, int], command: dict[str, Any], is_alive: Callable[[], bool]) -> None:
        """The command has `path` and `headers` of the handshake, the `seconds` that each answer may take, and messages
        in Base64: `text` and `binary`. `is_alive` pings the server.
        """
        self._address, self._command, self._is_alive = address, command, is_alive
        self._seconds = float(command["seconds"])
        self._connection: WebSocket | None = None
        self._steps: list[Step] = []
        self._received: list[tuple[int, int]] = []
        self._partial: tuple[int, int] | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._pong: bytes | None = None

    def run(self) -> list[Step]:
        """Do all steps; return them in order: name, whether it went as documented, what was seen, and seconds.

        The others need the first three: `handshake`, `ping` (a Ping frame leaves the connection open), and `pong` (the
        server answers it). Each of the others opens a new connection if the server has closed the one before.
        """
        text, binary = (base64.b64decode(self._command[name]) for name in ("text", "binary"))
        third = len(text) // 3 + 1
        parts = [text[:third], text[third : 2 * third], text[2 * third :]]
        needed = {"handshake": self._connect, "ping": self._send_ping, "pong": self._wait_for_pong}
        if all(self._do(name, step) for name, step in needed.items()):
            self._do("text", lambda: self._exchange(TEXT, [text]))
            self._do("binary", lambda: self._exchange(BINARY, [binary]))
            self._do("fragments", lambda: self._exchange(TEXT, parts))
            self._do("close", self._close)
            self._do("reconnect", self._connect)
            self._do("left", lambda: self._leave(text))
        self._drop()
        return self._steps

    def _do(self, name: str, step: Callable[[], str]) -> bool:
        """Do a step, which returns what was seen or raises what went wrong."""
        started = time.monotonic()
        try:
            passed, seen = True, step()
        except ProtocolError as error:
            passed, seen = False, str(error)
        except _Closed as error:
            passed, seen = False, f"the server closed the connection with {error}"
        except socket.timeout:
            passed, seen = False, f"no answer in {self._seconds:g} s"
        except (OSError, Ended):
            passed, seen = False, "the connection was closed without a Close frame"
        if not passed:
            self._drop()
        seconds = time.monotonic() - started
        self._steps.append({"step": name, "passed": passed, "seen": seen, "seconds": seconds})
        return passed

    def _connect(self) -> str:
        """Open a new connection. Raises ProtocolError."""
        self._drop()
        command = self._command
        handshake = open_websocket(self._address, command["path"], command["headers"], self._seconds)
        if not handshake.websocket:
            raise ProtocolError(handshake.problem)
        self._connection, self._partial = handshake.websocket, None
        self._decoder.reset()
        return f"status {handshake.status}"

    def _opened(self) -> WebSocket:
        """The connection, or a new one if the server has closed it. Raises ProtocolError."""
        if not self._connection:
            self._connect()
        assert self._connection  # noqa: S101 - for type checkers
        return self._connection

    def _send_ping(self) -> str:
        """Send a Ping; the connection must stay open for a moment, or a Pong arrive."""
        self._pong = None
        connection = self._opened()
        connection.set_time(self._seconds)
        connection.send(PING, _PING_DATA)
        self._receive_for(connection, _QUIET_SECONDS, lambda: self._pong is not None)
        return ""

    def _wait_for_pong(self) -> str:
        """Wait for the Pong of the last Ping, which has its data."""
        connection = self._opened()
        connection.set_time(self._seconds)
        self._receive_until(connection, lambda: self._pong is not None)
        if self._pong != _PING_DATA:
            raise ProtocolError("no Pong" if self._pong is None else "the Pong has other data than the Ping")
        return ""

    def _exchange(self, opcode: int, parts: list[bytes]) -> str:
        """Send a message, in fragments if it has several parts, and wait until the server has read it.

        A server has read it if it answers a Ping that follows. It may also answer the message, or not; and it may
        answer it and close the connection as usual.
        """
        connection = self._opened()
        connection.set_time(self._seconds)
        self._received = []
        try:
            for number, part in enumerate(parts):
                connection.send(CONTINUATION if number else opcode, part, is_final=number == len(parts) - 1)
            self._receive_for(connection, _QUIET_SECONDS, lambda: bool(self._received))
            self._receive_for(connection, _MORE_SECONDS, lambda: False)
            self._pong = None
            connection.set_time(self._seconds)
            connection.send(PING, _PING_DATA)
            self._wait_for_pong()
        except _Closed as closed:
            if not self._received or closed.code != _NORMAL:
                raise
            self._drop()
            return f"{_summary(self._received)}; then {closed}"
        return _summary(self._received)

    def _close(self) -> str:
        """Send a Close frame, and wait for that of the server."""
        connection = self._opened()
        connection.set_time(self._seconds)
        connection.send(CLOSE, struct.pack("!H", _NORMAL))
        try:
            self._receive_until(connection, lambda: False)
        except _Closed as error:
            self._drop()
            return str(error)
        raise ProtocolError("no Close frame after many others")

    def _leave(self, text: bytes) -> str:
        """End a connection without a Close frame after a message; the server must accept another one."""
        connection = self._opened()
        connection.set_time(self._seconds)
        connection.send(TEXT, text)
        connection.close(is_reset=True)
        self._connection = None
        if not self._is_alive():
            raise ProtocolError("no ping succeeded")
        return self._connect()

    def _receive_for(self, connection: WebSocket, seconds: float, is_done: Callable[[], bool]) -> None:
        """Receive frames for some seconds, or until something is done."""
        connection.set_time(seconds)
        with contextlib.suppress(socket.timeout):
            self._receive_until(connection, is_done)

    def _receive_until(self, connection: WebSocket, is_done: Callable[[], bool]) -> None:
        """Receive frames until something is done, or there are very many."""
        for _ in range(_MAX_FRAMES):
            if is_done():
                return
            self._on(connection, *connection.receive())

    def _on(self, connection: WebSocket, opcode: int, is_final: bool, payload: bytes) -> None:
        """Note a frame; answer a Ping and a Close. Raises ProtocolError and _Closed."""
        if opcode == PING:
            connection.send(PONG, payload)
        elif opcode == PONG:
            self._pong = payload
        elif opcode == CLOSE:
            raise _Closed(payload)
        else:
            self._on_data(opcode, is_final, payload)

    def _on_data(self, opcode: int, is_final: bool, payload: bytes) -> None:
        if (opcode == CONTINUATION) != (self._partial is not None):
            raise ProtocolError("a fragment does not belong to a message")
        kind, begun = self._partial or (opcode, 0)
        if kind == TEXT:
            try:
                self._decoder.decode(payload, is_final)
            except UnicodeDecodeError:
                raise ProtocolError("text that is not UTF-8") from None
        size = begun + len(payload)
        self._partial = None if is_final else (kind, size)
        if is_final:
            self._received.append((kind, size))

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None


def _summary(received: list[tuple[int, int]]) -> str:
    """How many messages of which size were received."""
    if not received:
        return "no message"
    kinds = {TEXT: "text", BINARY: "binary"}
    shown = [f"{kinds[kind]}, {size} bytes" for kind, size in received[:3]]
    more = [f"{len(received) - 3} more"] if len(received) > 3 else []
    return "; ".join([*shown, *more])
