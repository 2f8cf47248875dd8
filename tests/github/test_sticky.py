"""One comment per workflow file, job, step, command and manifests: created once, then updated."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.github.api import JOB, NUMBER, OTHER, OTHER_TOKEN, REPOSITORY, Github, Reply, Request, run_server
from tests.github.conftest import RUN, Environment, Write, event, report

from sagemaker_marketplace.github import comment, marker
from sagemaker_marketplace.settings.comment import CommentSettings

LIST, EACH = f"/repos/{REPOSITORY}/issues/{NUMBER}/comments", f"/repos/{REPOSITORY}/issues/comments"
PAGE = f"https://github.com/{REPOSITORY}/pull/{NUMBER}#issuecomment"


def titles(github: Github) -> list[str]:
    """Return the first line of each comment."""
    return [body.splitlines()[0] for _, body in github.bodies()]


def test_the_first_run_creates_the_comment_and_later_runs_update_it(github: Github, write: Write) -> None:
    github.add(OTHER, "When will this be merged?")
    assert write(report("no manifest")).text == f"comment created: {PAGE}-2"
    assert github.calls() == [f"GET {LIST}", f"POST {LIST}", f"GET {LIST}"]
    github.requests.clear()
    assert write(GITHUB_RUN_NUMBER="563").text == f"comment updated: {PAGE}-2"
    assert github.calls() == [f"GET {LIST}", "POST /graphql", f"PATCH {EACH}/2"]
    assert titles(github) == ["When will this be merged?", "### ✅ Check passed"]


# What another run changes in the environment, and whether it has another comment.
@pytest.mark.parametrize(
    ("changes", "is_other"),
    [
        ({"GITHUB_RUN_NUMBER": "563", "GITHUB_RUN_ID": "2", "GITHUB_SHA": "a" * 40}, False),
        ({"GITHUB_RUN_ATTEMPT": "2", "GITHUB_WORKFLOW": "Renamed", "GITHUB_EVENT_NAME": "pull_request_target"}, False),
        ({"GITHUB_WORKFLOW_REF": f"{REPOSITORY}/.github/workflows/product.yml@refs/heads/a@refs/b"}, False),
        ({"INPUT_VARIABLES": "VERSION=2"}, False),
        ({"GITHUB_WORKFLOW_REF": f"{REPOSITORY}/.github/workflows/other.yml@refs/heads/main"}, True),
        ({"GITHUB_JOB": "rehearse"}, True),
        ({"GITHUB_ACTION": "__octo_sagemaker_2"}, True),
        ({"INPUT_COMMAND": "rehearse"}, True),
        ({"INPUT_MANIFEST": "a.yaml"}, True),
        ({"INPUT_SHARD": "2/10"}, True),
        ({"key": "us-east-1"}, True),
    ],
)
def test_which_runs_share_a_comment(github: Github, write: Write, changes: dict[str, str], is_other: bool) -> None:
    write()
    write(**changes)
    assert len(github.comments) == 1 + is_other


def test_the_order_and_spacing_of_manifests_is_of_no_importance(github: Github, write: Write) -> None:
    write(INPUT_MANIFEST="b.yaml\na.yaml")
    write(INPUT_MANIFEST="  a.yaml\n\n b.yaml\n")
    assert len(github.comments) == 1


def test_a_key_replaces_step_command_and_manifests(github: Github, write: Write) -> None:
    write(key="eu", GITHUB_ACTION="first", INPUT_COMMAND="check", INPUT_MANIFEST="a.yaml")
    write(key="eu", GITHUB_ACTION="second", INPUT_COMMAND="plan", INPUT_MANIFEST="b.yaml")
    write(key="eu", GITHUB_JOB="plan")
    assert len(github.comments) == 2
    assert "[Product / check / eu](" in github.bodies()[0][1]


def test_a_copied_marker_is_not_followed(github: Github, write: Write, environment: Environment) -> None:
    own = marker.of_run(environment, "")
    copied = f"### ✅ All is fine\n\n{own.line()}"
    github.add(OTHER, copied)
    write(report("no manifest"))
    write()
    assert github.bodies()[0] == (OTHER, copied)
    assert [author for author, _ in github.bodies()] == [OTHER, JOB]


@pytest.mark.parametrize("body", ["", "{} and more", "{}\n\ntext", "{}x", "<!-- {} -->", None, 7])
def test_only_the_last_line_is_a_marker(
    github: Github, write: Write, environment: Environment, body: str | None
) -> None:
    number = github.add(JOB, "")
    github.comments[number]["body"] = (
        body.format(marker.of_run(environment, "").line()) if isinstance(body, str) else body
    )
    assert write().text == f"comment created: {PAGE}-2"


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n\n"])
def test_a_marker_with_space_after_it(github: Github, write: Write, environment: Environment, end: str) -> None:
    text = f"text\n\n{marker.of_run(environment, '').line()}{end}"
    github.add(JOB, text.replace("\n", "\r\n"))
    assert write().text == f"comment updated: {PAGE}-1"


def test_another_token_has_its_own_comment(github: Github, write: Write) -> None:
    write()
    write(token=OTHER_TOKEN)
    assert [author for author, _ in github.bodies()] == [JOB, OTHER]
    assert write(token=OTHER_TOKEN).text == f"comment updated: {PAGE}-2"


def test_pages(github: Github, write: Write) -> None:
    for number in range(250):
        github.add(OTHER, f"comment {number}")
    assert write().text == f"comment created: {PAGE}-251"
    github.requests.clear()
    assert write().text == f"comment updated: {PAGE}-251"
    listed = f"GET {LIST.replace(f'/repos/{REPOSITORY}', '/repositories/1')}"
    assert github.calls() == [f"GET {LIST}", listed, listed, "POST /graphql", f"PATCH {EACH}/251"]


def test_a_comment_deleted_after_the_list_is_created_again(github: Github, write: Write, pauses: list[float]) -> None:
    write()

    def delete(_: Request) -> None:
        github.comments.clear()

    github.faults["PATCH"] = [delete]
    assert write().text == f"comment created: {PAGE}-2"
    assert (len(github.comments), pauses) == (1, [1.0])


def both_at_once(github: Github, other: Callable[[], Any]) -> None:
    """Let another run write its comment between this run's list and its new comment."""

    def write_other(_: Request) -> None:
        other()

    github.faults["POST"] = [write_other]


