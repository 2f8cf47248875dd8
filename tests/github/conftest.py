"""Fixtures: a server with GitHub's API, and a runner's environment for a run on a pull request."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.github.api import JOB_TOKEN, NUMBER, REPOSITORY, Github, run_server

from sagemaker_marketplace.github import comment
from sagemaker_marketplace.github.comment import Note
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.report import Report
from sagemaker_marketplace.settings.comment import CommentSettings

COMMIT = "6dcb09b5b57875f334f61aebed695e2e4193db5e"
RUN = {
    "GITHUB_EVENT_NAME": "pull_request",
    "GITHUB_REPOSITORY": REPOSITORY,
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_WORKFLOW": "Product",
    "GITHUB_WORKFLOW_REF": f"{REPOSITORY}/.github/workflows/product.yml@refs/pull/{NUMBER}/merge",
    "GITHUB_JOB": "check",
    "GITHUB_ACTION": "__octo_sagemaker",
    "GITHUB_RUN_ID": "19753086421",
    "GITHUB_RUN_NUMBER": "562",
    "GITHUB_RUN_ATTEMPT": "1",
    "GITHUB_SHA": "b" * 40,
}
Environment = dict[str, str]


def event(head: str | None = REPOSITORY, **changes: Any) -> dict[str, Any]:
    """Return the part of an event that a run reads; `head` is the repository of the branch."""
    branch = {"sha": COMMIT, "repo": {"full_name": head} if head else None}
    found = {"number": NUMBER, "head": branch, "base": {"sha": "c" * 40, "repo": {"full_name": REPOSITORY}}}
    return {"action": "synchronize", "number": NUMBER, "pull_request": {**found, **changes}}


def report(*failures: str, exit_code: int = 2) -> Report:
    """Return the report of a check of a valid manifest, or of one that a failure with the given message ended."""
    ran = Report("check", "error")
    ran.add(events.ManifestRead("m.yaml", {}))
    for message in failures:
        ran.add(events.RunFailed("m.yaml", message, exit_code, ""))
    return ran


@pytest.fixture
def github() -> Iterator[Github]:
    """Yield the server."""
    with run_server() as server:
        yield server


@pytest.fixture
def environment(github: Github, tmp_path: Path) -> Environment:
    """Return a runner's environment for a pull request of a branch in the repository itself."""
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event()))
    return {**RUN, **github.environment(), "GITHUB_EVENT_PATH": str(file), "INPUT_COMMAND": "check"}


class Pauses(list[float]):
    """The pauses between attempts, which take no time."""

    def __call__(self, seconds: float) -> None:
        """Record a pause."""
        self.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    """Return where the pauses are recorded."""
    return Pauses()


Write = Callable[..., Note]


@pytest.fixture
def write(environment: Environment, pauses: Pauses) -> Write:
    """Return a function that writes the comment of a run."""

    def write_comment(ran: Report | None = None, key: str = "", token: str = JOB_TOKEN, **changes: str) -> Note:
        settings = CommentSettings(comment=True, comment_key=key, github_token=token)
        return comment.write(ran or report(), settings, {**environment, **changes}, pauses)

    return write_comment


@pytest.fixture
def restored_signals() -> Iterator[None]:
    """Restore the signal handlers that a run replaces."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def runner(environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, restored_signals: None) -> Path:
    """Set a runner's environment and return the workspace."""
    for name in [name for name in os.environ if name.startswith(("GITHUB_", "INPUT_"))]:
        monkeypatch.delenv(name)
    folder = tmp_path / "workspace"
    folder.mkdir()
    for name, value in {**environment, "GITHUB_WORKSPACE": str(folder), "INPUT_COMMENT": "true"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return folder
