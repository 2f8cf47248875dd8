"""The driver's WebSocket client: the steps with a good server, and what each fault shows."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rehearse.driving import Server, response
from tests.rehearse.realtime_driving import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    Frame,
    Peer,
    RealTimeDriver,
    accept,
    echo,
    frame,
    websocket,
)

from sagemaker_marketplace.rehearse.realtime.client import Upgraded

GOOD = [
    ("handshake", True, "status 101"),
    ("ping", True, ""),
    ("pong", True, ""),
    ("text", True, "text, 7 bytes"),
    ("binary", True, "binary, 2 bytes"),
    ("fragments", True, "text, 7 bytes"),
    ("close", True, "code 1000"),
    ("reconnect", True, "status 101"),
    ("left", True, "status 101"),
]


def test_a_good_server(tmp_path: Path) -> None:
    with Server(websocket(echo)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        assert driver.websocket() == GOOD


def test_frames_are_sent_as_documented(tmp_path: Path) -> None:
    received: list[Frame] = []

    def record(peer: Peer) -> None:
        while True:
            received.append(peer.receive())
            if received[-1].opcode == PING:
                # The driver answers a Ping of the server before it reads more.
                peer.send(PING, b"mine")
                received.append(peer.receive())
                peer.send(PONG, b"ping")
            elif received[-1].opcode == CLOSE:
                peer.send(CLOSE, received[-1].payload)
                return

    with Server(websocket(record)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        steps = driver.websocket()
    text = "grüße".encode()
    ping, pong = Frame(PING, True, b"ping"), Frame(PONG, True, b"mine")
    fragments = [Frame(TEXT, False, text[:3]), Frame(0, False, text[3:6]), Frame(0, True, text[6:])]
    messages = [Frame(TEXT, True, text), ping, pong, Frame(BINARY, True, b"\xff\0"), ping, pong, *fragments, ping, pong]
    closed = Frame(CLOSE, True, (1000).to_bytes(2, "big"))
    assert received[: len(messages) + 3] == [ping, pong, *messages, closed]
    assert steps == [*GOOD[:3], *((name, True, "no message") for name, _, _ in GOOD[3:6]), *GOOD[6:]]


def endless(peer: Peer, data: bytes) -> None:
    while True:
        peer.send(TEXT, data)


def answer_once(peer: Peer, opcode: int, data: bytes) -> None:
    peer.receive()
    peer.send(opcode, data)
    no_answer(peer)


def no_answer(peer: Peer) -> None:
    while True:
        peer.receive()


@pytest.mark.parametrize(
    ("serve", "expected"),
    [
        (lambda peer: peer.receive() and None, [("ping", False, "the connection was closed without a Close frame")]),
        (
            lambda peer: peer.receive() and peer.send(CLOSE, b"\x03\xf3no\x1b pings"),
            [("ping", False, "the server closed the connection with code 1011 (no pings)")],
        ),
        (
            lambda peer: peer.receive() and peer.send(CLOSE),
            [("ping", False, "the server closed the connection with no code")],
        ),
        (
            lambda peer: answer_once(peer, PONG, b"other"),
            [("ping", True, ""), ("pong", False, "the Pong has other data than the Ping")],
        ),
        (no_answer, [("ping", True, ""), ("pong", False, "no answer in 1 s")]),
        # Endless frames: neither time nor memory.
        (lambda peer: endless(peer, b"x"), [("ping", True, ""), ("pong", False, "no Pong")]),
    ],
)
def test_pings_that_fail(tmp_path: Path, serve: Callable[[Peer], None], expected: list[tuple[str, bool, str]]) -> None:
    with Server(websocket(serve)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        assert driver.websocket() == [("handshake", True, "status 101"), *expected]


def broken(data: bytes) -> Callable[[socket.socket, int], None]:
    """Answer a Ping with bytes that a server must not send."""

    def serve(peer: Peer) -> None:
        peer.receive()
        peer._connection.sendall(data)
        no_answer(peer)

    return websocket(serve)


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b"\xc9\0", "a reserved bit is set in a frame"),
        (b"\x8a\x84mask" + b"ping", "a frame of the server is masked"),
        (b"\x83\0", "unknown opcode 3"),
        (b"\x8a\x7e\0\x80" + b"x" * 128, "a control frame is fragmented or has more than 125 bytes"),
        (b"\x0a\0", "a control frame is fragmented or has more than 125 bytes"),
        (b"\x82\x7f" + b"\xff" * 8, "a frame has more than 16 MiB"),
        (frame(0, b"x"), "a fragment does not belong to a message"),
        (frame(TEXT, b"x", is_final=False) + frame(TEXT, b"x"), "a fragment does not belong to a message"),
        (frame(TEXT, b"\xff"), "text that is not UTF-8"),
        (frame(TEXT, b"\xc3", is_final=False) + frame(0, b"("), "text that is not UTF-8"),
        (frame(TEXT, b"\xc3"), "text that is not UTF-8"),
    ],
)
def test_frames_that_are_not_allowed(scripted: tuple[Scripted, RealTimeDriver], data: bytes, seen: str) -> None:
    script, driver = scripted
    script.serve = broken(data)
    assert driver.websocket() == [("handshake", True, "status 101"), ("ping", False, seen)]


def test_a_server_that_refuses_a_kind_of_message(tmp_path: Path) -> None:
    def serve(peer: Peer) -> None:
        while True:
            received = peer.receive()
            if received.opcode == BINARY:
                peer.send(CLOSE, (1003).to_bytes(2, "big"))
                return
            peer.send(PONG if received.opcode == PING else received.opcode, received.payload, received.is_final)
            if received.opcode == CLOSE:
                return

    with Server(websocket(serve)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        steps = driver.websocket()
    assert steps == [
        *GOOD[:4],
        ("binary", False, "the server closed the connection with code 1003"),
        *GOOD[5:],
    ]


def test_a_server_that_answers_a_message_and_closes(tmp_path: Path) -> None:
    def serve(peer: Peer) -> None:
        received = peer.receive()
        while received.opcode == PING:
            peer.send(PONG, received.payload)
            received = peer.receive()
        while not received.is_final:
            received = peer.receive()
        if received.opcode != CLOSE:
            peer.send(TEXT, b"x" * 70_000)
        peer.send(CLOSE, (1000).to_bytes(2, "big"))

    with Server(websocket(serve)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        steps = driver.websocket()
    answered = "text, 70000 bytes; then code 1000"
    assert steps == [*GOOD[:3], *((name, True, answered) for name in ("text", "binary", "fragments")), *GOOD[6:]]


def test_a_server_that_ends_when_a_client_leaves(tmp_path: Path) -> None:
    servers: list[Server] = []
    # One connection after the other: the server has noticed that the client left when the next one is served.
    is_served = threading.Lock()

    def serve(peer: Peer) -> None:
        try:
            echo(peer)
        except ConnectionError:
            while servers:
                servers.pop().__exit__()

    def answer(connection: socket.socket, number: int) -> None:
        with is_served:
            websocket(serve)(connection, number)

    servers.append(Server(answer))
    with RealTimeDriver(tmp_path, servers[0].port) as driver:
        assert driver.websocket()[-1][:2] == ("left", False)


class Scripted:
    """A server that answers each connection as a test says."""

    serve: Callable[[socket.socket, int], None]

    def __call__(self, connection: socket.socket, number: int) -> None:
        self.serve(connection, number)


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scripted, RealTimeDriver]]:
    script = Scripted()
    with Server(script) as server, RealTimeDriver(tmp_path_factory.mktemp("driver"), server.port) as driver:
        yield script, driver
        assert driver.close() == 0


def shake(change: Callable[[bytes], bytes]) -> Callable[[socket.socket, int], None]:
    """Change the answer to a handshake."""

    def serve(connection: socket.socket, _number: int) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += connection.recv(1)
        if not head.startswith(b"GET /ping "):
            connection.sendall(change(accept(head)))

    return serve


def without(words: bytes) -> Callable[[bytes], bytes]:
    return lambda answer: answer.replace(words, b"other")


def always(answer: bytes) -> Callable[[bytes], bytes]:
    return lambda _answer: answer


def with_header(line: bytes) -> Callable[[bytes], bytes]:
    return lambda answer: answer.replace(b"\r\n\r\n", b"\r\n" + line + b"\r\n\r\n")


UNASKED = "status 101 with an extension or a subprotocol that was not asked for"


@pytest.mark.parametrize(
    ("change", "seen", "status"),
    [
        (always(response(404, b"no")), "status 404", 404),
        (without(b"Accept: "), "status 101 with a wrong Sec-WebSocket-Accept", 101),
        (with_header(b"Sec-WebSocket-Accept: b3RoZXI="), "", 101),
        (without(b"WebSocket\r\n"), "status 101 without the header Upgrade: websocket", 101),
        (without(b"keep-alive, Upgrade"), "status 101 without the header Connection: Upgrade", 101),
        (with_header(b"Sec-WebSocket-Extensions: permessage-deflate"), UNASKED, 101),
        (with_header(b"Sec-WebSocket-Protocol: chat"), UNASKED, 101),
        (always(b"220 mail\r\n\r\n"), "the answer is not HTTP", None),
        (always(b"HTTP/1.1 \xff\xff\xff\r\n\r\n"), "the answer is not HTTP", None),
        (always(b"x" * 70_000), "the answer's head has more than 64 KiB", None),
        (always(b"HTTP/1.1 101 Switching"), "the connection was closed", None),
        (always(b""), "the connection was closed", None),
    ],
)
def test_handshakes(
    scripted: tuple[Scripted, RealTimeDriver], change: Callable[[bytes], bytes], seen: str, status: int | None
) -> None:
    script, driver = scripted
    script.serve = shake(change)
    steps = driver.websocket()
    assert steps[0] == ("handshake", not seen, seen or "status 101")
    assert len(steps) == (1 if seen else 2)
    driver.client.upgrade()
    assert driver.until(Upgraded)[1] == Upgraded(status)


def test_a_server_that_is_gone(tmp_path: Path) -> None:
    with Server(websocket(echo)) as server:
        pass
    with RealTimeDriver(tmp_path, server.port) as driver:
        assert driver.websocket() == [("handshake", False, "the connection was refused")]


FRAGMENTS = [frame(PONG, b"ping"), frame(TEXT, b"x"), frame(TEXT, b"x", is_final=False), frame(0, b"y"), frame(CLOSE)]


@given(data=st.one_of(st.binary(max_size=40), st.lists(st.sampled_from(FRAGMENTS), max_size=8).map(b"".join)))
def test_any_bytes_have_one_outcome(scripted: tuple[Scripted, RealTimeDriver], data: bytes) -> None:
    script, driver = scripted
    script.serve = shake(lambda answer: answer + data)
    steps = driver.websocket()
    assert [step for step, _, _ in steps] == [step for step, _, _ in GOOD][: len(steps)]
    # No ping succeeds.
    assert not all(passed for _, passed, _ in steps)
