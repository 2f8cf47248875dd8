"""A small server in place of GitHub's token endpoint, STS and SageMaker, which answers as a test says."""

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
# Longer ago than any clock of a test: only how long credentials last is to count.
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
_SPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


class Reply(NamedTuple):
    """What the server answers; a status of 0 breaks the connection off instead."""

    status: int
    body: str
    headers: Mapping[str, str] = {}


class Heard(NamedTuple):
    """A request the server got."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, str]


class StandIn:
    """The answers still to be given, in order, before the usual ones; and what was asked."""

    def __init__(self) -> None:
        """Answer everything well."""
        self.url = ""
        self.tokens: list[Reply | Callable[[Heard], Reply]] = []
        self.exchanges: list[Reply | Callable[[Heard], Reply]] = []
        self.claims: Mapping[str, Any] = CLAIMS
        self.asked: list[Heard] = []
        self.exchanged: list[Heard] = []
        self.called: list[str] = []
        self.given: list[str] = []
        self.seconds = 3600
        self.calls_a_key: int | None = None
        self._lock = Lock()

    def answer(self, heard: Heard) -> Reply:
        """Answer one request."""
        with self._lock:
            if heard.path.startswith("/token"):
                self.asked.append(heard)
                return self._next(self.tokens, heard, self._token)
            if heard.form.get("Action") == "AssumeRoleWithWebIdentity":
                self.exchanged.append(heard)
                return self._next(self.exchanges, heard, self._credentials)
            return self._call(heard)

    def _next(
        self, left: list[Reply | Callable[[Heard], Reply]], heard: Heard, usual: Callable[[Heard], Reply]
    ) -> Reply:
        found = left.pop(0) if left else usual
        return found if isinstance(found, Reply) else found(heard)

    def _token(self, _: Heard) -> Reply:
        self.given.append(jwt({**self.claims, "jti": str(len(self.given))}))
        return Reply(200, json.dumps({"value": self.given[-1]}))

    def _credentials(self, _: Heard) -> Reply:
        number = len(self.exchanged)
        return exchanged(f"ASIA{number}", NOW + timedelta(seconds=self.seconds))

    def _call(self, heard: Heard) -> Reply:
        key = heard.headers["Authorization"].partition("Credential=")[2].partition("/")[0]
        self.called.append(key)
        if self.calls_a_key is not None and self.called.count(key) > self.calls_a_key:
            error = {
                "__type": "ExpiredTokenException",
                "message": "The security token included in the request is expired",
            }
            return Reply(400, json.dumps(error))
        return Reply(200, json.dumps({"AlgorithmSummaryList": []}))


def jwt(claims: Mapping[str, Any]) -> str:
    """A token with these claims; nobody here looks at its signature."""
    parts = (json.dumps(part).encode() for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    return ".".join([*(urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "c2lnbmF0dXJl-of-GitHub"])


def exchanged(key: str, until: datetime, date: datetime | None = NOW) -> Reply:
    """STS's answer with the credentials of this access key."""
    members = {
        "AccessKeyId": key,
        "SecretAccessKey": f"secret-of-{key}",
        "SessionToken": f"session-of-{key}",
        "Expiration": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in members.items())
    body = (
        f'<AssumeRoleWithWebIdentityResponse xmlns="{_SPACE}"><AssumeRoleWithWebIdentityResult>'
        f"<Credentials>{inner}</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
    )
    return Reply(200, body, {"Date": format_datetime(date, usegmt=True)} if date else {})


def refused(status: int, code: str, message: str) -> Reply:
    """STS's refusal."""
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return Reply(status, f'<ErrorResponse xmlns="{_SPACE}">{error}<RequestId>1</RequestId></ErrorResponse>')


@contextmanager
def serving() -> Iterator[StandIn]:
    """Serve from a thread until the block ends."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self._reply(dict(parse_qsl(body)))

        def _reply(self, form: dict[str, str]) -> None:
            reply = stand_in.answer(Heard(self.command, self.path, dict(self.headers), form))
            if not reply.status:
                return
            # Not send_response, which has a Date of its own.
            self.send_response_only(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(reply.body.encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
