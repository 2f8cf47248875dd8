"""What can go wrong between a run and GitHub: the note in the log, the attempts, and what is on the pull request."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.aws.test_slow_token import dripping_server
from tests.github.api import FORBIDDEN, FORK_TOKEN, JOB, JOB_TOKEN, MAX_BODY, Fault, Github, Reply, Request
from tests.github.conftest import Environment, Pauses, Write, event, report

from sagemaker_marketplace.github import api, comment
from sagemaker_marketplace.github.comment import Note

HINT = "\nset `permissions: pull-requests: write` for the job"
CREATED, UPDATED = "comment created", "comment updated"
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
EXCEEDED = "API rate limit exceeded for installation."
LOST = Reply(0)
DOWN = Reply(503, b"<html>Unicorn!</html>")


class Case(NamedTuple):
    """Faults of one method, the note or its beginning, whether it is a notice, and the pauses between attempts."""

    method: str
    faults: list[Fault]
    text: str
    is_notice: bool = False
    pauses: tuple[float, ...] = ()


def refused(method: str, status: int, message: str, hint: str = "", **headers: str) -> Case:
    """A reply after which another attempt is of no use."""
    fault = Reply(status, {"message": message}, {name.replace("_", "-"): value for name, value in headers.items()})
    return Case(method, [fault], f"no comment: HTTP {status}: {message}{hint}", is_notice=True)


CREATE = [
    Case("GET", [DOWN], CREATED, pauses=(1,)),
    Case("GET", [DOWN, LOST, Reply(502)], CREATED, pauses=(1, 2, 4)),
    Case("GET", [DOWN] * 4, "no comment: HTTP 503", True, (1, 2, 4)),
    Case("GET", [LOST] * 4, "no comment: connection error", True, (1, 2, 4)),
    Case("GET", [Reply(200, b"<html>")] * 4, "no comment: invalid response: not JSON", True, (1, 2, 4)),
    Case("GET", [Reply(200, b"[" * 100_000)] * 4, "no comment: invalid response: not JSON", True, (1, 2, 4)),
    Case("GET", [Reply(200, {"message": "hello"})], "no comment: invalid response: not a list", True),
    Case("GET", [Reply(200, [None, 1, "x", {}, {"id": "7"}, {"id": 7, "user": None}])], CREATED),
    Case("GET", [Reply(200, b"\xff\xfe")] * 4, "no comment: invalid response: not JSON", True, (1, 2, 4)),
    Case("GET", [Reply(429, {}, {"Retry-After": "5"})], CREATED, pauses=(5,)),
    Case("GET", [Reply(403, {"message": EXCEEDED}, {"Retry-After": "40"})] * 2, "no comment: HTTP 403", True, (40,)),
    Case("GET", [Reply(200, [], {"Link": '<https://evil.example/>; rel="next"'})], "no comment: GitHub's resp", True),
    Case("GET", [Reply(301, {}, {"Location": "https://evil.example/"})], "no comment: GitHub's response refers", True),
    Case("GET", [Reply(301, {})], "no comment: GitHub's response refers to another server", True),
    Case("GET", [Reply(302, {}, {"Location": "/x"})] * 4, "no comment: HTTP 302", True),
    refused("GET", 429, "Too many requests"),
    refused("GET", 403, SECONDARY),
    refused("GET", 403, EXCEEDED, X_RateLimit_Remaining="0"),
    refused("GET", 403, EXCEEDED, Retry_After="3600"),
    refused("GET", 401, "Bad credentials"),
    refused("GET", 404, "Not Found", HINT),
    refused("GET", 403, FORBIDDEN, HINT),
    refused("POST", 403, FORBIDDEN, HINT),
    refused("POST", 403, "Unable to create comment because issue is locked.", HINT),
    refused("POST", 410, "Issues are disabled for this repo"),
    refused("POST", 422, "Validation Failed"),
    Case("POST", [Reply(201, {"id": 1})], "no comment: invalid response: not the new comment", True),
    Case(
        "POST",
        [Reply(403, {"message": "a\n::error::b\x1b[31m"})],
        f"no comment: HTTP 403: a ::error::b�[31m{HINT}",
        True,
    ),
    Case("POST", [Reply(400, {"message": "x" * 9000})], f"no comment: HTTP 400: {'x' * 200}", True),
    Case("POST", [Reply(400, {"message": {"x": 1}})], "no comment: HTTP 400", True),
]
UPDATE = [
    Case("GRAPHQL", [DOWN], UPDATED, pauses=(1,)),
    Case("GRAPHQL", [Reply(200, {"data": {"viewer": None}, "errors": []})], "no comment: GitHub does not name", True),
    Case("GRAPHQL", [Reply(200, [1])], "no comment: GitHub does not name the owner of the token", True),
    Case("PATCH", [DOWN, LOST], UPDATED, pauses=(1, 2)),
    Case("PATCH", [Reply(404, {"message": "Not Found"})], UPDATED, pauses=(1,)),
    Case(
        "PATCH", [Reply(404, {"message": "Not Found"})] * 4, f"no comment: HTTP 404: Not Found{HINT}", True, (1, 2, 4)
    ),
    refused("PATCH", 403, FORBIDDEN, HINT),
    refused("PATCH", 422, "Validation Failed"),
]


def expect(case: Case, note: Note, pauses: Pauses) -> None:
    """Compare a note and the pauses with those of a case; a note of success ends with an address."""
    exact = note.text if case.is_notice and len(case.text) > len(note.text) - 1 else note.text[: len(case.text)]
    assert (exact, note.is_notice, tuple(pauses)) == (case.text, case.is_notice, case.pauses)


@pytest.mark.parametrize("case", CREATE, ids=lambda case: f"{case.method} {case.text[:60]}")
def test_faults_before_there_is_a_comment(github: Github, write: Write, pauses: Pauses, case: Case) -> None:
    github.faults[case.method] = [*case.faults]
    expect(case, write(), pauses)
    assert (len(github.comments), github.faults[case.method]) == (0 if case.is_notice else 1, [])


@pytest.mark.parametrize("case", UPDATE, ids=lambda case: f"{case.method} {case.text[:60]}")
def test_faults_at_an_update(github: Github, write: Write, pauses: Pauses, case: Case) -> None:
    write(report("no manifest"))
    github.faults[case.method] = [*case.faults]
    expect(case, write(), pauses)
    [(author, body)] = github.bodies()
    title = "### ❌ Invalid configuration" if case.is_notice else "### ✅ Check passed"
    assert (author, body.splitlines()[0]) == (JOB, title)


@pytest.mark.parametrize("lost", [LOST, DOWN, Reply(201, b"{")], ids=["no reply", "503", "garbage"])
def test_a_lost_reply_to_a_new_comment_does_not_create_a_second_one(
    github: Github, write: Write, pauses: Pauses, lost: Reply
) -> None:
    def create_and_lose(request: Request) -> Reply:
        github.answer(request)
        return lost

    github.faults["POST"] = [create_and_lose]
    assert write().text.startswith(UPDATED)
    assert (len(github.comments), pauses) == (1, [1])


def fail_second_list(fault: Fault) -> list[Fault]:
    """Let the list before a new comment through, and reply with a fault to the one after it."""
    return [lambda _: None, fault]


@pytest.mark.parametrize(("fault", "count"), [(DOWN, 1), (LOST, 1)])
def test_a_fault_after_the_comment_was_created(
    github: Github, write: Write, pauses: Pauses, fault: Fault, count: int
) -> None:
    github.faults["GET"] = fail_second_list(fault)
    assert write().text.startswith(CREATED)
    assert (len(github.comments), pauses) == (count, [1])


@pytest.mark.parametrize(
    ("fault", "left", "waits"),
    [
        (Reply(403, {"message": FORBIDDEN}), 2, []),
        (Reply(404, {"message": "Not Found"}), 2, []),
        (DOWN, 1, [1]),
    ],
)
def test_a_duplicate_that_can_not_be_deleted(
    github: Github, write: Write, pauses: Pauses, fault: Fault, left: int, waits: list[float]
) -> None:
    def write_other(_: Request) -> None:
        write(report("no manifest"))

    github.faults = {"POST": [write_other], "DELETE": [fault]}
    assert write().text.startswith(UPDATED)
    assert (len(github.comments), pauses) == (left, waits)


def test_more_pages_than_github_can_have(github: Github, write: Write) -> None:
    def same_page(request: Request) -> Reply:
        return Reply(200, [], {"Link": f'<{github.url}{request.path}>; rel="next"'})

    github.faults["GET"] = [same_page] * 100
    assert write() == Note("no comment: the list has more than 40 pages", is_notice=True)


def test_a_huge_response(github: Github, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_MAX_BYTES", 1_000_000)
    github.faults["GET"] = [Reply(200, b" " * 1_000_001)]
    assert write() == Note("no comment: the response has more than 1,000,000 bytes", is_notice=True)


@pytest.mark.parametrize("head", ["mona/churn", None], ids=["fork", "deleted fork"])
def test_a_read_only_token_of_a_fork_is_no_notice(
    github: Github, write: Write, environment: Environment, head: str | None
) -> None:
    Path(environment["GITHUB_EVENT_PATH"]).write_text(json.dumps(event(head)))
    text = "no comment: the token is read-only, because the pull request is from a fork"
    assert write(token=FORK_TOKEN) == Note(text)
    assert github.calls()[1:] == [github.calls()[0].replace("GET", "POST")]


@pytest.mark.parametrize(
    "url", ["http://github.example", "ftp://127.0.0.1", "", "http://127.0.0.1.example", "http://127.0.0.1@x"]
)
@pytest.mark.parametrize("name", ["GITHUB_API_URL", "GITHUB_GRAPHQL_URL"])
def test_a_token_is_not_sent_unencrypted(github: Github, write: Write, name: str, url: str) -> None:
    assert write(**{name: url}) == Note(f"no comment: {name} is not an https URL", is_notice=True)
    assert github.requests == []


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX-Evil: b", "é"])
def test_a_token_that_can_not_be_sent(github: Github, write: Write, token: str) -> None:
    text = "no comment: the input github-token is empty or has invalid characters"
    assert write(token=token) == Note(text, is_notice=True)
    assert github.requests == []


def test_no_server(write: Write, pauses: Pauses) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    assert write(GITHUB_API_URL=url) == Note("no comment: connection error", is_notice=True)
    assert pauses == [1, 2, 4]


@pytest.mark.parametrize("exit_code", [0, 130])
def test_a_response_that_never_ends(write: Write, monkeypatch: pytest.MonkeyPatch, exit_code: int) -> None:
    """Each byte arrives in time, so that no timeout of a request ends it."""
    monkeypatch.setattr(comment, "SECONDS", 0.3)
    monkeypatch.setattr(comment, "INTERRUPTED_SECONDS", 0.2)
    ran = report("interrupted by SIGINT", exit_code=130) if exit_code else report()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n"
    with dripping_server(head) as url:
        note = write(ran, GITHUB_API_URL=url)
    seconds = 0.2 if exit_code else 0.3
    assert note == Note(f"no comment: no answer from GitHub within {seconds} s", is_notice=True)


def test_an_interrupted_run_does_not_wait_for_a_retry(github: Github, write: Write, pauses: Pauses) -> None:
    github.faults["GET"] = [DOWN] * 4
    assert write(report("interrupted by SIGINT", exit_code=130)).text == "no comment: HTTP 503"
    assert sum(pauses) <= comment.INTERRUPTED_SECONDS


def test_a_body_is_never_too_long(github: Github, write: Write) -> None:
    lines = "\n".join(f"line {number} <!-- 🌈 & @mona" for number in range(100))
    note = write(report(*(f"message {number}: {lines}" for number in range(200))))
    assert note.text.startswith(CREATED)
    [(_, body)] = github.bodies()
    assert len(body.encode()) < MAX_BODY
    assert body.startswith("### ❌ Invalid configuration")
    assert "left out for size" in body.lower()
    assert body.splitlines()[-3].startswith("<sub>[Product / check](")


def readable(value: Any) -> str:
    """Return everything that can be read from a value in a log."""
    return f"{value!r} {value} {getattr(value, '__dict__', '')}"


@pytest.mark.parametrize("echo", [lambda token: {"message": f"bad {token}"}, lambda token: token.encode()])
def test_the_token_is_in_no_note(github: Github, write: Write, echo: Callable[[str], Any]) -> None:
    for status in (200, 400, 401, 403, 503):
        github.faults["GET"] = [Reply(status, echo(JOB_TOKEN), {"X-Echo": JOB_TOKEN, "Location": JOB_TOKEN})] * 4
        assert JOB_TOKEN not in readable(write())
