"""A server that answers pings on another port or on loopback ends them; anything else that listens there does not."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.rehearse.driving import EMPTY_TCP, Driver, Server, always, each, empty_tables, read_request, response, silent

from sagemaker_marketplace.rehearse.inference.driver_client import PingsEnded

# The kernel's form of 127.0.0.1, 127.0.0.1 mapped to IPv6 and [::], on a little-endian machine.
ROW = "   0: {}:{:04X} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n"
LOOPBACK, MAPPED, ANY = "0100007F", "0000000000000000FFFF00000100007F", "0" * 32


def pinged(connection: socket.socket, _number: int) -> None:
    """Answer pings with 200, and any other path with 404."""
    while request := read_request(connection):
        connection.sendall(response(200 if request.startswith(b"GET /ping ") else 404))


# Whether the other server has the port of the requests; what it answers; how the pings end.
SERVERS: dict[str, tuple[str, str, bool, Callable[[socket.socket, int], None], str]] = {
    "other port": ("tcp", LOOPBACK, False, pinged, "elsewhere"),
    "other port of IPv4 as IPv6": ("tcp6", MAPPED, False, pinged, "elsewhere"),
    "another status": ("tcp", LOOPBACK, False, always(response(404)), "patience"),
    "still loading": ("tcp", LOOPBACK, False, always(response(503)), "patience"),
    "every path": ("tcp", LOOPBACK, False, always(response(200)), "patience"),
    "not HTTP": ("tcp", LOOPBACK, False, each(b"\0\1\2\r\n\r\n"), "patience"),
    "closes": ("tcp", LOOPBACK, False, each(b""), "patience"),
    "no answer": ("tcp", LOOPBACK, False, silent, "patience"),
    "port of the requests, all addresses": ("tcp6", ANY, True, pinged, "patience"),
}


def ending(folder: Path, name: str, port: int, server: Server) -> str:
    """Ping nothing at a port, while a server listens elsewhere, and return how the pings end."""
    folder.mkdir()
    tables = empty_tables(folder)
    table, address, is_same_port, *_ = SERVERS[name]
    (tables / table).write_text(EMPTY_TCP + ROW.format(address, port if is_same_port else server.port))
    with Driver(folder, port, tables=tables) as driver:
        driver.client.ping(2, 2, 0.5)
        return driver.until(PingsEnded)[1].outcome


def test_only_answered_pings_elsewhere_end_them(tmp_path: Path) -> None:
    names = list(SERVERS)
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(answer)) for *_, answer, _ in SERVERS.values()]
        with ExitStack() as unused:
            ports = [unused.enter_context(Server(each())).port for _ in names]
        # Most of them wait until the patience ends.
        with ThreadPoolExecutor(len(names)) as threads:
            endings = threads.map(ending, map(tmp_path.joinpath, names), names, ports, servers)
            seen = dict(zip(names, endings, strict=True))
    assert seen == {name: expected for name, (*_, expected) in SERVERS.items()}


def test_a_server_that_does_not_answer_with_http_gets_one_ping(tmp_path: Path) -> None:
    connections = []

    def answer(connection: socket.socket, number: int) -> None:
        connections.append(number)
        connection.sendall(b"\0")

    with Server(each()) as unused:
        port = unused.port
    with Server(answer) as server:
        tables = empty_tables(tmp_path)
        (tables / "tcp").write_text(EMPTY_TCP + ROW.format(LOOPBACK, server.port))
        with Driver(tmp_path, port, tables=tables) as driver:
            driver.client.ping(2, 1.5, 0.5)
            assert driver.until(PingsEnded)[1].outcome == "patience"
    assert connections == [0]
