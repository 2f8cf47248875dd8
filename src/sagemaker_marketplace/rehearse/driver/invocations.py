"""Sends the requests of a file in parallel, as many at a time as the job allows, and keeps the answers in files."""

from __future__ import annotations

import os
import struct
import threading
import time
from typing import Any, BinaryIO

from .commands import Emit
from .connection import Body, Connection, Facts, Request

# Before each request in a file: the number of its bytes.
LENGTH = struct.Struct("!Q")
_SERVER_ERROR = 500
# Outcomes that a repetition would not change, or only at the price of ten minutes for each.
_NOT_REPEATED = ("too large", "timed out")
# How long other requests may take after a failure, and the pause before a repetition, in seconds.
_ABORT_SECONDS, _REPEAT_SECONDS = 2.0, 0.1
_JOIN_SECONDS = 0.02


class Invocations:
    """The requests of one file; answers are appended to a file per worker, and reported with their location in it."""

    def __init__(self, emit: Emit, connections: list[Connection], folder: str, stopped: threading.Event) -> None:
        """There are as many requests at a time as connections; answers are written to the folder."""
        self._emit, self._connections, self._folder, self._stopped = emit, connections, folder, stopped
        self._lock = threading.Lock()
        self._number = self._position = 0
        self._is_closed = False

    def run(self, command: dict[str, Any]) -> None:
        """Send all requests, or stop soon after a failure; report each answer, then the end.

        The command has the `path` and `headers` of a request, the `seconds` that each may take, how often one is
        repeated after a lost connection or a server error (`retries`), whether it is `chunked`, the name of the file
        with the `requests`, and the names of the `answers` files: one for each request at a time.
        """
        self._command = command
        self._file = os.open(os.path.join(self._folder, command["requests"]), os.O_RDONLY)
        pairs = zip(self._connections, command["answers"])
        workers = [threading.Thread(target=self._work, args=pair, daemon=True) for pair in pairs]
        started = time.monotonic()
        for worker in workers:
            worker.start()
        if not self._join(workers):
            self._abort()
        self._emit("invoked", sent=self._number, seconds=time.monotonic() - started)

    def _join(self, workers: list[threading.Thread]) -> bool:
        """Wait for the workers, but not long after a stop; return whether all have ended."""
        limit = None
        while running := [worker for worker in workers if worker.is_alive()]:
            running[0].join(_JOIN_SECONDS)
            if self._stopped.is_set():
                limit = limit or time.monotonic() + _ABORT_SECONDS
                if time.monotonic() > limit:
                    return False
        return True

    def _abort(self) -> None:
        """End the requests that are left, and report nothing about them."""
        with self._lock:
            self._is_closed = True
        for connection in self._connections:
            connection.abort()

    def _work(self, connection: Connection, answers: str) -> None:
        path = os.path.join(self._folder, answers)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            while not self._stopped.is_set():
                following = self._next()
                if not following:
                    break
                self._invoke(connection, *following, file, answers)
                file.flush()

    def _next(self) -> tuple[int, Body] | None:
        """The number and the body of the next request; None at the end of the file."""
        with self._lock:
            head = os.pread(self._file, LENGTH.size, self._position)
            if len(head) < LENGTH.size:
                return None
            number, body = (
                self._number,
                Body(self._file, self._position + LENGTH.size, LENGTH.unpack(head)[0], self._command["chunked"]),
            )
            self._number += 1
            self._position = body.offset + body.length
            return number, body

    def _invoke(self, connection: Connection, number: int, body: Body, file: BinaryIO, answers: str) -> None:
        """Send a request, and again after a lost connection or a server error, until the outcome is final."""
        offset = file.tell()
        request = Request(self._command["path"], self._command["headers"], body)
        earlier: list[Facts] = []
        for attempt in range(1, 2 + self._command["retries"]):
            facts = connection.ask(request, self._command["seconds"], file.write)
            earlier.append(facts)
            if not _is_success(facts):
                # Of other answers only the beginning is kept, which the facts contain.
                file.seek(offset)
                file.truncate()
            if _is_final(facts) or self._stopped.wait(_REPEAT_SECONDS * attempt):
                break
        if not _is_success(facts):
            self._stopped.set()
        with self._lock:
            if not self._is_closed:
                first = {"first_status": earlier[0]["status"], "first_error": earlier[0]["error"]}
                self._emit(
                    "answer",
                    number=number,
                    file=answers,
                    offset=offset,
                    attempts=len(earlier),
                    **facts,
                    **first,
                )


def _is_success(facts: Facts) -> bool:
    return facts["status"] is not None and 200 <= facts["status"] < 300


def _is_final(facts: Facts) -> bool:
    """Whether a request is not repeated: it has an answer, not a server error, or has taken all of its time."""
    return facts["error"] in _NOT_REPEATED or (facts["status"] is not None and facts["status"] < _SERVER_ERROR)
