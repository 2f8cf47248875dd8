"""One streamed response, read in the process of the test: its times by a simulated clock, and its size."""

from __future__ import annotations

import socket
import time
from types import SimpleNamespace

import pytest
from tests.rehearse.driving import Server, response
from tests.rehearse.realtime_driving import serve
from tests.rehearse.test_driver_streams import CHUNKED, chunk

from sagemaker_marketplace.rehearse.driver import streams
from sagemaker_marketplace.rehearse.driver.connection import Request
from sagemaker_marketplace.rehearse.observations import TOO_LARGE


def test_the_times_of_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step of the server waits until what it sent before has been read, then sets the clock forward."""
    started, steps = float(int(time.monotonic())), [0.0]  # whole seconds: sums are exact
    monkeypatch.setattr(streams, "time", SimpleNamespace(monotonic=lambda: started + steps[-1]))

    def read(size: int, seconds: float) -> None:
        while request.facts["length"] < size:
            time.sleep(0.001)
        steps.append(seconds)

    def stream(connection: socket.socket) -> None:
        connection.sendall(CHUNKED + chunk(b"one"))
        read(3, 64.0)
        connection.sendall(b"6\r\nabc")
        read(6, 128.0)
        connection.sendall(b"def\r\n" + chunk(b"last"))
        read(13, 256.0)
        connection.sendall(b"0\r\n\r\n")

    with Server(serve(stream)) as server:
        request = streams.Stream(
            ("127.0.0.1", server.port), Request("/invocations", {"Host": "a"}), streams.Limits(1000, 1000)
        )
        found = request.run()
    assert {name: found[name] for name in ("connect", "first", "seconds")} == {
        "connect": 0.0,
        "first": 0.0,
        "seconds": 256.0,
    }
    assert found["chunks"] == [(0.0, 3), (128.0, 6), (128.0, 4)]


@pytest.mark.parametrize(("size", "error"), [(1000, ""), (1001, TOO_LARGE)])
def test_a_response_that_is_too_large(monkeypatch: pytest.MonkeyPatch, size: int, error: str) -> None:
    monkeypatch.setattr(streams, "_MAX_BYTES", 1000)
    with Server(serve(lambda connection: connection.sendall(response(200, b"x" * size)))) as server:
        sent = Request("/invocations", {"Host": "a"})
        found = streams.Stream(("127.0.0.1", server.port), sent, streams.Limits(10, 10)).run()
    assert (found["error"], found["length"], found["status"]) == (error, size, None if error else 200)
