"""The driver's WebSocket client: frames of each form of the length (RFC 6455, 5.2), in both directions."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from tests.rehearse.realtime_driving import BINARY, PING, Peer, frame
from tests.rehearse.realtime_driving import Frame as Received

from sagemaker_marketplace.rehearse.driver.connection import TimedSocket
from sagemaker_marketplace.rehearse.driver.websocket import Frame, ProtocolError, WebSocket

MAX = 16 << 20
Ends = tuple[WebSocket, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A client and the server's end of its connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener, TimedSocket() as stream:
        stream.open(listener.getsockname(), time.monotonic() + 20)
        connection, _ = listener.accept()
        with connection:
            yield WebSocket(stream, b""), connection


@pytest.mark.parametrize("size", [0, 125, 126, 127, 65_535, 65_536, MAX])
def test_received(ends: Ends, size: int) -> None:
    client, connection = ends
    data = bytes(size % 251 for size in range(min(size, 1000))).ljust(size, b"x")
    sent = frame(BINARY, data, is_final=False) + frame(PING, b"p" * 125)
    thread = threading.Thread(target=connection.sendall, args=[sent])
    thread.start()
    assert client.receive() == Frame(BINARY, False, data)
    assert client.receive() == Frame(PING, True, b"p" * 125)
    thread.join()


def test_the_longest(ends: Ends) -> None:
    client, connection = ends
    connection.sendall(b"\x82\x7f" + (MAX + 1).to_bytes(8, "big"))
    with pytest.raises(ProtocolError, match=r"^a frame has more than 16 MiB$"):
        client.receive()


@pytest.mark.parametrize("size", [0, 125, 126, 127, 65_535, 65_536])
def test_sent(ends: Ends, size: int) -> None:
    client, connection = ends
    data = b"x" * size
    client.send(BINARY, data, is_final=False)
    assert Peer(connection).receive() == Received(BINARY, False, data)
