"""A local server for GitHub's token endpoint, STS and SageMaker, with replies that a test can set."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

ROLE = "arn:aws:iam::123456789012:role/release"
REQUEST_TOKEN = "eyJyZXF1ZXN0.dG9rZW4.b2YtdGhlLWpvYg"  # noqa: S105 - made up
# In the past of every clock, so that tests depend only on the duration of the credentials.
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CLAIMS = {
    "iss": "https://token.actions.githubusercontent.com",
    "aud": "sts.amazonaws.com",
    "sub": "repo:octo/churn:environment:release",
    "repository": "octo/churn",
    "repository_id": "74",
    "repository_owner": "octo",
    "repository_owner_id": "65",
    "ref": "refs/heads/main",
    "environment": "release",
    "job_workflow_ref": "octo/churn/.github/workflows/release.yml@refs/heads/main",
    "actor": "mona",
}
_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


class Reply(NamedTuple):
    """A reply of the server; a status of 0 closes the connection without one."""

    status: int
    body: str
    headers: Mapping[str, str] = {}


class Request(NamedTuple):
    """A request that the server received."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, str]


class LocalServer:
    """The replies to send before the default ones, and the requests received."""

    def __init__(self) -> None:
        """Reply to every request with success."""
        self.url = ""
        self.token_replies: list[Reply | Callable[[Request], Reply]] = []
        self.sts_replies: list[Reply | Callable[[Request], Reply]] = []
        self.call_replies: list[Reply | Callable[[Request], Reply]] = []
        self.claims: Mapping[str, Any] = CLAIMS
        self.token_requests: list[Request] = []
        self.sts_requests: list[Request] = []
        self.access_keys: list[str] = []
        self.issued_tokens: list[str] = []
        self.session_seconds = 3600
        self.calls_per_key: int | None = None
        self._lock = Lock()

    def answer(self, request: Request) -> Reply:
        """Return the reply to one request."""
        with self._lock:
            if request.path.startswith("/token"):
                self.token_requests.append(request)
                return self._next(self.token_replies, request, self._token)
            if request.form.get("Action") in ("AssumeRole", "AssumeRoleWithWebIdentity"):
                self.sts_requests.append(request)
                return self._next(self.sts_replies, request, self._credentials)
            return self._next(self.call_replies, request, self._call)

    def _next(
        self, replies: list[Reply | Callable[[Request], Reply]], request: Request, default: Callable[[Request], Reply]
    ) -> Reply:
        reply = replies.pop(0) if replies else default
        return reply if isinstance(reply, Reply) else reply(request)

    def _token(self, _: Request) -> Reply:
        self.issued_tokens.append(jwt({**self.claims, "jti": str(len(self.issued_tokens))}))
        return Reply(200, json.dumps({"value": self.issued_tokens[-1]}))

    def _credentials(self, request: Request) -> Reply:
        key = f"ASIA{len(self.sts_requests)}"
        until = NOW + timedelta(seconds=self.session_seconds)
        return credentials_reply(key, until, operation=request.form["Action"])

    def _call(self, request: Request) -> Reply:
        key = request.headers["Authorization"].partition("Credential=")[2].partition("/")[0]
        self.access_keys.append(key)
        if self.calls_per_key is not None and self.access_keys.count(key) > self.calls_per_key:
            error = {
                "__type": "ExpiredTokenException",
                "message": "The security token included in the request is expired",
            }
            return Reply(400, json.dumps(error))
        return Reply(200, json.dumps({"AlgorithmSummaryList": []}))


def jwt(claims: Mapping[str, Any]) -> str:
    """Return a token with these claims; its signature is invalid and never checked."""
    parts = (json.dumps(part).encode() for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    return ".".join([*(urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "c2lnbmF0dXJl-of-GitHub"])


def credentials_reply(
    key: str, until: datetime, date: datetime | None = NOW, operation: str = "AssumeRoleWithWebIdentity"
) -> Reply:
    """Return the response of STS with credentials that have this access key."""
    fields = {
        "AccessKeyId": key,
        "SecretAccessKey": f"secret-of-{key}",
        "SessionToken": f"session-of-{key}",
        "Expiration": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    body = (
        f'<{operation}Response xmlns="{_NAMESPACE}"><{operation}Result>'
        f"<Credentials>{inner}</Credentials></{operation}Result></{operation}Response>"
    )
    return Reply(200, body, {"Date": format_datetime(date, usegmt=True)} if date else {})


def error_reply(status: int, code: str, message: str) -> Reply:
    """Return an error response of STS."""
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return Reply(status, f'<ErrorResponse xmlns="{_NAMESPACE}">{error}<RequestId>1</RequestId></ErrorResponse>')


@contextmanager
def run_server() -> Iterator[LocalServer]:
    """Run the server in a thread until the block ends."""
    server = LocalServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self._reply(dict(parse_qsl(body)))

        def _reply(self, form: dict[str, str]) -> None:
            reply = server.answer(Request(self.command, self.path, dict(self.headers), form))
            if not reply.status:
                return
            # send_response would add a Date header.
            self.send_response_only(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(reply.body.encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body.encode())

        def log_message(self, *_: object) -> None:
            pass

    http_server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http_server.server_address[1]}"
    thread = Thread(target=http_server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http_server.shutdown()
        thread.join()
        http_server.server_close()