@pytest.mark.parametrize(
    ("number", "text", "shown"),
    [
        ("561", f"comment updated: {PAGE}-1", "### ✅ Check passed"),
        ("563", "comment not updated: a later run has done it", "### ❌ Invalid configuration"),
    ],
)
def test_two_runs_at_once_keep_one_comment(
    github: Github, write: Write, pauses: list[float], number: str, text: str, shown: str
) -> None:
    both_at_once(github, lambda: write(report("no manifest"), GITHUB_RUN_NUMBER=number))
    assert write().text == text
    assert (titles(github), pauses) == ([shown], [])
    assert github.calls()[-1] == f"DELETE {EACH}/2"


def test_an_earlier_run_does_not_replace_the_comment_of_a_later_one(github: Github, write: Write) -> None:
    write(report("no manifest"))
    assert write(GITHUB_RUN_NUMBER="561", GITHUB_RUN_ATTEMPT="2").text == "comment not updated: a later run has done it"
    assert titles(github) == ["### ❌ Invalid configuration"]
    write(GITHUB_RUN_ATTEMPT="2")
    assert titles(github) == ["### ✅ Check passed"]


def test_only_a_comment_of_this_run_is_deleted(github: Github, write: Write, environment: Environment) -> None:
    """Two comments of earlier runs stay: the older one is updated."""
    for _ in range(2):
        github.add(JOB, f"text\n\n{marker.of_run(environment, '').line()}")
    assert write().text == f"comment updated: {PAGE}-1"
    assert titles(github) == ["### ✅ Check passed", "text"]


def test_github_enterprise_server(tmp_path: Path) -> None:
    with run_server("/api/v3") as github:
        file = tmp_path / "event.json"
        file.write_text(json.dumps(event()))
        environment = {**RUN, **github.environment(), "GITHUB_EVENT_PATH": str(file)}
        settings = CommentSettings(comment=True, github_token=github.environment()["INPUT_GITHUB-TOKEN"])
        for number in range(150):
            github.add(OTHER, str(number))
        notes = [comment.write(report(), settings, environment, lambda _: None).text for _ in range(2)]
    assert notes == [f"comment created: {PAGE}-151", f"comment updated: {PAGE}-151"]
    assert {request.path.partition("?")[0] for request in github.requests} == {
        f"/api/v3{LIST}",
        f"/api/v3/repositories/1/issues/{NUMBER}/comments",
        f"/api/v3{EACH}/151",
        "/graphql",
    }


def test_requests_have_the_documented_headers(github: Github, write: Write) -> None:
    write()
    for request in github.requests:
        headers = {name.lower(): value for name, value in request.headers.items()}
        assert headers["accept"] == "application/vnd.github+json"
        assert headers["x-github-api-version"] == "2022-11-28"
        assert headers["user-agent"].startswith("sagemaker-marketplace-action/")


def test_a_netrc_file_does_not_replace_the_token(
    github: Github, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login mona password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    assert write().text == f"comment created: {PAGE}-1"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_on_the_same_server_is_followed(github: Github, write: Write, status: int) -> None:
    """A repository that was renamed. Source: best practices for using the REST API, Follow redirects."""
    renamed = LIST.replace(f"/repos/{REPOSITORY}", "/repositories/1")
    github.faults["POST"] = [Reply(status, {"message": "Moved"}, {"Location": f"{github.url}{renamed}"})]
    assert write().text == f"comment created: {PAGE}-1"
