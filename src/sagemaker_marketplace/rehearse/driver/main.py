"""Reads commands from standard input and writes events to standard output, one JSON object per line.

The process ends when standard input is closed, so that it never outlives the program that started it.
"""

from __future__ import annotations

import argparse
import base64
import os
import sys
import threading
from typing import Any, BinaryIO

from .commands import Command, Commands
from .connection import Connection, Request
from .invocations import Invocations
from .network import NameServer, Network
from .pings import Pings
from .pipes import Pipes
from .realtime import RealTime

_MAX_PARAMETERS = 65536


class Driver(Commands):
    """Performs the commands of a rehearsal in the network of the container under test."""

    def __init__(self, options: argparse.Namespace, output: BinaryIO) -> None:
        """Watch the network from now on."""
        super().__init__(output, options.folder)
        self._address = (options.address, options.port)
        self._connections: list[Connection] = []
        self._stopped = threading.Event()
        self._network = Network(self._emit, options.tables, options.port)
        self._start(self._network.watch)
        try:
            self._start(NameServer(self._emit, options.name_port).serve)
        except OSError as error:
            self._emit("no_names", error=str(error))

    def do_ping(self, command: Command) -> None:
        """Ping until the container is ready; see Pings.run."""
        self._stopped.clear()
        pings = Pings(self._emit, self._connected(1)[0], self._network, self._stopped)
        self._start(lambda: pings.run(command))

    def do_get(self, command: Command) -> None:
        """Send one GET request (`path`, `headers`, `seconds` at most), and report up to 64 KiB of the answer's body."""
        self._start(lambda: self._get(command))

    def do_invoke(self, command: Command) -> None:
        """Send the requests of a file; see Invocations.run."""
        self._stopped.clear()
        connections = self._connected(len(command["answers"]))
        self._start(lambda: Invocations(self._emit, connections, self._folder, self._stopped).run(command))

    def do_realtime(self, command: Command) -> None:
        """Perform a step of the rehearsal of an endpoint; see RealTime.

        Each request has a new connection: a kept one would be the only one of a server that handles one at a time.
        """
        self._close_connections()
        realtime = RealTime(self._emit, self._address, self._folder)
        self._start(lambda: realtime.run(command))

    def do_stop(self, _command: Command) -> None:
        """End pings and requests soon."""
        self._stopped.set()

    def do_finish(self, _command: Command) -> None:
        """Close all connections, and report what the network shows at the end."""
        self._close_connections()
        self._network.scan()
        self._emit("finished")

    def _get(self, command: Command) -> None:
        parts: list[bytes] = []
        request = Request(command["path"], command["headers"])
        facts = self._connected(1)[0].ask(request, command["seconds"], parts.append, _MAX_PARAMETERS)
        self._emit("got", body=base64.b64encode(b"".join(parts)[:_MAX_PARAMETERS]).decode(), **facts)

    def _close_connections(self) -> None:
        for connection in self._connections:
            connection.close()

    def _connected(self, count: int) -> list[Connection]:
        """The first connections, which are kept from request to request."""
        while len(self._connections) < count:
            self._connections.append(Connection(self._address))
        return self._connections[:count]


def _on_error(args: Any) -> None:
    """End the process with the traceback of a thread: its event would never come."""
    sys.__excepthook__(args.exc_type, args.exc_value, args.exc_traceback)
    os._exit(1)


def main() -> None:
    """Run until standard input is closed."""
    threading.excepthook = _on_error
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", default="127.0.0.2")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--name-port", type=int, default=53)
    parser.add_argument("--tables", default="/proc/net")
    parser.add_argument("--folder", default="/rehearsal")
    parser.add_argument("--files", action="store_true", help="feed pipes in a volume, instead of sending requests")
    options = parser.parse_args()
    program = Pipes(sys.stdout.buffer, options.folder) if options.files else Driver(options, sys.stdout.buffer)
    program.run(sys.stdin.buffer)
    os._exit(0)  # a thread that writes to standard output would block the interpreter's end
