"""The driver sends requests in parallel, keeps the answers, repeats what may be repeated, and stops after a failure."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest
from tests.rehearse.driving import END_SECONDS, Driver, Server, always, each, read_request, response, silent

OK = response(200, b"1\n", b"Content-Type: text/csv")


def echo(connection: socket.socket, _number: int) -> None:
    while request := read_request(connection):
        connection.sendall(response(200, request.partition(b"\r\n\r\n")[2], b"Content-Type: text/csv"))


def test_a_request_is_sent_byte_for_byte(tmp_path: Path) -> None:
    requests = []

    def answer(connection: socket.socket, _number: int) -> None:
        requests.append(read_request(connection))
        connection.sendall(OK)

    with Server(answer) as server, Driver(tmp_path, server.port) as driver:
        driver.invoke(b"1,2\n")
    head = b"POST /invocations HTTP/1.1\r\nHost: 169.254.255.131:8080\r\nUser-Agent: Go-http-client/1.1\r\n"
    assert requests == [head + b"Content-Type: text/csv\r\nContent-Length: 4\r\n\r\n1,2\n"]


def test_an_unlimited_payload_is_chunked(tmp_path: Path) -> None:
    received = bytearray()

    def answer(connection: socket.socket, _number: int) -> None:
        while not received.endswith(b"0\r\n\r\n"):
            received.extend(connection.recv(65536))
        connection.sendall(OK)

    with Server(answer) as server, Driver(tmp_path, server.port) as driver:
        [answered] = driver.invoke(b"x" * 65540, chunked=True)
    assert answered.status == 200
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    assert head.endswith(b"Content-Type: text/csv\r\nTransfer-Encoding: chunked")
    assert body == b"10000\r\n" + b"x" * 65536 + b"\r\n4\r\nxxxx\r\n0\r\n\r\n"


@pytest.mark.parametrize("concurrent", [1, 4])
def test_answers_keep_the_order_of_the_requests(tmp_path: Path, concurrent: int) -> None:
    bodies = [b"%d\n" % number * (number % 7) for number in range(300)]
    with Server(echo) as server, Driver(tmp_path, server.port) as driver:
        answers = driver.invoke(*bodies, concurrent=concurrent)
        assert [driver.body(answered) for answered in answers] == bodies
    assert [(answered.number, answered.attempts, answered.error) for answered in answers] == [
        (number, 1, "") for number in range(300)
    ]


def test_as_many_requests_at_a_time_as_the_job_allows(tmp_path: Path) -> None:
    barrier = threading.Barrier(5, timeout=END_SECONDS)

    def answer(connection: socket.socket, _number: int) -> None:
        while read_request(connection):
            barrier.wait()
            connection.sendall(OK)

    with Server(answer) as server, Driver(tmp_path, server.port) as driver:
        assert [answered.status for answered in driver.invoke(*[b"x"] * 10, concurrent=5)] == [200] * 10


def test_connections_are_kept(tmp_path: Path) -> None:
    connections = []

    def answer(connection: socket.socket, number: int) -> None:
        connections.append(number)
        echo(connection, number)

    with Server(answer) as server, Driver(tmp_path, server.port) as driver:
        driver.invoke(*[b"x"] * 20)
        driver.invoke(*[b"x"] * 20)
    assert connections == [0]


SERVER_ERROR, CLIENT_ERROR, DROPPED = response(500, b"no"), response(413, b"large"), b""
REPEATED = {
    "server error": ((SERVER_ERROR, OK), (200, "", 2, 500, "")),
    "two server errors": ((SERVER_ERROR, response(503), OK), (200, "", 3, 500, "")),
    "dropped": ((DROPPED, OK), (200, "", 2, None, "dropped")),
    "not HTTP": ((b"hello\r\n\r\n", OK), (200, "", 2, None, "malformed")),
    "cut": ((OK[:-1], OK), (200, "", 2, None, "dropped")),
    "always a server error": ((SERVER_ERROR,), (500, "", 4, 500, "")),
    "always dropped": ((DROPPED,), (None, "dropped", 4, None, "dropped")),
    "client error": ((CLIENT_ERROR, OK), (413, "", 1, 413, "")),
    "redirect": ((response(302, b"", b"Location: /x"), OK), (302, "", 1, 302, "")),
}


@pytest.mark.parametrize("name", REPEATED)
def test_server_errors_and_missing_answers_are_repeated_three_times(tmp_path: Path, name: str) -> None:
    answers, expected = REPEATED[name]
    with Server(each(*answers)) as server, Driver(tmp_path, server.port) as driver:
        [answered] = driver.invoke(b"x")
        body = (tmp_path / answered.file).read_bytes()
    facts = (answered.status, answered.error, answered.attempts, answered.first_status, answered.first_error)
    assert (facts, body) == (expected, b"1\n" if expected[0] == 200 else b"")


def test_nothing_is_sent_after_a_failure(tmp_path: Path) -> None:
    with Server(always(CLIENT_ERROR)) as server, Driver(tmp_path, server.port) as driver:
        answers = driver.invoke(*[b"x"] * 50)
    assert [(answered.number, answered.status) for answered in answers] == [(0, 413)]


def test_other_requests_are_aborted_after_a_failure(tmp_path: Path) -> None:
    def answer(connection: socket.socket, _number: int) -> None:
        while request := read_request(connection):
            if request.endswith(b"bad"):
                connection.sendall(CLIENT_ERROR)
            else:
                time.sleep(60)

    with Server(answer) as server, Driver(tmp_path, server.port) as driver:
        answers = driver.invoke(b"slow", b"bad", concurrent=2, seconds=50)
        assert driver.close() == 0
    assert [(answered.number, answered.status) for answered in answers] == [(1, 413)]


@pytest.mark.parametrize("is_closed", [True, False], ids=["closed", "open"])
def test_an_answer_before_the_end_of_the_request_is_read(tmp_path: Path, is_closed: bool) -> None:
    def answer(connection: socket.socket, _number: int) -> None:
        connection.recv(1000)
        connection.sendall(CLIENT_ERROR)
        if not is_closed:
            time.sleep(30)

    with Server(answer) as server, Driver(tmp_path, server.port) as driver:
        [answered] = driver.invoke(b"x" * 20_000_000)
    assert (answered.status, answered.head, answered.attempts) == (413, b"large", 1)


def test_a_refused_connection_is_reported(tmp_path: Path) -> None:
    with Server(echo) as server:
        port = server.port
    with Driver(tmp_path, port) as driver:
        [answered] = driver.invoke(b"x")
    assert (answered.status, answered.error, answered.attempts) == (None, "refused", 4)


def test_an_unanswered_request_times_out_and_is_not_repeated(tmp_path: Path) -> None:
    with Server(silent) as server, Driver(tmp_path, server.port) as driver:
        [answered] = driver.invoke(b"x", seconds=0.2)
    assert (answered.status, answered.error, answered.attempts) == (None, "timed out", 1)


def test_the_beginning_of_an_answer_and_its_headers_are_reported(tmp_path: Path) -> None:
    data = bytes(range(256)) * 300
    answer = response(200, data, b"Content-Type: application/x-npy; v=1", b"X-A: " + b"a" * 600, b"x-a: b")
    with Server(each(answer)) as server, Driver(tmp_path, server.port) as driver:
        [answered] = driver.invoke(b"x")
        assert driver.body(answered) == data
    expected = {"content-length": "76800", "content-type": "application/x-npy; v=1", "x-a": "b"}
    assert (answered.head, answered.content_type, answered.headers) == (data[:1024], expected["content-type"], expected)


def test_empty_requests_are_sent(tmp_path: Path) -> None:
    with Server(echo) as server, Driver(tmp_path, server.port) as driver:
        assert [answered.length for answered in driver.invoke(b"", b"")] == [0, 0]


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
ANSWERS = {
    "informational": (b"HTTP/1.1 100 Continue\r\n\r\n" + HINTS + OK, (200, "")),
    "other protocol": (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", (101, "")),
    "only informational": (HINTS * 10 + OK, (103, "")),
    "negative length": (OK.replace(b"Length: 2", b"Length: -2"), (None, "malformed")),
    "two lengths": (OK.replace(b"Length: 2", b"Length: 2\r\nContent-Length: 1"), (None, "malformed")),
    "the same length twice": (OK.replace(b"Length: 2", b"Length: 2\r\nContent-Length: 2"), (200, "")),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_are_read_as_by_the_client_of_sagemaker(tmp_path: Path, name: str) -> None:
    data, expected = ANSWERS[name]
    with Server(each(data)) as server, Driver(tmp_path, server.port) as driver:
        [answered] = driver.invoke(b"x")
    assert (answered.status, answered.error) == expected
