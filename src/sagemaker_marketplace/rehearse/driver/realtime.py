"""What an endpoint does besides pings: single and parallel requests, a client that leaves, /metrics, WebSocket."""

from __future__ import annotations

import base64
import os
import threading
import time
from typing import Any, Callable, TypeVar

from .commands import Command, Emit
from .connection import Body, Connection, Facts, Request, connect
from .invocations import LENGTH
from .streams import Limits, Stream
from .websocket import open_websocket
from .websocket_steps import WebSocketSteps

Result = TypeVar("Result")

_OK = 200
_PAUSE_SECONDS = 0.05
_MAX_METRICS, _MAX_PING = 1 << 18, 1 << 20


class RealTime:
    """Performs one command at a time; each reports one event, and requests one each."""

    def __init__(self, emit: Emit, address: tuple[str, int], folder: str) -> None:
        """Send everything to the address; bodies of requests are files in the folder."""
        self._emit, self._address, self._folder = emit, address, folder

    def run(self, command: Command) -> None:
        """Perform a command; its field `step` is the name of a method."""
        getattr(self, command["step"])(command)

    def stream(self, command: Command) -> None:
        """Send the request of a stored file (`body`), `count` at a time, and report each response; see Stream.run.

        The command has also its `path` and `headers`, and its limits in `seconds` and `chunked_seconds`.
        """

        def send_one() -> None:
            self._emit("streamed", **self._with_request(command, Stream.run))

        workers = [threading.Thread(target=send_one, daemon=True) for _ in range(command["count"])]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    def busy(self, command: Command) -> None:
        """Send a request as `stream` does; meanwhile connect `connects` times, and ping as `ping` says.

        Reports the seconds until each connection was accepted, None for one that was not in `connect_seconds`; whether
        the request still ran when the ping was sent, and the status of the ping.
        """
        sent, ended = threading.Event(), threading.Event()

        def send_one() -> None:
            self._with_request(command, lambda stream: stream.run(on_sent=sent.set))
            ended.set()
            sent.set()

        worker = threading.Thread(target=send_one, daemon=True)
        worker.start()
        sent.wait()
        connects = [self._seconds_to_connect(command["connect_seconds"]) for _ in range(command["connects"])]
        is_busy = not ended.is_set()
        status = self._ping(command["ping"])["status"]
        worker.join()
        self._emit("busy", connects=connects, busy=is_busy, status=status)

    def leave(self, command: Command) -> None:
        """Send a request as `stream` does, and leave in the middle of its response; report whether pings succeed.

        They begin `wait` seconds later: a server notices that the client has left when it writes the next time.
        """
        facts = self._with_request(command, lambda stream: stream.run(is_leaving=True))
        time.sleep(command["wait"])
        is_alive = self._is_alive(command["ping"])
        self._emit("left", began=facts["first"] is not None, alive=is_alive)

    def scrape(self, command: Command) -> None:
        """GET the `path` within `seconds`; report the answer, up to 256 KiB of its body, and whether pings succeed."""
        parts: list[bytes] = []
        request = Request(command["path"], command["headers"])
        facts = self._ask(request, command["seconds"], parts.append, _MAX_METRICS)
        body = base64.b64encode(b"".join(parts)[:_MAX_METRICS]).decode()
        fields = {name: facts[name] for name in ("seconds", "status", "error", "type")}
        self._emit("scraped", body=body, alive=self._is_alive(command["ping"]), **fields)

    def upgrade(self, command: Command) -> None:
        """Try one WebSocket handshake; report the status of its answer."""
        handshake = open_websocket(self._address, command["path"], command["headers"], command["seconds"])
        if handshake.websocket:
            handshake.websocket.close()
        self._emit("upgraded", status=handshake.status)

    def websocket(self, command: Command) -> None:
        """Try everything that a WebSocket server needs; see WebSocketSteps.run."""
        steps = WebSocketSteps(self._address, command, lambda: self._is_alive(command["ping"]))
        self._emit("websocket_ended", steps=steps.run())

    def _with_request(self, command: Command, use: Callable[[Stream], Result]) -> Result:
        file = os.open(os.path.join(self._folder, command["body"]), os.O_RDONLY)
        try:
            body = Body(file, LENGTH.size, LENGTH.unpack(os.pread(file, LENGTH.size, 0))[0], is_chunked=False)
            request = Request(command["path"], command["headers"], body)
            limits = Limits(command["seconds"], command["chunked_seconds"])
            return use(Stream(self._address, request, limits))
        finally:
            os.close(file)

    def _seconds_to_connect(self, seconds: float) -> float | None:
        started = time.monotonic()
        try:
            stream = connect(self._address, started + seconds)
        except OSError:
            return None
        elapsed = time.monotonic() - started
        stream.close()
        return elapsed

    def _is_alive(self, command: Command) -> bool:
        """Whether a ping succeeds within the `patience`, in seconds."""
        limit = time.monotonic() + command["patience"]
        while self._ping(command)["status"] != _OK:
            if time.monotonic() >= limit:
                return False
            time.sleep(_PAUSE_SECONDS)
        return True

    def _ping(self, command: Command) -> Facts:
        return self._ask(Request(command["path"], command["headers"]), command["seconds"], len, _MAX_PING)

    def _ask(self, request: Request, seconds: float, write: Callable[[bytes], Any], limit: int) -> Facts:
        connection = Connection(self._address)
        try:
            return connection.ask(request, seconds, write, limit)
        finally:
            connection.close()
