"""GitHub's answers: whatever a server sends, the comment on a pull request is written, or there is one message.

An input is the bytes of HTTP responses, with a line `===` between them. Each request opens a connection
and gets the next one; the last one is sent again.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from functools import cache

from sagemaker_marketplace.github.api import Api, RequestError
from sagemaker_marketplace.github.marker import Marker
from sagemaker_marketplace.github.pull_request import PullRequest
from sagemaker_marketplace.github.sticky import StickyComment
from sagemaker_marketplace.report import untrusted

from . import invariants

TOKENS = (
    *("HTTP/1.1 200 OK\r\n", "HTTP/1.1 403 Forbidden\r\n", "HTTP/1.1 301 x\r\n", "Location: /x\r\n"),
    *("Content-Length: 2\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n", "\r\n\r\n", "Retry-After: 1\r\n"),
    *('[{"id": 1, "body": "', '"user": {"login": "', '{"data": {"viewer": {"login": "a"}}}', '"message": "'),
    *("<!-- sagemaker-marketplace", "-->", "::error::x", "##[group]", "\\u001b[0m", "\\ud800", "html_url", "null"),
    *('Link: </x>; rel="next"\r\n', "\n===\n", "1e400"),
)
_TOKEN = "ghs_0123456789abcdef"  # noqa: S105 - made up
_OWN = Marker("0" * 32, (2, 1))
_REQUEST_BYTES = 65_536
_SECONDS = 5.0


class _Server:
    """A server that answers each connection with the next bytes of an input, and closes it."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.answers = [b""]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection, suppress(OSError):
                connection.settimeout(_SECONDS)
                connection.recv(_REQUEST_BYTES)
                connection.sendall(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])


def fuzz(content: bytes) -> None:
    """Write a comment with the answers of an input. Raises AssertionError."""
    server = _server()
    server.answers = content.split(b"\n===\n")
    comment = StickyComment(Api(server.url, server.url, _TOKEN), PullRequest("o/n", 1, "", False), _OWN)
    try:
        written = comment.write("body", lambda _seconds: None, _SECONDS)
        message = f"comment {written.action}: {written.url}"
    except RequestError as error:
        message = f"no comment: {error}"
    assert _TOKEN not in message, "the token is in a message"
    invariants.check_log("text", [untrusted.line(message)])


@cache
def _server() -> _Server:
    return _Server()
