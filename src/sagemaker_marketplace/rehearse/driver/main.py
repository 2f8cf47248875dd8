"""Reads commands from standard input and writes events to standard output, one JSON object per line.

The process ends when standard input is closed, so that it never outlives the program that started it.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
import threading
from typing import Any, BinaryIO, Callable, Dict

from .connection import Connection, Request
from .invocations import Invocations
from .network import NameServer, Network
from .pings import Pings

Command = Dict[str, Any]

_PART, _MAX_PARAMETERS = 65536, 65536


class Driver:
    """Each command names a method `do_…` in its field `do`; those that take long run in a thread."""

    def __init__(self, options: argparse.Namespace, output: BinaryIO) -> None:
        """Watch the network from now on."""
        self._output, self._lock = output, threading.Lock()
        self._address, self._folder = (options.address, options.port), options.folder
        self._connections: list[Connection] = []
        self._stopped = threading.Event()
        self._network = Network(self._emit, options.tables, options.port)
        self._start(self._network.watch)
        try:
            self._start(NameServer(self._emit, options.name_port).serve)
        except OSError as error:
            self._emit("no_names", error=str(error))

    def run(self, commands: BinaryIO) -> None:
        """Perform commands until there are no more."""
        self._emit("started", python=sys.version.split()[0])
        for line in iter(commands.readline, b""):
            command = json.loads(line)
            if command["do"] == "store":
                self._store(command, commands)
            else:
                getattr(self, f"do_{command['do']}")(command)

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

    def do_stop(self, _command: Command) -> None:
        """End pings and requests soon."""
        self._stopped.set()

    def do_finish(self, _command: Command) -> None:
        """Close all connections, and report what the network shows at the end."""
        for connection in self._connections:
            connection.close()
        self._network.scan()
        self._emit("finished")

    def _store(self, command: Command, commands: BinaryIO) -> None:
        """Append the `length` bytes that follow the command to a file."""
        with open(os.path.join(self._folder, command["file"]), "ab") as file:
            left = command["length"]
            while left:
                part = commands.read(min(_PART, left))
                if not part:
                    break
                file.write(part)
                left -= len(part)

    def _get(self, command: Command) -> None:
        parts: list[bytes] = []
        request = Request(command["path"], command["headers"])
        facts = self._connected(1)[0].ask(request, command["seconds"], parts.append, _MAX_PARAMETERS)
        self._emit("got", body=base64.b64encode(b"".join(parts)[:_MAX_PARAMETERS]).decode(), **facts)

    def _connected(self, count: int) -> list[Connection]:
        """The first connections, which are kept from request to request."""
        while len(self._connections) < count:
            self._connections.append(Connection(self._address))
        return self._connections[:count]

    def _emit(self, event: str, **fields: Any) -> None:
        line = json.dumps({"event": event, **fields}) + "\n"
        with self._lock:
            try:
                self._output.write(line.encode())
                self._output.flush()
            except OSError:
                os._exit(0)  # the program that reads it has ended

    def _start(self, target: Callable[[], Any]) -> None:
        threading.Thread(target=target, daemon=True).start()


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
    Driver(parser.parse_args(), sys.stdout.buffer).run(sys.stdin.buffer)
    os._exit(0)  # without waiting for threads
