"""The action with `comment: true`: what it writes for each way a run can end, and that it changes no exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.github.api import FORK_TOKEN, JOB_TOKEN, NUMBER, OTHER, REPOSITORY, Github, Reply, Request
from tests.github.conftest import COMMIT, Environment, event

from sagemaker_marketplace import action
from sagemaker_marketplace.cli import main as cli
from sagemaker_marketplace.github import comment
from sagemaker_marketplace.sandbox.server import running
from sagemaker_marketplace.settings import configuration

ROOT = Path(__file__).parents[2]
ENTRY_POINT = ROOT / "entrypoint.py"
VALID = (ROOT / "tests/manifests/ok/algorithm.yaml").read_text("utf-8")
FAULTY = "kind: ModelPackage\nregion: us-east-2\nspec:\n  ModelPackageName: churn_1\n"
PAGE = f"https://github.com/{REPOSITORY}/pull/{NUMBER}#issuecomment"
NAME = "sagemaker-marketplace.yaml"
Printed = Callable[[], list[str]]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """Return a function that returns the lines printed so far."""

    def lines() -> list[str]:
        captured = capsys.readouterr()
        assert captured.err == ""
        return captured.out.splitlines()

    return lines


def title(github: Github) -> str:
    """Return the first line of the only comment."""
    [(_, body)] = github.bodies()
    return body.splitlines()[0]


def test_a_comment_from_failed_to_passed(github: Github, runner: Path, printed: Printed) -> None:
    (runner / NAME).write_text(FAULTY)
    assert action.main() == 1
    assert printed()[-1] == f"comment created: {PAGE}-1"
    [(_, body)] = github.bodies()
    lines = body.splitlines()
    assert lines[0] == "### ❌ Check failed"
    url = f"https://github.com/{REPOSITORY}/blob/{COMMIT}/{NAME}#L4"
    assert [line for line in lines if f"[{NAME}:4]({url})" in line] != []
    run = f"https://github.com/{REPOSITORY}/actions/runs/19753086421"
    commit = f"https://github.com/{REPOSITORY}/commit/{COMMIT}"
    assert lines[-3:-1] == [f"<sub>[Product / check]({run}) · [{COMMIT[:7]}]({commit})</sub>", ""]
    (runner / NAME).write_text(VALID)
    assert action.main() == 0
    assert printed() == ["1 manifest checked: 0 errors, 0 warnings", f"comment updated: {PAGE}-1"]
    assert title(github) == "### ✅ Check passed"


@pytest.mark.parametrize(
    ("inputs", "exit_code", "shown", "cause"),
    [
        (
            {"COMMAND": "create"},
            2,
            "### ❌ Invalid configuration",
            "create is not allowed on the event pull&#95;request",
        ),
        ({"FAIL-ON": "often"}, 2, "### ❌ Invalid configuration", 'invalid value for input fail-on: "often"'),
        ({"MANIFEST": "none.yaml"}, 2, "### ❌ Invalid configuration", "file not found"),
    ],
)
def test_a_run_that_is_refused(
    github: Github,
    runner: Path,
    printed: Printed,
    monkeypatch: pytest.MonkeyPatch,
    inputs: dict[str, str],
    exit_code: int,
    shown: str,
    cause: str,
) -> None:
    for name, value in inputs.items():
        monkeypatch.setenv(f"INPUT_{name}", value)
    assert action.main() == exit_code
    assert printed()[-1] == f"comment created: {PAGE}-1"
    assert title(github) == shown
    assert cause in github.bodies()[0][1]


def test_an_internal_error(github: Github, runner: Path, printed: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    (runner / NAME).write_text(VALID)
    monkeypatch.setenv("GITHUB_OUTPUT", str(runner / "output"))
    monkeypatch.setattr(configuration, "read", None)
    assert action.main() == 70
    assert printed()[-1] == f"comment created: {PAGE}-1"
    assert title(github) == "### ❌ Internal error"


@pytest.mark.parametrize(("name", "value"), [("COMMENT", "yes"), ("COMMENT-KEY", "a\nb"), ("COMMENT-KEY", "a" * 101)])
def test_invalid_inputs(
    github: Github, runner: Path, printed: Printed, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"INPUT_{name}", value)
    assert action.main() == 2
    [line] = printed()
    start = f"::error title=sagemaker-marketplace::invalid value for input {name.lower()}: "
    assert line.startswith(start)
    assert github.requests == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("push", {"ref": "refs/heads/main"}),
        ("release", {"action": "published", "release": {"id": 1}}),
        ("workflow_run", {"workflow_run": {"pull_requests": [{"number": NUMBER}]}}),
        ("issue_comment", {"issue": {"number": NUMBER, "pull_request": {}}}),
        ("merge_group", event(number="7")),
        ("pull_request", event(number=0)),
        ("pull_request", event(number=True)),
        ("pull_request", []),
        ("pull_request", None),
    ],
)
def test_events_without_a_pull_request(
    github: Github,
    runner: Path,
    environment: Environment,
    printed: Printed,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: object,
) -> None:
    (runner / NAME).write_text(VALID)
    file = Path(environment["GITHUB_EVENT_PATH"])
    file.write_text("[" * 100_000) if content is None else file.write_text(json.dumps(content))
    monkeypatch.setenv("GITHUB_EVENT_NAME", name)
    assert action.main() == 0
    assert printed()[1:] == [f"no comment: the event {name} has no pull request"]
    assert github.requests == []


@pytest.mark.parametrize("name", ["pull_request_target", "pull_request_review"])
def test_other_events_of_pull_requests(
    github: Github, runner: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (runner / NAME).write_text(VALID)
    monkeypatch.setenv("GITHUB_EVENT_NAME", name)
    assert (action.main(), title(github)) == (0, "### ✅ Check passed")


@pytest.mark.parametrize("value", ["false", "False"])
def test_without_the_input_nothing_is_sent(
    github: Github, runner: Path, printed: Printed, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    (runner / NAME).write_text(VALID)
    monkeypatch.setenv("INPUT_COMMENT", value)
    assert (action.main(), printed()) == (0, ["1 manifest checked: 0 errors, 0 warnings"])
    assert github.requests == []


def test_the_command_line_sends_nothing(github: Github, runner: Path, printed: Printed) -> None:
    (runner / NAME).write_text(VALID)
    assert (cli.run(["check", str(runner / NAME)]), len(printed())) == (0, 1)
    assert github.requests == []


@pytest.mark.parametrize(("manifest", "exit_code"), [(VALID, 0), (FAULTY, 1), ("", 2)])
@pytest.mark.parametrize("fault", [Reply(500), Reply(0), Reply(403, {}), Reply(200, b"x"), Reply(429, {})])
def test_a_fault_changes_no_exit_code(
    github: Github,
    runner: Path,
    printed: Printed,
    monkeypatch: pytest.MonkeyPatch,
    manifest: str,
    exit_code: int,
    fault: Reply,
) -> None:
    monkeypatch.setattr("sagemaker_marketplace.context.Clock.sleep", lambda _self, _seconds: None)
    if manifest:
        (runner / NAME).write_text(manifest)
    github.faults["GET"] = [fault] * 4
    assert action.main() == exit_code
    assert printed()[-1].startswith("::notice title=sagemaker-marketplace::no comment: ")


def test_a_pull_request_of_a_fork(
    github: Github, runner: Path, environment: Environment, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    (runner / NAME).write_text(VALID)
    Path(environment["GITHUB_EVENT_PATH"]).write_text(json.dumps(event("mona/churn")))
    monkeypatch.setenv("INPUT_GITHUB-TOKEN", FORK_TOKEN)
    assert action.main() == 0
    assert printed() == [
        "1 manifest checked: 0 errors, 0 warnings",
        "no comment: the token is read-only, because the pull request is from a fork",
    ]


def test_a_bug_changes_no_exit_code(
    github: Github, runner: Path, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    (runner / NAME).write_text(FAULTY)
    monkeypatch.setattr(comment, "body", None)
    assert action.main() == 1
    assert printed()[-1] == "::notice title=sagemaker-marketplace::no comment: internal error: TypeError"


def test_without_requests(github: Github, runner: Path, printed: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line's base installation does not have it; only the extra `action` and the image do."""
    (runner / NAME).write_text(VALID)
    monkeypatch.setitem(sys.modules, "requests", None)
    assert action.main() == 0
    text = "no comment: requests is not installed; install the extra action"
    assert printed()[-1] == f"::notice title=sagemaker-marketplace::{text}"


