"""The driver measures responses: chunks, times and limits, in parallel, while busy, and when it leaves."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rehearse.driving import END_SECONDS, Driver, Scripted, Server, always, read_request, response, silent
from tests.rehearse.realtime_driving import RealTimeDriver, serve
from tests.rehearse.test_driver_hostile import ANSWERS, ERRORS

from sagemaker_marketplace.rehearse.contract import realtime as limits
from sagemaker_marketplace.rehearse.inference.driver_client import PingsEnded
from sagemaker_marketplace.rehearse.observations import DROPPED, MALFORMED, REFUSED, TIMED_OUT
from sagemaker_marketplace.rehearse.realtime.client import Busy, Left, Streamed

CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def test_a_response_with_a_length(tmp_path: Path) -> None:
    requests = []

    def answer(connection: socket.socket, _number: int) -> None:
        requests.append(read_request(connection))
        connection.sendall(response(200, b"1\n" * 50_000, b"Content-Type: text/csv", b"Server: x"))

    with Server(answer) as server, RealTimeDriver(tmp_path, server.port) as driver:
        [found] = driver.stream(b"1,2\n")
    head = b"POST /invocations HTTP/1.1\r\nHost: a:8080\r\nContent-Type: text/csv\r\nContent-Length: 4\r\n\r\n"
    assert requests == [head + b"1,2\n"]
    assert (found.status, found.error, found.content_type, found.response_bytes) == (200, "", "text/csv", 100_000)
    assert (found.head, found.is_chunked, found.chunks) == (b"1\n" * 512, False, ())
    assert found.headers == {"content-length": "100000", "content-type": "text/csv", "server": "x"}
    assert found.connect_seconds is not None
    assert found.first_byte_seconds is not None
    assert 0 < found.connect_seconds < found.first_byte_seconds <= found.seconds


def test_a_server_that_handles_one_connection_at_a_time_is_not_kept_from_requests(tmp_path: Path) -> None:
    lock = threading.Lock()

    def answer(connection: socket.socket, _number: int) -> None:
        with lock:
            while read_request(connection):
                connection.sendall(response(200))

    with Server(answer) as server, RealTimeDriver(tmp_path, server.port) as driver:
        driver.client.ping(2, 60, 60)
        driver.until(PingsEnded)
        assert [found.status for found in driver.stream(b"1,2\n")] == [200]


def test_chunks(tmp_path: Path) -> None:
    def stream(connection: socket.socket) -> None:
        connection.sendall(CHUNKED + chunk(b"one"))
        # A chunk in two segments is one chunk, two chunks in one segment are two.
        connection.sendall(chunk(b"x" * 100_000)[:-4])
        connection.sendall(chunk(b"x" * 100_000)[-4:] + chunk(b"last") + b"0\r\nTrailer: x\r\n\r\n")

    with Server(serve(stream)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        [found] = driver.stream(b"1,2\n")
    assert (found.status, found.response_bytes, found.is_chunked, found.error) == (200, 100_007, True, "")
    assert [size for _, size in found.chunks] == [3, 100_000, 4]
    first, second, third = (seconds for seconds, _ in found.chunks)
    assert found.first_byte_seconds is not None
    assert found.first_byte_seconds <= first <= second <= third <= found.seconds


def test_a_thousand_chunks_are_kept(tmp_path: Path) -> None:
    def stream(connection: socket.socket) -> None:
        connection.sendall(CHUNKED + chunk(b"x") * 1500 + b"0\r\n\r\n")

    with Server(serve(stream)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        [found] = driver.stream(b"")
    assert (len(found.chunks), found.response_bytes, found.status) == (1000, 1500, 200)


@pytest.mark.parametrize(
    ("sent", "error", "size"),
    [
        (CHUNKED + b"3\r\nab", DROPPED, 2),
        (CHUNKED + chunk(b"abc"), DROPPED, 3),
        (CHUNKED + b"z\r\nab", DROPPED, 0),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", DROPPED, 3),
        (b"", DROPPED, 0),
        (b"SSH-2.0\r\n", MALFORMED, 0),
    ],
)
def test_incomplete_responses(tmp_path: Path, sent: bytes, error: str, size: int) -> None:
    answer = serve(lambda connection: connection.sendall(sent))
    with Server(answer) as server, RealTimeDriver(tmp_path, server.port) as driver:
        [found] = driver.stream(b"1")
    assert (found.status, found.error, found.response_bytes) == (None, error, size)


def test_no_server(tmp_path: Path) -> None:
    with Server(silent) as server:
        pass
    with RealTimeDriver(tmp_path, server.port) as driver:
        [found] = driver.stream(b"1")
    assert found == Streamed(None, None, found.seconds, None, REFUSED, "", {}, b"", 0, is_chunked=False, chunks=())


def stop_after(connection: socket.socket, data: bytes) -> None:
    connection.sendall(data)
    time.sleep(END_SECONDS)


def one_byte_at_a_time(connection: socket.socket, data: bytes, first: bytes = b"") -> None:
    connection.sendall(first)
    for byte in data:
        connection.sendall(bytes([byte]))
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("answer", "limit", "size"),
    [
        (lambda _: time.sleep(END_SECONDS), "RESPONSE_SECONDS", 0),
        (lambda connection: one_byte_at_a_time(connection, CHUNKED * 20), "RESPONSE_SECONDS", 0),
        (
            lambda connection: stop_after(connection, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"),
            "RESPONSE_SECONDS",
            1,
        ),
        (lambda connection: one_byte_at_a_time(connection, chunk(b"x") * 1999, CHUNKED), "STREAM_SECONDS", None),
    ],
)
def test_no_byte_prolongs_the_time(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[socket.socket], None],
    limit: str,
    size: int | None,
) -> None:
    """Only the limit that must end the response does so within the time that a test waits for."""
    monkeypatch.setattr(limits, "RESPONSE_SECONDS", 600)
    monkeypatch.setattr(limits, "STREAM_SECONDS", 600)
    monkeypatch.setattr(limits, limit, 0.8)
    with Server(serve(answer)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        [found] = driver.stream(b"1")
    assert (found.status, found.error) == (None, TIMED_OUT)
    assert (found.response_bytes > 0) if size is None else (found.response_bytes == size)


def test_requests_in_parallel(tmp_path: Path) -> None:
    barrier = threading.Barrier(4, timeout=END_SECONDS)

    def wait(connection: socket.socket) -> None:
        barrier.wait()
        connection.sendall(response(200, b"x"))

    with Server(serve(wait)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        assert [found.status for found in driver.stream(b"1", count=4)] == [200] * 4


def test_a_busy_server_that_accepts_and_answers_pings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CONNECT_SECONDS", END_SECONDS)
    pinged = threading.Event()

    def answer(connection: socket.socket, _number: int) -> None:
        request = read_request(connection)
        if request.startswith(b"POST"):
            pinged.wait(END_SECONDS)
        elif request:
            pinged.set()
        connection.sendall(response(200, b"x"))

    with Server(answer) as server, RealTimeDriver(tmp_path, server.port) as driver:
        driver.client.store("body", [b"1"])
        driver.client.keep_busy("body", {}, connects=3)
        found = driver.until(Busy)[1]
    assert (found.was_busy, found.ping_status, len(found.connects)) == (True, 200, 3)
    assert None not in found.connects


def test_a_busy_server_that_answers_one_request_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PING_SECONDS", 0.2)
    gave_up = threading.Event()

    def answer(connection: socket.socket, _number: int) -> None:
        if read_request(connection).startswith(b"POST"):
            gave_up.wait(END_SECONDS)
            connection.sendall(response(200, b"x"))
        else:
            assert connection.recv(1) == b""
            gave_up.set()

    with Server(answer) as server, RealTimeDriver(tmp_path, server.port) as driver:
        driver.client.store("body", [b"1"])
        driver.client.keep_busy("body", {}, connects=0)
        assert driver.until(Busy)[1] == Busy((), True, None)


def test_a_fast_server_is_not_busy(tmp_path: Path) -> None:
    done = threading.Event()

    def answer(connection: socket.socket, _number: int) -> None:
        if read_request(connection).startswith(b"POST"):
            connection.sendall(response(200, b"x"))
            done.set()
        else:
            connection.sendall(response(200))

    with Server(answer) as server, RealTimeDriver(tmp_path, server.port) as driver:
        driver.client.store("body", [b"1"])
        driver.client.keep_busy("body", {}, connects=20)
        assert driver.until(Busy)[1].ping_status == 200
    assert done.is_set()


def test_leaving_in_the_middle(tmp_path: Path) -> None:
    ends = []

    def stream(connection: socket.socket) -> None:
        connection.sendall(CHUNKED + chunk(b"x"))
        try:
            while True:
                connection.sendall(chunk(b"x" * 1000))
                time.sleep(0.01)
        except OSError as error:
            ends.append(type(error))

    with Server(serve(stream)) as server, RealTimeDriver(tmp_path, server.port) as driver:
        driver.client.store("body", [b"1"])
        driver.client.leave("body", {}, 0.0)
        assert driver.until(Left)[1] == Left(began=True, is_alive=True)
        while not ends:
            time.sleep(0.01)
    assert ends[0] in (ConnectionResetError, BrokenPipeError)


def test_leaving_ends_a_server(tmp_path: Path) -> None:
    def stream(connection: socket.socket) -> None:
        server.__exit__()
        connection.sendall(CHUNKED + chunk(b"x"))

    server = Server(serve(stream))
    with RealTimeDriver(tmp_path, server.port) as driver:
        driver.client.store("body", [b"1"])
        driver.client.leave("body", {}, 0.0)
        assert driver.until(Left)[1] == Left(began=True, is_alive=False)


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scripted, RealTimeDriver]]:
    script = Scripted()
    with Server(script) as server, RealTimeDriver(tmp_path_factory.mktemp("driver"), server.port) as driver:
        driver.client.store("any", [b"1"])
        yield script, driver
        assert driver.close() == 0


@given(data=st.one_of(ANSWERS, st.binary(max_size=100).map(CHUNKED.__add__)))
def test_any_bytes_have_one_outcome(scripted: tuple[Scripted, RealTimeDriver], data: bytes) -> None:
    script, driver = scripted
    script.answer = data
    driver.client.stream("any", {})
    found = driver.until(Streamed)[1]
    assert (found.error in ERRORS) if found.status is None else (found.error == "")
    assert len(found.head) <= 1024


def test_the_other_commands_are_known(tmp_path: Path) -> None:
    with Server(always(response(404))) as server, RealTimeDriver(tmp_path, server.port) as driver:
        assert isinstance(driver, Driver)
        assert driver.invoke(b"1")[0].status == 404
