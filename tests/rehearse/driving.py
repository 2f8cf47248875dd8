"""Runs the driver as a separate process, and servers that answer byte by byte as a test says."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sagemaker_marketplace.rehearse.inference import driver_client
from sagemaker_marketplace.rehearse.inference.driver_client import Answered, DriverClient, DriverEvent, Invoked

HEADERS = {"Host": "169.254.255.131:8080", "User-Agent": "Go-http-client/1.1"}
# Tables without a listening socket and without packets.
EMPTY_TCP = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
SNMP = "Ip: Forwarding DefaultTTL OutNoRoutes FragOKs\nIp: 1 64 {} 7\nTcp: RtoAlgorithm\nTcp: 1\n"
END_SECONDS = 30

Kind = TypeVar("Kind")


class Server:
    """A TCP server on 127.0.0.1; `answer` gets each connection and its number, in its own thread."""

    def __init__(self, answer: Callable[[socket.socket, int], None]) -> None:
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            for number in range(100_000):
                connection, _ = self._listener.accept()
                threading.Thread(target=self._one, args=(connection, number), daemon=True).start()

    def _one(self, connection: socket.socket, number: int) -> None:
        with connection, suppress(OSError):
            self._answer(connection, number)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        # Otherwise the thread that waits for a connection still accepts one.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def read_request(connection: socket.socket) -> bytes:
    """Read one request with Content-Length; empty at the end of the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    while lengths and len(body) < lengths[0]:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


class Scripted:
    """A server that answers each connection with the bytes of an example, and closes it."""

    answer = b""

    def __call__(self, connection: socket.socket, _number: int) -> None:
        read_request(connection)
        connection.sendall(self.answer)


def response(status: int = 200, body: bytes = b"", *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 %d Reason" % status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join([*lines, b"", body])


def always(data: bytes) -> Callable[[socket.socket, int], None]:
    """Answer every request with the same bytes, on kept connections."""

    def answer(connection: socket.socket, _number: int) -> None:
        while read_request(connection):
            connection.sendall(data)

    return answer


def silent(_connection: socket.socket, _number: int) -> None:
    """Accept, and answer nothing."""
    time.sleep(END_SECONDS)


def each(*answers: bytes) -> Callable[[socket.socket, int], None]:
    """Answer the request of each connection with the next of the answers, and the last again; then close it."""

    def answer(connection: socket.socket, number: int) -> None:
        if read_request(connection):
            connection.sendall(answers[min(number, len(answers) - 1)])

    return answer


class Driver:
    """A driver's process, its client, and its events."""

    def __init__(self, folder: Path, port: int, name_port: int = 0, tables: Path | None = None) -> None:
        """Start the one file that a container gets."""
        self.folder = folder
        program = folder / "driver.py"
        program.write_bytes(driver_client.program())
        tables = tables or empty_tables(folder)
        options = {"address": "127.0.0.1", "port": port, "name-port": name_port, "tables": tables, "folder": folder}
        arguments = [f"--{name}={value}" for name, value in options.items()]
        command = [sys.executable, "-I", str(program), *arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.client = DriverClient(self, HEADERS)
        self.events = self.client.events()

    def send(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def lines(self) -> Iterator[bytes]:
        assert self.process.stdout
        yield from self.process.stdout

    def until(self, kind: type[Kind]) -> tuple[list[DriverEvent], Kind]:
        """Return the events before the first of a type, and that one."""
        before: list[DriverEvent] = []
        for event in self.events:
            if isinstance(event, kind):
                return before, event
            before.append(event)
        raise AssertionError(f"the driver ended after {before}")

    def invoke(self, *bodies: bytes, concurrent: int = 1, seconds: float = 20, chunked: bool = False) -> list[Answered]:
        """Send requests, and return the answers in the order of the requests."""
        name = f"requests-{len(list(self.folder.iterdir()))}"
        self.client.store(name, bodies)
        answers = tuple(f"answers/{name}-{number}" for number in range(concurrent))
        self.client.invoke(name, answers, "/invocations", {**HEADERS, "Content-Type": "text/csv"}, seconds, 3, chunked)
        answered, _ = self.until(Invoked)
        return sorted((event for event in answered if isinstance(event, Answered)), key=lambda event: event.number)

    def body(self, answered: Answered) -> bytes:
        data = (self.folder / answered.file).read_bytes()
        return data[answered.offset : answered.offset + answered.length]

    def close(self) -> int:
        """Close standard input; return the exit code."""
        assert self.process.stdin
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        code = self.process.wait(END_SECONDS)
        assert self.process.stdout
        self.process.stdout.close()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.close()


def empty_tables(folder: Path) -> Path:
    tables = folder / "tables"
    tables.mkdir(exist_ok=True)
    (tables / "tcp").write_text(EMPTY_TCP)
    (tables / "tcp6").write_text(EMPTY_TCP)
    (tables / "snmp").write_text(SNMP.format(3))
    return tables
