"""The driver pings until the container is ready, and stops when it can't become ready."""

from __future__ import annotations

import ast
import socket
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.rehearse.driving import Driver, Server, each, read_request, response, silent

from sagemaker_marketplace.rehearse.inference import driver_client
from sagemaker_marketplace.rehearse.inference.driver_client import Pinged, PingsEnded
from sagemaker_marketplace.rehearse.observations import ParametersAnswer

DRIVER = Path(driver_client.__file__).parent / "driver"
MODULES = sorted(DRIVER.glob("*.py"))


def pings(driver: Driver, patience: float = 20, seconds: float = 2) -> tuple[list[tuple[object, ...]], str]:
    """Return status, error, body and location of each ping, and how they ended."""
    driver.client.ping(seconds, patience, 20)
    before, ended = driver.until(PingsEnded)
    seen = [event.ping for event in before if isinstance(event, Pinged)]
    return [(ping.status, ping.error, ping.body, ping.location) for ping in seen], ended.outcome


@pytest.mark.parametrize("module", MODULES, ids=[module.name for module in MODULES])
def test_it_runs_on_python_3_8_with_the_standard_library(module: Path) -> None:
    tree = ast.parse(module.read_text(), feature_version=(3, 8))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported |= {str(node.module) for node in froms if not node.level}
    assert {name.partition(".")[0] for name in imported} - set(sys.stdlib_module_names) == set()
    assert {f"{node.module}.py" for node in froms if node.level} <= {path.name for path in MODULES}


def test_the_first_good_ping_ends_them(tmp_path: Path) -> None:
    requests = []

    def answer(connection: socket.socket, _number: int) -> None:
        while request := read_request(connection):
            requests.append(request)
            connection.sendall(response(200, b"\n"))

    with Server(answer) as server, Driver(tmp_path, server.port) as driver:
        assert pings(driver) == ([(200, "", b"\n", "")], "ready")
    head = b"GET /ping HTTP/1.1\r\nHost: 169.254.255.131:8080\r\nUser-Agent: Go-http-client/1.1\r\n\r\n"
    assert requests == [head]


def test_errors_are_repeated_and_refused_pings_reported_once(tmp_path: Path) -> None:
    with Server(each()) as server:
        port = server.port

    def serve_later() -> None:
        listener = socket.create_server(("127.0.0.1", port))
        for data in (response(404, b"a"), response(503, b"b"), response(200, b"c")):
            connection, _ = listener.accept()
            read_request(connection)
            connection.sendall(data)
            connection.close()
        listener.close()

    with Driver(tmp_path, port) as driver:
        driver.client.ping(2, 20, 20)
        _, refused = driver.until(Pinged)
        threading.Thread(target=serve_later, daemon=True).start()
        before, ended = driver.until(PingsEnded)
    pings = [refused.ping, *(event.ping for event in before if isinstance(event, Pinged))]
    assert [(ping.status, ping.error, ping.body) for ping in pings] == [
        (None, "refused", b""),
        (404, "", b"a"),
        (503, "", b"b"),
        (200, "", b"c"),
    ]
    assert ended.outcome == "ready"


def test_a_server_with_errors_is_not_flooded(tmp_path: Path) -> None:
    with Server(each(response(500))) as server, Driver(tmp_path, server.port) as driver:
        seen, outcome = pings(driver, patience=1)
    assert (set(seen), outcome) == ({(500, "", b"", "")}, "patience")
    assert len(seen) <= 10


def test_a_ping_ends_after_its_seconds(tmp_path: Path) -> None:
    with Server(silent) as server, Driver(tmp_path, server.port) as driver:
        assert pings(driver, patience=0.2, seconds=0.4) == ([(None, "timed out", b"", "")], "patience")


def test_a_byte_at_a_time_does_not_prolong_a_ping(tmp_path: Path) -> None:
    def drip(connection: socket.socket, _number: int) -> None:
        read_request(connection)
        for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)

    with Server(drip) as server, Driver(tmp_path, server.port) as driver:
        assert pings(driver, patience=0.2, seconds=0.4) == ([(None, "timed out", b"", "")], "patience")


HOST = b"http://169.254.255.131:8080"
REDIRECTS = {
    "path": (b"/ping/", [(301, "", b"", "/ping/"), (200, "", b"/ping/", "")], "ready"),
    "URL of the same host": (
        HOST + b"/a?b=c",
        [(301, "", b"", f"{HOST.decode()}/a?b=c"), (200, "", b"/a?b=c", "")],
        "ready",
    ),
}


@pytest.mark.parametrize("name", REDIRECTS)
def test_redirects_to_the_same_host_are_followed(tmp_path: Path, name: str) -> None:
    location, expected, outcome = REDIRECTS[name]

    def answer(connection: socket.socket, _number: int) -> None:
        while request := read_request(connection):
            path = request.split()[1]
            is_ping = path == b"/ping"
            connection.sendall(response(301, b"", b"Location: " + location) if is_ping else response(200, path))

    with Server(answer) as server, Driver(tmp_path, server.port) as driver:
        assert pings(driver) == (expected, outcome)


@pytest.mark.parametrize(
    "location", [b"https://169.254.255.131:8080/ping/", b"http://localhost:8080/", b"http://[", b""]
)
def test_other_redirects_are_not_followed(tmp_path: Path, location: bytes) -> None:
    answer = response(307, b"", b"Location: " + location)
    with Server(each(answer)) as server, Driver(tmp_path, server.port) as driver:
        seen, outcome = pings(driver, patience=0.1)
    assert (set(seen), outcome) == ({(307, "", b"", location.decode())}, "patience")


def test_a_redirect_to_itself_ends(tmp_path: Path) -> None:
    answer = response(302, b"", b"Location: /ping")
    with Server(each(answer)) as server, Driver(tmp_path, server.port) as driver:
        assert pings(driver, patience=0) == ([(302, "", b"", "/ping")] * 11, "patience")


def test_a_stop_ends_them(tmp_path: Path) -> None:
    with Server(each(response(500))) as server, Driver(tmp_path, server.port) as driver:
        driver.client.ping(2, 60, 60)
        driver.until(Pinged)
        driver.client.stop()
        assert driver.until(PingsEnded)[1].outcome == "stopped"


PARAMETERS = b'{"MaxConcurrentTransforms": 4}'
ANSWERS = {
    "none": (response(404, b"no"), ParametersAnswer(404, "", b"no", "")),
    "JSON": (
        response(200, PARAMETERS, b"Content-Type: application/json"),
        ParametersAnswer(200, "application/json", PARAMETERS, ""),
    ),
    "not HTTP": (b"\0" * 100, ParametersAnswer(None, "", b"", "malformed")),
    "closed": (b"", ParametersAnswer(None, "", b"", "dropped")),
    "long status line": (b"HTTP/1.1 200 " + b"x" * 100_000, ParametersAnswer(None, "", b"", "malformed")),
    "many headers": (
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000 + b"\r\n",
        ParametersAnswer(None, "", b"", "malformed"),
    ),
    "invalid chunk": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ParametersAnswer(None, "", b"", "dropped"),
    ),
    "large": (
        response(200, b"x" * 1_000_000, b"Content-Type: text/plain"),
        ParametersAnswer(None, "text/plain", b"x" * 65536, "too large"),
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_any_answer_to_execution_parameters_is_reported(tmp_path: Path, name: str) -> None:
    data, expected = ANSWERS[name]
    with Server(each(data)) as server, Driver(tmp_path, server.port) as driver:
        driver.client.ask_parameters()
        assert driver.until(ParametersAnswer)[1] == expected
        assert driver.close() == 0