def started(environment: Environment, folder: Path, **variables: str) -> subprocess.Popen[str]:
    """Start the entry point as a runner does."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "INPUT_", "AWS_"))}
    return subprocess.Popen(
        [sys.executable, "-Iu", str(ENTRY_POINT)],
        cwd=folder,
        env={**own, **environment, "INPUT_COMMENT": "true", "GITHUB_WORKSPACE": str(folder), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_token_is_not_in_the_log(github: Github, environment: Environment, tmp_path: Path) -> None:
    """With debug logging, which prints the settings and each call of AWS."""
    (tmp_path / NAME).write_text(FAULTY)
    process = started(environment, tmp_path, RUNNER_DEBUG="1", GITHUB_ACTIONS="true")
    log, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert log.splitlines()[-1] == f"comment created: {PAGE}-1"
    assert JOB_TOKEN not in log
    assert "::debug::" in log
    assert {request.headers["Authorization"] for request in github.requests} == {f"Bearer {JOB_TOKEN}"}


def test_an_interrupted_run(github: Github, environment: Environment, tmp_path: Path) -> None:
    text = (ROOT / "tests/container/manifests/sound.yaml").read_text("utf-8")
    (tmp_path / NAME).write_text(text)
    with running("never-finishes") as sandbox:
        inputs = {"INPUT_COMMAND": "create", "INPUT_ALLOW-UNTRUSTED-TRIGGER": "true", "INPUT_POLL-SECONDS": "240"}
        with started(environment, tmp_path, **inputs, **sandbox.environment) as process:
            assert process.stdout
            lines = []
            for line in process.stdout:
                lines.append(line)
                if line.startswith("  arn: "):
                    break
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=60)
    assert (process.returncode, rest.splitlines()[-1]) == (130, f"comment created: {PAGE}-1"), "".join(lines)
    assert title(github) == "### ❌ Interrupted; validation continues"


def test_a_signal_while_the_comment_is_written(github: Github, environment: Environment, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(FAULTY)
    process: subprocess.Popen[str]

    def interrupt(_: Request) -> Reply | None:
        process.send_signal(signal.SIGINT)
        time.sleep(1)
        return Reply(0)

    github.faults["GET"] = [interrupt]
    with started(environment, tmp_path) as process:
        log, _ = process.communicate(timeout=30)
    assert (process.returncode, log.splitlines()[-1]) == (1, "no comment: interrupted")
    assert github.bodies() == []


def test_a_comment_of_another_user_stays(github: Github, runner: Path) -> None:
    (runner / NAME).write_text(VALID)
    action.main()
    [(_, body)] = github.bodies()
    github.comments.clear()
    github.add(OTHER, body)
    action.main()
    assert [login for login, _ in github.bodies()] == [OTHER, "github-actions[bot]"]
