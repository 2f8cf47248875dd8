"""Asks what listens on other addresses than SageMaker's for pings: a server that answers there is on the wrong one."""

from __future__ import annotations

import threading
import time
from typing import Any

from .connection import Connection, Request
from .network import ANY, Network, Socket

_OK = 200
_PAUSE_SECONDS = 0.5
# The driver's own address reaches what listens on all addresses, IPv6's included.
_LOCAL = "127.0.0.2"
_MAPPED = "::ffff:"
# Some servers of metrics answer every path.
_NO_ROUTE = "/no-such-route"
_NOT_HTTP = ("malformed", "dropped")
_MAX_BODY = 1 << 20


class Elsewhere:
    """Pings what listens, as long as nothing listens where requests arrive.

    The side port of a server that still loads its model does not count: it answers pings with another status, or any
    path with 200, or its answer is not HTTP; the last two get no further pings.
    """

    def __init__(self, network: Network, command: dict[str, Any]) -> None:
        """The command has the `path`, `headers` and `seconds` of a ping."""
        self._network, self._command = network, command
        self._answering: dict[Socket, float] = {}
        self._ignored: set[Socket] = set()
        self._ended = threading.Event()

    def watch(self) -> None:
        """Ping until `end`."""
        while not self._ended.wait(_PAUSE_SECONDS):
            sockets = self._network.elsewhere
            for each in set(self._answering) - set(sockets):
                self._answering.pop(each)
            for each in sockets:
                if each not in self._ignored and not self._ended.is_set():
                    self._ping(each)

    def end(self) -> None:
        """Send no more pings."""
        self._ended.set()

    def seconds(self) -> float:
        """For how long a server has answered all pings; 0 if none does."""
        return time.monotonic() - min(list(self._answering.values()), default=time.monotonic())

    def _ping(self, each: Socket) -> None:
        status, error = self._ask(each, self._command["path"])
        if status != _OK:
            self._answering.pop(each, None)
            if error in _NOT_HTTP:
                self._ignored.add(each)
        elif each not in self._answering:
            if self._ask(each, _NO_ROUTE)[0] == _OK:
                self._ignored.add(each)
            else:
                self._answering[each] = time.monotonic()

    def _ask(self, each: Socket, path: str) -> tuple[int | None, str]:
        address, port = each
        connection = Connection((_LOCAL if address in ANY else address.replace(_MAPPED, ""), port))
        request = Request(path, self._command["headers"])
        facts = connection.ask(request, self._command["seconds"], limit=_MAX_BODY)
        connection.close()
        return facts["status"], facts["error"]
