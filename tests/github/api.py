"""GitHub's API for the comments of a pull request, on loopback.

Sources, all in GitHub's documentation: "REST API endpoints for issue comments" (paths, status codes, order by ID),
"Using pagination in the REST API" (the header Link, whose addresses clients must not build themselves), "Getting
started with the REST API" (a request without User-Agent is refused), "Rate limits for the REST API", and GraphQL's
`viewer`. Messages are GitHub's own, as public issues quote them: `Resource not accessible by integration` for a token
without the permission, also for `GET /user` with a job's token (actions/create-github-app-token, issue 258).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

JOB_TOKEN, FORK_TOKEN, OTHER_TOKEN = "ghs_of-the-job", "ghs_of-a-fork", "ghp_of-octocat"
JOB, OTHER = "github-actions[bot]", "octocat"
REPOSITORY, NUMBER = "octo/churn", 7
FORBIDDEN = "Resource not accessible by integration"
MAX_BODY = 65_536
# The addresses in the header Link have the repository's ID, as on GitHub.
_LIST = re.compile(rf"/(?:repos/{REPOSITORY}|repositories/1)/issues/([0-9]+)/comments")
_ONE = re.compile(rf"/(?:repos/{REPOSITORY}|repositories/1)/issues/comments/([0-9]+)")


class Reply(NamedTuple):
    """A reply of the server. A status of 0 closes the connection without one."""

    status: int
    data: object = None
    headers: Mapping[str, str] = {}

    def content(self) -> bytes:
        """Return the body."""
        if isinstance(self.data, bytes):
            return self.data
        return b"" if self.data is None else json.dumps(self.data).encode()


class Request(NamedTuple):
    """A request that the server received."""

    method: str
    path: str
    headers: Mapping[str, str]
    data: Any


Fault = Reply | Callable[[Request], Reply | None]


@dataclass
class Github:
    """A server with one pull request: its comments, the requests received, and faults to reply with first.

    `faults` are by method; `GRAPHQL` is that of GraphQL. A fault that returns None lets the request through, and so
    does one for a request that has an effect before its reply is lost: it calls `answer`.
    """

    url: str = ""
    prefix: str = ""
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=lambda: {JOB_TOKEN: JOB, FORK_TOKEN: JOB, OTHER_TOKEN: OTHER})
    _next: int = 1
    _lock: Lock = field(default_factory=Lock)

    def environment(self, token: str = JOB_TOKEN) -> dict[str, str]:
        """Return the variables and the input by which a run finds the server."""
        rest = f"{self.url}{self.prefix}"
        return {"GITHUB_API_URL": rest, "GITHUB_GRAPHQL_URL": f"{self.url}/graphql", "INPUT_GITHUB-TOKEN": token}

    def add(self, login: str, body: str) -> int:
        """Add a comment and return its ID."""
        number, self._next = self._next, self._next + 1
        page = f"https://github.com/{REPOSITORY}/pull/{NUMBER}#issuecomment-{number}"
        self.comments[number] = {"id": number, "body": body, "html_url": page, "user": {"login": login}}
        return number

    def bodies(self) -> list[tuple[str, str]]:
        """Return author and text of each comment, oldest first."""
        return [(comment["user"]["login"], comment["body"]) for _, comment in sorted(self.comments.items())]

    def calls(self) -> list[str]:
        """Return method and path of each request."""
        return [f"{request.method} {urlsplit(request.path).path}" for request in self.requests]

    def receive(self, request: Request) -> Reply:
        """Return the reply to a request: that of the next fault, if there is one."""
        with self._lock:
            self.requests.append(request)
            kind = "GRAPHQL" if request.path == "/graphql" else request.method
            faults = self.faults.get(kind, [])
        fault = faults.pop(0) if faults else None
        reply = fault(request) if callable(fault) and not isinstance(fault, Reply) else fault
        return reply or self.answer(request)

    def answer(self, request: Request) -> Reply:
        """Return GitHub's reply to a request, and do what it asks for."""
        if not request.headers.get("User-Agent"):
            return Reply(403, {"message": "Request forbidden by administrative rules."})
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        login = self.tokens.get(token)
        if login is None:
            return Reply(401, {"message": "Bad credentials"})
        address = urlsplit(request.path)
        if address.path == "/graphql":
            return Reply(200, {"data": {"viewer": {"login": login}}})
        path = address.path.removeprefix(self.prefix)
        with self._lock:
            found = _LIST.fullmatch(path)
            if found and int(found[1]) == NUMBER:
                if request.method == "GET":
                    return self._page(path, parse_qs(address.query))
                return self._write(token, None, request.data, login)
            found = _ONE.fullmatch(path)
            if found and int(found[1]) in self.comments:
                return self._write(token, int(found[1]), request.data, login, delete=request.method == "DELETE")
        return Reply(404, {"message": "Not Found"})

    def _page(self, path: str, query: Mapping[str, list[str]]) -> Reply:
        size, number = (int(query.get(name, [default])[0]) for name, default in (("per_page", "30"), ("page", "1")))
        listed = [comment for _, comment in sorted(self.comments.items())]
        headers = {}
        if number * size < len(listed):
            same = path.replace(f"/repos/{REPOSITORY}", "/repositories/1")
            following = f"{self.url}{self.prefix}{same}?per_page={size}&page={number + 1}"
            headers["Link"] = f'<{following}>; rel="next", <{following}>; rel="last"'
        return Reply(200, listed[(number - 1) * size : number * size], headers)

    def _write(self, token: str, number: int | None, data: Any, login: str, delete: bool = False) -> Reply:
        if token == FORK_TOKEN:
            return Reply(403, {"message": FORBIDDEN, "status": "403"})
        if delete:
            del self.comments[number or 0]
            return Reply(204)
        if len(data["body"]) > MAX_BODY:
            return Reply(422, {"message": f"Validation Failed: body is too long (maximum is {MAX_BODY} characters)"})
        if number is None:
            return Reply(201, self.comments[self.add(login, data["body"])])
        self.comments[number]["body"] = data["body"]
        return Reply(200, self.comments[number])


@contextmanager
def run_server(prefix: str = "") -> Iterator[Github]:
    """Run the server in a thread until the block ends; `prefix` is `/api/v3` on GitHub Enterprise Server."""
    github = Github(prefix=prefix)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # a reply is one packet, or the client's system delays its acknowledgment

        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            request = Request(self.command, self.path, dict(self.headers), json.loads(content) if content else None)
            reply = github.receive(request)
            if not reply.status:
                self.close_connection = True
                return
            body = reply.content()
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # a client that has read enough
                self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815 - the names are those of http.server

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    github.url = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()
