"""Requests to the server of an example, which runs in a thread."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

CSV, JSON = {"Content-Type": "text/csv"}, {"Content-Type": "application/json"}
# The routes of SageMaker, and one that is not, with the status of a GET request.
ROUTES = [("/ping", 200), ("/execution-parameters", 200), ("/", 404)]


@contextmanager
def connected(server: ThreadingHTTPServer) -> Iterator[http.client.HTTPConnection]:
    """Run a server, and yield a connection to it."""
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = http.client.HTTPConnection("127.0.0.1", server.server_port)
    yield client
    client.close()
    server.shutdown()
    thread.join()
    server.server_close()


def invoke(connection: http.client.HTTPConnection, body: str, headers: dict[str, str]) -> tuple[int, str | None, str]:
    """Send a request; return status, content type and text of its answer."""
    connection.request("POST", "/invocations", body, headers)
    response = connection.getresponse()
    return response.status, response.headers["Content-Type"], response.read().decode()


def status_of(connection: http.client.HTTPConnection, path: str) -> int:
    """Return the status of a GET request."""
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    return response.status
