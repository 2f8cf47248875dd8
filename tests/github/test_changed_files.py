"""The files that the event of a run changed, from a server with GitHub's API."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.github.api import FORBIDDEN, JOB_TOKEN, NUMBER, REPOSITORY, Github, Reply, Request
from tests.github.conftest import COMMIT, Environment, event

from sagemaker_marketplace import action
from sagemaker_marketplace.changed_files import ChangedFiles, UnknownChanges
from sagemaker_marketplace.github import changed_files

EXAMPLE = (Path(__file__).parents[2] / "examples" / "model-package.yaml").read_text(encoding="utf-8")
PULL = f"/repos/{REPOSITORY}/pulls/{NUMBER}"
BEFORE, AFTER = "a" * 40, "b" * 40
COMPARE = f"/repos/{REPOSITORY}/compare/{BEFORE}...{AFTER}"
List = Callable[..., ChangedFiles]


def file(name: str, status: str = "modified", **more: str) -> dict[str, str]:
    return {"filename": name, "status": status, "patch": "@@", **more}


def serve(github: Github, replies: dict[str, Reply]) -> None:
    """Let the server reply to each path, with its query if the table has it, and nothing else."""

    def reply(request: Request) -> Reply:
        return replies.get(request.path) or replies.get(request.path.partition("?")[0]) or Reply(404, {"message": "no"})

    github.faults["GET"] = [reply] * 50


def pages(github: Github, files: list[Any], number: int | None = None, head: str = COMMIT) -> dict[str, Reply]:
    """Return the replies about a pull request with these files, 100 per page."""
    parts = [files[start : start + 100] for start in range(0, max(len(files), 1), 100)]
    replies = {PULL: Reply(200, {"head": {"sha": head}, "changed_files": len(files) if number is None else number})}
    for index, part in enumerate(parts, 1):
        following = f"<{github.url}{PULL}/files?per_page=100&page={index + 1}>"
        headers = {"Link": f'{following}; rel="next"'} if index < len(parts) else {}
        page = f"&page={index}" if index > 1 else ""
        replies[f"{PULL}/files?per_page=100{page}"] = Reply(200, part, headers)
    return replies


@pytest.fixture
def list_changed(environment: Environment, tmp_path: Path) -> List:
    """Return a function that lists the changed files of an event."""
    root = (tmp_path / "workspace").resolve()
    (root / ".git").mkdir(parents=True)

    def of_event(name: str = "pull_request", data: Any = None, token: str = JOB_TOKEN) -> ChangedFiles:
        variables = {**environment, "GITHUB_EVENT_NAME": name}
        if data is not None:
            Path(variables["GITHUB_EVENT_PATH"]).write_text(json.dumps(data))
        return changed_files.of_event(root, token, variables)

    return of_event


def notice(list_changed: List, *arguments: Any, **keywords: Any) -> str:
    with pytest.raises(UnknownChanges) as raised:
        list_changed(*arguments, **keywords)
    return raised.value.notice().removeprefix("changed-only uses all manifests: ")


@pytest.mark.parametrize("number", [0, 1, 100, 101, 250])
def test_all_pages_of_a_pull_request(github: Github, list_changed: List, number: int) -> None:
    files = [file(f"{index}.yaml") for index in range(number)]
    serve(github, pages(github, files))
    for name in ("pull_request", "pull_request_target"):
        changed = list_changed(name)
        assert changed.names == {f"{index}.yaml" for index in range(number)}
        assert changed.base == f"the base of pull request {NUMBER}"
    assert {request.headers["Authorization"] for request in github.requests} == {f"Bearer {JOB_TOKEN}"}


def test_renamed_and_deleted_files(github: Github, list_changed: List) -> None:
    renamed = file("new.yaml", "renamed", previous_filename="old.yaml")
    serve(github, pages(github, [renamed, file("gone.yaml", "removed")]))
    assert list_changed().names == {"new.yaml", "old.yaml", "gone.yaml"}


@pytest.mark.parametrize(
    ("files", "number", "head", "reason"),
    [
        ([file("a")], 1, AFTER, f"pull request {NUMBER} has other commits than the event of this run"),
        ([file("a")], 3500, COMMIT, "GitHub lists only 1 of 3500 changed files"),
        ([file("")], 1, COMMIT, "GitHub does not list the changed files: invalid response: a file without a name"),
        ([5], 1, COMMIT, "GitHub does not list the changed files: invalid response: a file without a name"),
    ],
)
def test_a_list_that_is_not_that_of_the_run(
    github: Github, list_changed: List, files: list[Any], number: int, head: str, reason: str
) -> None:
    serve(github, pages(github, files, number, head))
    assert notice(list_changed) == reason


@pytest.mark.parametrize(
    ("name", "data", "base"),
    [
        ("push", {"before": BEFORE, "after": AFTER}, "the push before"),
        ("merge_group", {"merge_group": {"base_sha": BEFORE, "head_sha": AFTER}}, "the base of the merge group"),
    ],
)
def test_two_commits(github: Github, list_changed: List, name: str, data: Any, base: str) -> None:
    serve(github, {f"{COMPARE}?per_page=1": Reply(200, {"status": "ahead", "files": [file("a.yaml")]})})
    changed = list_changed(name, data)
    assert (changed.names, changed.base) == (frozenset({"a.yaml"}), base)


@pytest.mark.parametrize(
    ("compared", "reason"),
    [
        ({"status": "diverged", "files": []}, "the push is not a continuation of the branch"),
        ({"status": "behind", "files": []}, "the push is not a continuation of the branch"),
        (
            {"status": "ahead", "files": [file(str(n)) for n in range(300)]},
            "GitHub lists at most 300 changed files of a push",
        ),
        ({"status": "ahead"}, "GitHub does not list the changed files: invalid response: no list of files"),
    ],
)
def test_commits_whose_files_are_not_all_listed(
    github: Github, list_changed: List, compared: dict[str, Any], reason: str
) -> None:
    serve(github, {COMPARE: Reply(200, compared)})
    assert notice(list_changed, "push", {"before": BEFORE, "after": AFTER}) == reason


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("push", {"before": "0" * 40, "after": AFTER}, "the push created the branch or the tag"),
        ("push", {"before": "../../..", "after": AFTER}, "the event names no two commits"),
        ("push", {"before": BEFORE, "after": None}, "the event names no two commits"),
        ("merge_group", {}, "the event names no two commits"),
        ("schedule", {}, "the event schedule has no changed files"),
        ("release\x1b", {}, "the event release� has no changed files"),
        ("", {}, "the event unknown has no changed files"),
    ],
)
def test_events_without_a_list(github: Github, list_changed: List, name: str, data: Any, reason: str) -> None:
    assert notice(list_changed, name, data) == reason
    assert github.requests == []


def test_no_permission(github: Github, list_changed: List) -> None:
    serve(github, {PULL: Reply(403, {"message": FORBIDDEN}), COMPARE: Reply(404, {"message": "Not Found"})})
    assert notice(list_changed) == (
        f"GitHub does not list the changed files: HTTP 403: {FORBIDDEN} "
        "(set `permissions: pull-requests: read` for the job)"
    )
    assert notice(list_changed, "push", {"before": BEFORE, "after": AFTER}) == (
        "GitHub does not list the changed files: HTTP 404: Not Found (set `permissions: contents: read` for the job)"
    )
    assert notice(list_changed, data=event(), token="") == (
        "GitHub does not list the changed files: the input github-token is empty or has invalid characters"
    )


def test_no_answer(github: Github, list_changed: List) -> None:
    github.faults["GET"] = [Reply(0)]
    assert notice(list_changed) == "GitHub does not list the changed files: connection error"


def test_a_workspace_without_the_repository(environment: Environment, tmp_path: Path) -> None:
    with pytest.raises(UnknownChanges, match=r"^the workspace is not the checkout of a repository$"):
        changed_files.of_event(tmp_path.resolve(), JOB_TOKEN, environment)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            ["b.yaml"],
            ["  1 of 2 manifests changed since the base of pull request 7", "1 manifest checked: 0 errors, 0 "],
        ),
        (["other"], ["  no manifest changed since the base of pull request 7"]),
        (
            None,
            ["::notice title=sagemaker-marketplace::changed-only uses all manifests: GitHub ", "2 manifests checked"],
        ),
    ],
    ids=["one", "none", "unknown"],
)
def test_the_action(
    github: Github,
    runner: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: list[str] | None,
    expected: list[str],
) -> None:
    (runner / ".git").mkdir()
    for name in ("a.yaml", "b.yaml"):
        (runner / name).write_text(EXAMPLE.replace("churn-scorer-", f"{name[0]}-"))
    (runner.parent / "outputs").write_text("")
    inputs = {"CHANGED-ONLY": "true", "MANIFEST": "a.yaml\nb.yaml", "COMMENT": "false", "VARIABLES": "VERSION=1"}
    for name, value in inputs.items():
        monkeypatch.setenv(f"INPUT_{name}", value)
    monkeypatch.setenv("GITHUB_OUTPUT", str(runner.parent / "outputs"))
    serve(github, pages(github, [file(name) for name in files]) if files else {})
    assert action.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(expected)
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(start)
    assert ("\n[]\n" in (runner.parent / "outputs").read_text()) == (files == ["other"])
