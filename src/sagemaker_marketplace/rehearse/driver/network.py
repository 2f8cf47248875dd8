"""What the containers' shared network shows: listening sockets, packets without a route, names that are looked up."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from typing import Tuple

from .commands import Emit

Socket = Tuple[str, int]

_SCAN_SECONDS = 0.1
_MAX_SOCKETS, _MAX_NAMES, _MAX_NAME = 64, 100, 253
_LISTEN = "0A"
ANY = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound
# Flags of an answer: response, recursion desired and available; without and with "no such name" (RFC 1035, 4.1.1).
_ANSWERED, _NO_SUCH_NAME = 0x8180, 0x8183
_HEADER = struct.Struct("!6H")
_ADDRESS_TYPE = 1
# A pointer to the name in the question, type A, class IN, 60 seconds, four bytes: this host.
_THIS_HOST = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x7f\x00\x00\x01"


class Network:
    """The kernel's tables of the shared network namespace; each change is one event."""

    def __init__(self, emit: Emit, folder: str, port: int) -> None:
        """`folder` is /proc/net. Packets without a route count from now on. SageMaker asks for `port`."""
        self._emit, self._folder, self._port = emit, folder, port
        self._lock = threading.Lock()
        self._sockets: list[Socket] = []
        self._first_attempts = self._packets_without_route()
        self._attempts = 0

    def watch(self) -> None:
        """Report changes until the process ends."""
        while True:
            self.scan()
            threading.Event().wait(_SCAN_SECONDS)

    def scan(self) -> None:
        """Report what has changed: the listening sockets, and the number of packets that had no route."""
        with self._lock:
            found = {*self._listening("tcp"), *self._listening("tcp6")}
            sockets = sorted(found, key=lambda each: (each[1] != self._port, each))[:_MAX_SOCKETS]
            attempts = self._packets_without_route() - self._first_attempts
            if sockets != self._sockets:
                self._sockets = sockets
                self._emit("listening", sockets=sockets)
            if attempts != self._attempts:
                self._attempts = attempts
                self._emit("network", attempts=attempts)

    @property
    def elsewhere(self) -> list[Socket]:
        """What listens, if nothing does where SageMaker's requests arrive; otherwise nothing."""
        sockets = self._sockets
        is_reachable = any(port == self._port and not is_loopback(address) for address, port in sockets)
        return [] if is_reachable else sockets

    def _listening(self, table: str) -> set[Socket]:
        with contextlib.suppress(OSError), open(f"{self._folder}/{table}", encoding="ascii") as lines:
            rows = [line.split() for line in lines]
            return {_socket(row[1]) for row in rows[1:] if len(row) > 3 and row[3] == _LISTEN}
        return set()

    def _packets_without_route(self) -> int:
        """OutNoRoutes in the line with the values of `Ip:`, which follows the line with their names."""
        with contextlib.suppress(OSError), open(f"{self._folder}/snmp", encoding="ascii") as lines:
            names, values = [line.split() for line in lines if line.startswith("Ip:")][:2]
            return int(values[names.index("OutNoRoutes")])
        return 0


def is_loopback(address: str) -> bool:
    """Whether requests from outside do not reach an address: it is on the loopback interface."""
    return address.startswith(("127.", "::ffff:127.")) or address == "::1"


def _socket(text: str) -> Socket:
    """Parse an address in the kernel's form: words of 32 bits in the byte order of the machine, and the port."""
    address, _, port = text.partition(":")
    data = bytes.fromhex(address)
    words = struct.pack(f"={len(data) // 4}I", *struct.unpack(f"!{len(data) // 4}I", data))
    return socket.inet_ntop(socket.AF_INET if len(data) == 4 else socket.AF_INET6, words), int(port, 16)


class NameServer:
    """Answers every look-up with "no such name", and reports the names."""

    def __init__(self, emit: Emit, port: int) -> None:
        """Bind to the port on 127.0.0.1. Raises OSError if that is not possible."""
        self._emit = emit
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self._own_name = socket.gethostname().lower()
        self._names: set[str] = set()

    def serve(self) -> None:
        """Answer until the process ends."""
        while True:
            with contextlib.suppress(OSError, struct.error, IndexError):
                query, sender = self._socket.recvfrom(4096)
                self._socket.sendto(self._answer(query), sender)

    def _answer(self, query: bytes) -> bytes:
        number: int = _HEADER.unpack_from(query)[0]
        name, end = _name(query)
        question = query[_HEADER.size : end + 4]
        if name == self._own_name:
            # A host knows its own name. SageMaker's hosts do, too.
            is_found = struct.unpack_from("!H", query, end)[0] == _ADDRESS_TYPE
            return (
                _HEADER.pack(number, _ANSWERED, 1, int(is_found), 0, 0) + question + (_THIS_HOST if is_found else b"")
            )
        self._report(name)
        return _HEADER.pack(number, _NO_SUCH_NAME, 1, 0, 0, 0) + question

    def _report(self, name: str) -> None:
        """Report a new name; the search for the name of an address is not an attempt to reach a host."""
        is_host = name and not name.endswith(".arpa") and not name.startswith(f"{self._own_name}.")
        if is_host and name not in self._names and len(self._names) < _MAX_NAMES:
            self._names.add(name)
            self._emit("name", name=name)


def _name(query: bytes) -> tuple[str, int]:
    """The name in a query's question, and where it ends. Raises IndexError for a malformed query."""
    labels, position = [], _HEADER.size
    while query[position]:
        labels.append(query[position + 1 : position + 1 + query[position]])
        position += 1 + query[position]
    name = b".".join(labels).decode("ascii", "replace").lower()
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:_MAX_NAME], position + 1
