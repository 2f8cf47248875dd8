"""Addresses where no engine answers: one failure that says why each of them failed, and how to fix it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.rehearse.engine.endpoints import Endpoint, Tls
from sagemaker_marketplace.rehearse.engine.engine import connect, open_engine

START = "start Docker or Podman, or set DOCKER_HOST to the address of an engine"
DAEMON = "start the daemon, for example with: systemctl start docker"
GROUP = "add the user to the group docker, or use sudo or a rootless engine"


def failure(*addresses: str, timeout: float = 5) -> tuple[list[str], str]:
    """Return the lines of the failure's hint: reasons, fix."""
    with pytest.raises(Failure) as caught:
        connect([Endpoint(address, "default") for address in addresses], timeout)
    assert (caught.value.message, caught.value.exit_code) == ("no usable container engine", USAGE)
    *reasons, fix = caught.value.hint.splitlines()
    return reasons, fix


def bound(path: Path) -> socket.socket:
    """A socket that no process listens on, as after a daemon was killed."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    return server


@contextmanager
def answering(path: Path, *bodies: str) -> Iterator[list[str]]:
    """A server on a unix socket that sends one answer per request, as it is; yields the requests received so far."""
    requests: list[str] = []
    server = bound(path)
    server.listen()

    def serve() -> None:
        with suppress(OSError):  # the server is shut down
            while True:
                connection, _ = server.accept()
                with connection:
                    if request := connection.recv(65_536).decode():
                        requests.append(request)
                        connection.sendall(bodies[len(requests) - 1].encode())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield requests
    finally:
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        server.close()


def http(body: str, status: str = "200 OK") -> str:
    return f"HTTP/1.0 {status}\r\nContent-Length: {len(body)}\r\nContent-Type: application/json\r\n\r\n{body}"


def test_each_address_is_listed_with_its_reason(tmp_path: Path) -> None:
    with bound(tmp_path / "dead.sock"):
        lines, hint = failure(f"unix://{tmp_path}/none.sock", f"unix://{tmp_path}/dead.sock")
    assert lines == [
        f"unix://{tmp_path}/none.sock (default): no such file or directory",
        f"unix://{tmp_path}/dead.sock (default): connection refused",
    ]
    assert hint == DAEMON


def test_without_a_socket_the_hint_is_to_start_an_engine(tmp_path: Path) -> None:
    assert failure(f"unix://{tmp_path}/none.sock")[1] == START
    (tmp_path / "file").touch()
    lines, hint = failure(f"unix://{tmp_path}/file")
    assert lines == [f"unix://{tmp_path}/file (default): connection refused"]
    assert hint == DAEMON


def test_a_tcp_address() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
        assert failure(address)[0] == [f"{address} (default): connection refused"]


def refuse(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.sendall(http("Client sent an HTTP request to an HTTPS server", "400 Bad Request").encode())


def test_a_server_without_tls() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread = threading.Thread(target=refuse, args=[server], daemon=True)
        thread.start()
        with pytest.raises(Failure) as caught:
            connect([Endpoint(address, "DOCKER_HOST", Tls("", "", "", verify=True))], 5)
        thread.join(5)
    assert caught.value.hint.splitlines() == [f"{address} (DOCKER_HOST): TLS: WRONG_VERSION_NUMBER", START]


FORBIDDEN = """
import os, sys
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.engine.endpoints import Endpoint
from sagemaker_marketplace.rehearse.engine.engine import connect
for name in ("/none", sys.argv[1]):  # the first loads all modules, which another user might not be able to read
    try:
        connect([Endpoint(f"unix://{name}", "default")])
    except Failure as failure:
        print(failure.hint)
    os.geteuid() or os.setuid(65534)
"""


def test_a_socket_that_the_user_has_no_permission_for(tmp_path: Path) -> None:
    server = bound(tmp_path / "docker.sock")
    server.listen()
    (tmp_path / "docker.sock").chmod(0)
    done = subprocess.run([sys.executable, "-c", FORBIDDEN, server.getsockname()], capture_output=True, text=True)
    server.close()
    assert done.stderr == ""
    assert done.stdout.splitlines()[2:] == [
        f"unix://{tmp_path}/docker.sock (default): permission denied",
        GROUP,
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (http("no JSON"), "Expecting value: line 1 column 1 (char 0)"),
        (http("[]"), "invalid answer"),
        (http("{}"), "'ApiVersion'"),
        (http('{"ApiVersion": "new"}'), None),
        (http('{"ApiVersion": "1.40"}'), "API version 1.40 is too old; Docker 20.10, Podman 4 or later is required"),
        (http('{"message": "disk full"}', "500 Internal Server Error"), "disk full"),
        (http("oops", "502 Bad Gateway"), "oops"),
        (http("[1]", "500 Internal Server Error"), "invalid answer"),
        ("SSH-2.0-OpenSSH_9.2\r\n", None),
        ("", None),
    ],
)
def test_a_server_that_is_not_an_engine(tmp_path: Path, body: str, reason: str | None) -> None:
    with answering(tmp_path / "s", body):
        lines, hint = failure(f"unix://{tmp_path}/s")
    assert len(lines) == 1
    start = f"unix://{tmp_path}/s (default): "
    assert lines[0].startswith(start)
    assert reason in (None, lines[0].removeprefix(start))
    assert hint == START


@pytest.mark.parametrize("version", ["[]", '"x"', "{}", '{"Components": 3}'])
def test_a_version_that_is_not_an_object(tmp_path: Path, version: str) -> None:
    bodies = (http('{"ApiVersion": "1.41"}'), http(version), http('{"NCPU": "many"}'))
    with answering(tmp_path / "s", *bodies):
        lines, _ = failure(f"unix://{tmp_path}/s")
    assert lines == [f"unix://{tmp_path}/s (default): invalid answer"]


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    server = bound(tmp_path / "s")
    server.listen()
    lines, hint = failure(f"unix://{tmp_path}/s", timeout=0.1)
    server.close()
    assert lines == [f"unix://{tmp_path}/s (default): no answer in time"]
    assert hint == START


def test_proxies_and_passwords_of_the_environment_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine localhost login ann password secret\n")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("HOME", str(tmp_path))
    version = {"ApiVersion": "1.41", "Version": "20.10.24", "Components": [{"Name": "Engine"}]}
    bodies = (http(json.dumps(body)) for body in (version, version, {"NCPU": 3, "MemTotal": 5}))
    with answering(tmp_path / "s", *bodies) as requests:
        engine = open_engine({"DOCKER_HOST": f"unix://{tmp_path}/s"}, timeout=60)
    assert (engine.name, engine.cpus, engine.memory_bytes) == ("Docker 20.10.24", 3, 5)
    assert [request.splitlines()[0] for request in requests] == [
        "GET /version HTTP/1.1",
        "GET /v1.41/version HTTP/1.1",
        "GET /v1.41/info HTTP/1.1",
    ]
    assert not any("authorization" in request.lower() for request in requests)


def test_without_the_sdk(tmp_path: Path) -> None:
    program = """
import socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
sys.modules["docker"] = None
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.engine.engine import open_engine
try:
    open_engine({"DOCKER_HOST": "unix://" + sys.argv[1]})
except Failure as failure:
    print(failure.message, failure.exit_code, failure.hint, sep="; ")
"""
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "s"], capture_output=True, text=True)
    assert done.stderr == ""
    extra = "pip install 'sagemaker-marketplace-action[rehearse]'"
    assert done.stdout == f'rehearse requires the extra "rehearse"; 2; install it: {extra}\n'
