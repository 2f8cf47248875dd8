"""The command line: usage errors in exact words, formats and reports, and what ends a run from outside."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sagemaker_marketplace import runner
from sagemaker_marketplace.cli import arguments, main
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.report import Report
from sagemaker_marketplace.settings import options, settings

HELP = "sagemaker-marketplace check --help tells what there is"


@pytest.mark.parametrize(
    ("argv", "message", "hint"),
    [
        (["chekc"], "there is no command chekc", "did you mean check?"),
        (
            ["zzz"],
            "there is no command zzz",
            "there are check, plan, create, watch, init, schema, rules, explain, facts, iam-policy, role, sandbox",
        ),
        (["check", "--fail-no", "error"], "check has no option --fail-no", "did you mean --fail-on?"),
        (["check", "-x"], "check has no option -x", HELP),
        (["check", "--wait"], "check has no option --wait", HELP),
        (["check", "--variables", "A=1"], "check has no option --variables", "did you mean --var?"),
        (["check", "--fail-on"], "--fail-on has no value", "write --fail-on error|warning|info|never"),
        (["check", "--var"], "--var has no value", "write --var NAME=VALUE"),
        (["check", "--region"], "--region has no value", "write --region TEXT"),
        (["create", "--poll-seconds"], "--poll-seconds has no value", "write --poll-seconds NUMBER"),
        (["check", "--fail-on", "error", "--fail-on=error"], "--fail-on is given twice", "remove one of the two"),
        (["check", "--fail-on", "no"], "--fail-on is 'no'", "it takes one of error, warning, info, never"),
        (["check", "--select", "x"], "--select: there is no rule x", "sagemaker-marketplace rules lists the names"),
        (
            ["plan", "--ignore", "not-certifed"],
            "--ignore: there is no rule not-certifed",
            "did you mean not-certified?",
        ),
        (["watch", "--select", "not-certified"], "watch has no option --select", HELP.replace("check", "watch")),
        (["check", "--output"], "--output has no value", "write --output FORMAT=FILE"),
        (["check", "--select"], "--select has no value", "write --select TEXT"),
        (
            ["watch", "--output", "jsn=a"],
            "--output is 'jsn' for a",
            "write FORMAT=FILE with one of github, json, jsonl, junit, rdjson, sarif, summary, text",
        ),
        (["create", "--wait=maybe"], "--wait is 'maybe', it takes true or false", "write true or false"),
        (["check", "arn:aws:x"], "arn:aws:x is an ARN, check takes manifests", "only watch takes ARNs"),
        (["explain", "not-certifed"], "there is no rule not-certifed", "did you mean not-certified?"),
        (["explain", "zzz"], "there is no rule zzz", "see sagemaker-marketplace rules"),
        (
            ["explain"],
            "the following arguments are required: RULE",
            "sagemaker-marketplace explain --help tells what there is",
        ),
    ],
)
def test_usage(argv: list[str], message: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(argv) == 2
    assert capsys.readouterr() == ("", f"sagemaker-marketplace: {message}\n  {hint}\n")


@pytest.mark.parametrize(
    ("argv", "texts"),
    [
        ([], {}),
        (["a.yaml", "b.yaml"], {"manifest": "a.yaml\nb.yaml"}),
        (["--", "--odd.yaml", "-"], {"manifest": "--odd.yaml\n-"}),
        (["--var", "A=1", "--var=B=2"], {"variables": "A=1\nB=2"}),
        (["--var", "--odd"], {"variables": "--odd"}),
        (["--wait"], {"wait": "true"}),
        (["--no-wait"], {"wait": "false"}),
        (["--wait=false"], {"wait": "false"}),
        (["--region=", "--fail-on", "info"], {"region": "", "fail-on": "info"}),
    ],
)
def test_arguments(argv: list[str], texts: dict[str, str]) -> None:
    assert arguments.read("create", argv) == {"command": "create", **texts}


@pytest.mark.parametrize("command", options.RUNS)
def test_help_names_every_option_once(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([command, "--help"]) == 0
    shown = capsys.readouterr().out
    for option in options.OPTIONS:
        if command in option.commands and option.name != "manifest":
            assert shown.count(f"  --{option.flag or option.name} ") == 1
    assert shown.startswith(f"usage: sagemaker-marketplace {command} [OPTION ...] [MANIFEST ...]\n\n")


@pytest.mark.parametrize("argv", [[], ["--help"], ["-h"]])
def test_help_names_every_command(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(argv) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in shown if line.startswith("  ")] == list(main.COMMANDS)


def test_a_check_as_json_and_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text("kind: Model\nregion: us-east-2\nspec: {}\n")
    assert main.run(["check", "m.yaml", "--format", "json", "--report-file", "r.json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "r.json").read_text())
    assert printed["findings"] == [
        {
            "path": ["kind"],
            "file": "m.yaml",
            "line": 1,
            "column": 7,
            "severity": "error",
            "rule": "invalid-value",
            "message": 'invalid kind: "Model"',
            "hint": "did you mean ModelPackage?",
            "docs": "docs/rules/invalid-value.md",
            "related": [],
            "fix": None,
        }
    ]


SOUND = Path(__file__).parents[1] / "manifests" / "ok" / "algorithm.yaml"


def test_two_manifests_of_one_resource(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(SOUND.read_text())
    assert main.run(["check", "*.yaml"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "b.yaml:5:18: error: a.yaml creates churn-trainer-1-10 in us-east-2 too [same-resource]",
        "  5 |   AlgorithmName: churn-trainer-1-10",
        "    |                  ^",
        "    give one of them another name",
        "2 manifests checked: 1 error, 0 warnings",
    ]


def test_a_manifest_named_twice_is_checked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(SOUND.read_text())
    assert main.run(["check", "a.yaml", "*.yaml", "a.yaml"]) == 0
    assert capsys.readouterr().out == "1 manifest checked: 0 errors, 0 warnings\n"


@pytest.mark.parametrize(("fail_on", "exit_code"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on(
    fail_on: str, exit_code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(SOUND.read_text().replace("instance-type-not-in-region, ", ""))
    assert main.run(["check", "a.yaml", "--fail-on", fail_on]) == exit_code
    assert capsys.readouterr().out.splitlines()[-1] == "1 manifest checked: 0 errors, 1 warning"


def test_the_region_must_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(SOUND.read_text())
    assert main.run(["check", "a.yaml", "--region", "us-east-1"]) == 2
    assert capsys.readouterr().out.splitlines() == [
        "1 manifest checked: 0 errors, 0 warnings",
        "sagemaker-marketplace: the region setting is us-east-1, a.yaml says us-east-2",
        "  make the two agree, or leave the setting out",
    ]


def test_create_is_refused_on_pull_requests(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    assert main.run(["create", "m.yaml"]) == 2
    assert capsys.readouterr().err.splitlines()[0] == (
        "sagemaker-marketplace: create is refused on the event pull_request"
    )


ARN = "arn:aws:sagemaker:us-east-2:123456789012:algorithm/a"
PLANNED = events.PlanMade("m", "create", "", "CreateAlgorithm", "r", {})


def performed(stream: Callable[[], Iterator[Event]]) -> tuple[Report, list[str]]:
    written: list[str] = []
    report = runner.run(settings.Settings(command="create"), stream(), "text", written.append)
    return report, written


def test_a_bug_is_told_as_one_with_what_to_report() -> None:
    def stream() -> Iterator[Event]:
        yield events.Note("m", "before")
        raise ZeroDivisionError("by zero")

    report, written = performed(stream)
    assert report.exit_code == 70
    assert written[:3] == [
        "  before",
        "sagemaker-marketplace: this is a bug: ZeroDivisionError: by zero",
        "  please report it with these lines:",
    ]
    assert [line.rpartition(" ")[2] for line in written[4:]] == ["_guarded", "stream"]


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
            ["whether a was created is not known: run the same command again to find out"],
        ),
        (
            [PLANNED, events.OutputChanged("m", "arn", ARN), events.OutputChanged("m", "status", "InProgress")],
            [f"{ARN} goes on in AWS; take it up again with", f"sagemaker-marketplace watch {ARN}"],
        ),
    ],
    ids=["at once", "before the plan", "before the create call", "while it is created", "while it is watched"],
)
def test_a_signal_ends_a_run_with_how_to_resume(number: signal.Signals, before: list[Event], hint: list[str]) -> None:
    runner.listen()

    def stream() -> Iterator[Event]:
        yield from before
        os.kill(os.getpid(), number)
        signal.pause()

    report, written = performed(stream)
    assert report.exit_code == 130
    assert written[-len(hint) - 1 :] == [
        f"sagemaker-marketplace: interrupted by {number.name}",
        *(f"  {line}" for line in hint),
    ]


def test_a_signal_after_a_create_does_not_say_that_nothing_was_changed() -> None:
    runner.listen()

    def stream() -> Iterator[Event]:
        yield PLANNED
        yield events.OutputChanged("m", "arn", ARN)
        yield events.OutputChanged("m", "action-taken", "created")
        yield events.OutputChanged("m", "status", "Completed")
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()

    report, written = performed(stream)
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
