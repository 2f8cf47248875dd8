"""Sends GET /ping until the container is ready, or can't become ready."""

from __future__ import annotations

import threading
import time
from typing import Any
from urllib.parse import urljoin, urlsplit

from .commands import Emit
from .connection import Connection, Facts, Request
from .elsewhere import Elsewhere
from .network import Network

_OK, _REFUSED = 200, "refused"
_REDIRECTS = (301, 302, 303, 307, 308)
# Go's client follows this many (net/http, Client.CheckRedirect).
_MAX_REDIRECTS = 10
_MAX_BODY = 1 << 20
# Pauses between pings, in seconds. A refused one costs the server nothing, so that the next one may follow soon.
_FIRST_PAUSE, _LAST_PAUSE, _LAST_PAUSE_REFUSED = 0.02, 1.0, 0.2


class Pings:
    """Pings from the start until the first status 200, the end of the patience, or a stop."""

    def __init__(self, emit: Emit, connection: Connection, network: Network, stopped: threading.Event) -> None:
        """Take what each ping needs; `stopped` ends the pings."""
        self._emit, self._connection, self._network, self._stopped = emit, connection, network, stopped
        self._started = time.monotonic()
        self._previous: Facts | None = None

    def run(self, command: dict[str, Any]) -> None:
        """Ping; report pings (of refused ones in a row only the first) and then, once, how it ended.

        The command has the `path` and `headers` of a ping, the `seconds` that each may take, the `patience` in seconds
        for all, and after how many seconds to stop if a server answers pings `elsewhere` while all are refused here.
        """
        elsewhere = Elsewhere(self._network, command)
        threading.Thread(target=elsewhere.watch, daemon=True).start()
        outcome = self._until_ready(command, elsewhere)
        elsewhere.end()
        self._network.scan()  # the container may end with the next request
        self._emit("pinged", outcome=outcome, seconds=time.monotonic() - self._started)

    def _until_ready(self, command: dict[str, Any], elsewhere: Elsewhere) -> str:
        """Ping; return how it ended."""
        pause = _FIRST_PAUSE
        while not self._stopped.is_set():
            facts = self._ping(command, command["path"])
            now = time.monotonic() - self._started
            is_refused = facts["error"] == _REFUSED
            if facts["status"] == _OK:
                return "ready"
            if is_refused and self._network.elsewhere and elsewhere.seconds() >= command["elsewhere"]:
                return "elsewhere"
            if now >= command["patience"]:
                return "patience"
            self._stopped.wait(max(_FIRST_PAUSE, min(_LAST_PAUSE_REFUSED, now / 50)) if is_refused else pause)
            pause = pause if is_refused else min(_LAST_PAUSE, pause * 1.5)
        return "stopped"

    def _ping(self, command: dict[str, Any], path: str) -> Facts:
        """Ping, and follow redirects to the same host as Go's client does (net/http, Client.Do)."""
        for _ in range(1 + _MAX_REDIRECTS):
            sent = time.monotonic() - self._started
            request = Request(path, command["headers"])
            facts = self._connection.ask(request, command["seconds"], limit=_MAX_BODY)
            location = facts["headers"].get("location", "") if facts["status"] in _REDIRECTS else ""
            self._report(sent, facts, location)
            target = _path(location, path, command["headers"].get("Host", ""))
            if not target:
                break
            path = target
        return facts

    def _report(self, sent: float, facts: Facts, location: str) -> None:
        is_repeated = facts["error"] == _REFUSED and self._previous and self._previous["error"] == _REFUSED
        self._previous = facts
        if not is_repeated:
            self._emit("ping", sent=sent, location=location, **facts)


def _path(location: str, path: str, host: str) -> str:
    """The path that a redirect leads to; empty without one, and if it leads to another host."""
    if not location:
        return ""
    try:
        target = urlsplit(urljoin(f"http://{host}{path}", location))
    except ValueError:
        return ""
    query = f"?{target.query}" if target.query else ""
    return f"{target.path or '/'}{query}" if (target.scheme, target.netloc) == ("http", host) else ""
