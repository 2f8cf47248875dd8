"""A token endpoint whose response never ends: each byte arrives in time, the whole response does not."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest
from tests.aws.conftest import Job

from sagemaker_marketplace.aws.credentials import github_token
from sagemaker_marketplace.aws.errors import NoResponse

PAUSE_SECONDS = 0.01
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"


@contextmanager
def dripping_server(start: bytes) -> Iterator[str]:
    """Serve an endpoint that sends these bytes at once, and then one by one; yield its URL."""
    stopped = Event()

    def drip(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(start)
            while not stopped.wait(PAUSE_SECONDS):
                connection.sendall(b"x")

    def serve() -> None:
        with suppress(OSError):
            while True:
                Thread(target=drip, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/token"
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("start", [HEADERS, b"HTTP/1.1 200 OK\r\nX-Slow: "], ids=["body", "headers"])
def test_a_response_that_never_ends(job: Job, monkeypatch: pytest.MonkeyPatch, start: bytes) -> None:
    """The time of a whole response is shortened; that of a read stays many times a pause between two bytes."""
    monkeypatch.setattr(github_token, "_WHOLE_SECONDS", 20 * PAUSE_SECONDS)
    with dripping_server(start) as url:
        oidc = job.oidc(request_url=url)
        with pytest.raises(NoResponse) as caught:
            github_token.fetch(oidc, True)
    assert str(caught.value) == f"no token from GitHub's endpoint {oidc.host} after 4 attempts (timeout)"
    assert job.waits == [1, 2, 4]
