"""The command line: formats, reports, exit codes and interrupted runs."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.pipeline.expected import before_closing

from sagemaker_marketplace import runner
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.report import Report
from sagemaker_marketplace.report.rule_pages import DOCS_URL
from sagemaker_marketplace.settings import settings


def test_a_check_as_json_and_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text("kind: Job\nregion: us-east-2\nspec: {}\n")
    assert main.run(["check", "m.yaml", "--format", "json", "--output", "json=r.json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "r.json").read_text())
    assert printed["findings"] == [
        {
            "manifest": "m.yaml",
            "path": ["kind"],
            "file": "m.yaml",
            "line": 1,
            "column": 7,
            "end_line": 1,
            "end_column": 10,
            "severity": "error",
            "rule": "invalid-value",
            "message": 'invalid kind: "Job"',
            "hint": "use one of Algorithm, ModelPackage",
            "docs": f"{DOCS_URL}/invalid-value.md",
            "related": [],
            "fix": None,
        }
    ]


VALID = Path(__file__).parents[1] / "manifests" / "ok" / "algorithm.yaml"


def test_two_manifests_of_the_same_resource(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(VALID.read_text())
    assert main.run(["check", "*.yaml"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "b.yaml:5:18: error: a.yaml also creates churn-trainer-1-10 in us-east-2 [same-resource]",
        "  5 |   AlgorithmName: churn-trainer-1-10",
        "    |                  ^^^^^^^^^^^^^^^^^^",
        "    use another name in one of them",
        f"    {DOCS_URL}/same-resource.md",
        "2 manifests checked: 1 error, 0 warnings",
    ]


def test_a_manifest_given_twice_is_checked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(VALID.read_text())
    assert main.run(["check", "a.yaml", "*.yaml", "a.yaml"]) == 0
    assert capsys.readouterr().out == "1 manifest checked: 0 errors, 0 warnings\n"


@pytest.mark.parametrize(("fail_on", "exit_code"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on(
    fail_on: str, exit_code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(VALID.read_text().replace("instance-type-not-in-region, ", ""))
    assert main.run(["check", "a.yaml", "--fail-on", fail_on]) == exit_code
    assert capsys.readouterr().out.splitlines()[-1] == "1 manifest checked: 0 errors, 1 warning"


def test_a_region_that_differs_from_the_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(VALID.read_text())
    assert main.run(["check", "a.yaml", "--region", "us-east-1"]) == 2
    assert capsys.readouterr().out.splitlines() == [
        "1 manifest checked: 0 errors, 0 warnings",
        "sagemaker-marketplace: region mismatch: the region setting is us-east-1, but a.yaml uses us-east-2",
        "  use the same Region in both, or omit the setting",
    ]


@pytest.mark.parametrize(
    ("options", "is_terminal", "is_shown"),
    [
        ((), True, True),
        ((), False, False),
        (("--format", "json"), True, False),
        (("--region", "us-east-1"), True, False),
    ],
)
def test_the_next_step_after_a_check_without_errors_on_a_terminal(
    options: tuple[str, ...],
    is_terminal: bool,
    is_shown: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    main.run(["check", str(VALID), *options])
    assert ("Next: run plan with the same arguments to see what create would do" in capsys.readouterr().err) == is_shown


def test_create_is_refused_on_pull_requests(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    assert main.run(["create", "m.yaml"]) == 2
    assert capsys.readouterr().err.splitlines()[0] == (
        "sagemaker-marketplace: create is not allowed on the event pull_request"
    )


ARN = "arn:aws:sagemaker:us-east-2:123456789012:algorithm/a"
PLANNED = events.PlanMade("m", "create", "", "CreateAlgorithm", "r", {})


def run_events(stream: Callable[[], Iterator[Event]]) -> tuple[Report, list[str]]:
    written: list[str] = []
    report = runner.run(settings.Settings(command="create"), stream(), "text", written.append)
    return report, written


def test_an_internal_error_is_reported_with_the_lines_of_its_traceback() -> None:
    def stream() -> Iterator[Event]:
        yield events.Note("m", "before")
        raise ZeroDivisionError("by zero")

    report, written = run_events(stream)
    assert report.exit_code == 70
    assert written[:3] == [
        "  before",
        "sagemaker-marketplace: internal error: ZeroDivisionError: by zero",
        "  this is a bug; please report it with these lines:",
    ]
    assert [line.rpartition(" ")[2] for line in written[4:]] == ["_guard", "stream"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("before", "hint"),
    [
        ([], ["nothing was changed"]),
        ([events.OutputChanged("m", "name", "a")], ["nothing was changed"]),
        (
            [events.OutputChanged("m", "name", "a"), PLANNED],
            ["nothing was changed"],
        ),
        (
            [events.OutputChanged("m", "name", "a"), PLANNED, events.StageStarted("create", "m")],
            ["a might have been created: run the same command again to find out"],
        ),
        (
            [PLANNED, events.OutputChanged("m", "arn", ARN), events.OutputChanged("m", "status", "InProgress")],
            ["validation continues in AWS"],
        ),
    ],
    ids=["immediately", "before the plan", "before the create call", "while it is created", "while it is watched"],
)
def test_a_signal_ends_the_run_and_the_hint_says_how_to_resume(
    number: signal.Signals, before: list[Event], hint: list[str]
) -> None:
    runner.handle_signals()

    def stream() -> Iterator[Event]:
        yield from before
        os.kill(os.getpid(), number)
        signal.pause()

    report, written = run_events(stream)
    assert report.exit_code == 130
    assert before_closing(written)[-len(hint) - 1 :] == [
        f"sagemaker-marketplace: interrupted by {number.name}",
        *(f"  {line}" for line in hint),
    ]


def test_a_signal_after_a_create_does_not_say_that_nothing_was_changed() -> None:
    runner.handle_signals()

    def stream() -> Iterator[Event]:
        yield PLANNED
        yield events.OutputChanged("m", "arn", ARN)
        yield events.OutputChanged("m", "action-taken", "created")
        yield events.OutputChanged("m", "status", "Completed")
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()

    report, written = run_events(stream)
    assert report.exit_code == 130
    assert "  nothing was changed" not in written


def test_manifests_without_a_name_are_not_the_same_resource(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        text = f"kind: ModelPackage\nregion: us-east-1\nspec: {{ModelPackageGroupName: {name}}}\n"
        Path(f"{name}.yaml").write_text(text)
    main.run(["check", "one.yaml", "two.yaml"])
    assert "same-resource" not in capsys.readouterr().out
