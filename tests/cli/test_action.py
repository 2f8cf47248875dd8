"""The action in the environment of a runner: inputs, outputs, job log, summary and report."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sagemaker_marketplace import action
from sagemaker_marketplace.report.rule_pages import url

FAULTY = """\
kind: ModelPackage
region: us-east-2
spec:
  ModelPackageName: churn_${VERSION}
  ModelPackageGroupName: 'churn'
"""
VALID = Path(__file__).parents[1] / "manifests" / "ok"
Outputs = Callable[[], dict[str, str]]
# What a runner sets for `with: {command: check, fail-on: warning}`: every input in action.yml, empty or with its
# default if it is not set, and its own variables (captured from a container action).
CAPTURED = {
    "INPUT_COMMAND": "check",
    "INPUT_FAIL-ON": "warning",
    "INPUT_VARIABLES": "",
    "INPUT_REGION": "",
    "INPUT_OUTPUT": "",
    "INPUT_TIMEOUT-MINUTES": "330",
    "INPUT_ENTRYPOINT": "",
    "INPUT_ARGS": "",
    "GITHUB_ACTIONS": "true",
    "GITHUB_EVENT_NAME": "push",
    "CI": "true",
}


@pytest.mark.parametrize(
    ("environment", "inputs"),
    [
        (CAPTURED, {"command": "check", "fail-on": "warning", "timeout-minutes": "330"}),
        ({}, {}),
        ({"INPUT_FAIL_ON": "never", "FAIL-ON": "never", "input_fail-on": "never"}, {}),
        ({"INPUT_FAIL-ON": "", "INPUT_WAIT": ""}, {"wait": ""}),
        ({"INPUT_COMMAND": " \n"}, {"command": " \n"}),
        ({"INPUT_REGION": "  "}, {}),
        ({"INPUT_MANIFEST": "a\nb"}, {"manifest": "a\nb"}),
        ({"INPUT_FORMAT": "json"}, {}),
    ],
)
def test_inputs(environment: dict[str, str], inputs: dict[str, str]) -> None:
    assert action.inputs(environment) == inputs


@pytest.mark.parametrize(
    ("environment", "unknown"),
    [
        (CAPTURED, []),
        ({"INPUT_FAIL_ON": "", "INPUT_MANIFESTS": "a"}, ["fail_on", "manifests"]),
        ({"INPUT_FORMAT": "json"}, ["format"]),
        ({"INPUTS_X": "", "GITHUB_INPUT_X": "", "INPUT": ""}, []),
    ],
)
def test_unknown_inputs(environment: dict[str, str], unknown: list[str]) -> None:
    assert action.unknown_inputs(environment) == unknown


@pytest.mark.parametrize(
    ("command", "environment", "unused"),
    [
        ("check", CAPTURED, []),
        ("check", {"INPUT_ROLE-TO-ASSUME": "arn", "INPUT_WAIT": "false"}, ["wait", "role-to-assume"]),
        ("check", {"INPUT_WAIT": "TRUE", "INPUT_ROLE-TO-ASSUME": " ", "INPUT_SELECT": "x"}, []),
        ("watch", {"INPUT_SELECT": "x", "INPUT_ROLE-TO-ASSUME": "arn"}, ["select"]),
        ("create", {"INPUT_ROLE-TO-ASSUME": "arn", "INPUT_SELECT": "x"}, []),
    ],
)
def test_unused_inputs(command: str, environment: dict[str, str], unused: list[str]) -> None:
    assert action.unused_inputs(environment, command) == unused


def test_a_check_with_findings(
    mounted: Path, outputs: Outputs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "m.yaml").write_text(FAULTY)
    for name, value in {
        **CAPTURED,
        "INPUT_MANIFEST": "m.yaml",
        "INPUT_MANIFESTS": "x",
        "GITHUB_SHA": "abc",
        "INPUT_OUTPUT": "json=report.json",
        "INPUT_ROLE-TO-ASSUME": "arn:aws:iam::123456789012:role/release",
    }.items():
        monkeypatch.setenv(name, value)
    assert action.main() == 1
    printed = capsys.readouterr()
    assert printed.err == ""
    lines = printed.out.splitlines()
    assert lines[0] == "::warning title=sagemaker-marketplace::unknown input manifests%0Adid you mean manifest?"
    assert lines[1] == "::notice title=sagemaker-marketplace::check does not use role-to-assume"
    assert [line for line in lines if line.startswith("::error ")][:1] == [
        "::error file=m.yaml,line=3,col=1,endLine=3,endColumn=5,title=inference-specification-missing::"
        "InferenceSpecification or SourceAlgorithmSpecification is required%0A"
        f"add InferenceSpecification with the image of the model%0A{url('inference-specification-missing')}"
    ]
    assert lines[-1] == "1 manifest checked: 4 errors, 0 warnings"
    assert outputs() == {
        "errors": "4",
        "warnings": "0",
        "results": '[{"manifest": "m.yaml"}]',
    }
    report = json.loads((mounted / "report.json").read_text())
    assert (report["exit_code"], report["errors"], report["command"]) == (1, 4, "check")
    summary = (mounted.parent / "step_summary").read_text()
    assert summary.startswith("### ❌ Check failed\n\n1 manifest checked: 4 errors")


@pytest.mark.parametrize("missing", ["", "GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA"])
def test_the_summary_links_to_the_line_at_the_commit(
    missing: str, mounted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mounted / "a b.yaml").write_text("kind: ModelPackage\nregion: us-east-2\nspec: []\n")
    commit = {"GITHUB_SERVER_URL": "https://github.example", "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "abc"}
    for name, value in {**CAPTURED, "INPUT_MANIFEST": "a b.yaml", **commit, missing or "CI": ""}.items():
        monkeypatch.setenv(name, value)
    assert action.main() == 1
    url = "https://github.example/o/r/blob/abc/a%20b.yaml#L3"
    location = "a b.yaml:3" if missing else f"[a b.yaml:3]({url})"
    assert f"| ❌&nbsp;error | {location}<br>" in (mounted.parent / "step_summary").read_text()


def test_a_check_without_findings(
    mounted: Path, outputs: Outputs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(VALID))
    for name, value in {
        **CAPTURED,
        "INPUT_MANIFEST": "model-package.yaml",
        "INPUT_VARIABLES": "NAME=a\nBUCKET=sagemaker-b",
    }.items():
        monkeypatch.setenv(name, value)
    assert action.main() == 0
    assert capsys.readouterr() == ("1 manifest checked: 0 errors, 0 warnings\n", "")
    assert outputs() == {"errors": "0", "warnings": "0", "results": '[{"manifest": "model-package.yaml"}]'}


def test_variables_of_the_workflow_override_those_of_the_runner(
    mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "sagemaker-marketplace.yaml").write_text(
        "kind: '${GITHUB_SHA}'\nregion: '${GITHUB_REF_NAME}'\nspec: {'${GITHUB_TOKEN}': '${GITHUB_TOKEN}'}\n"
    )
    for name, value in {
        "GITHUB_SHA": "runner's",
        "GITHUB_REF_NAME": "main",
        "GITHUB_TOKEN": "secret",
        "INPUT_VARIABLES": "GITHUB_SHA=mine",
    }.items():
        monkeypatch.setenv(name, value)
    assert action.main() == 1
    printed = capsys.readouterr().out
    assert 'invalid kind: "mine"' in printed
    assert "variable GITHUB_TOKEN is not set" in printed
    assert "secret" not in printed


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (
            {"INPUT_COMMAND": "destroy"},
            'invalid value for input command: "destroy" (choose from check, rehearse, plan, create, watch, '
            "merge-reports)",
        ),
        (
            {"INPUT_WAIT": ""},
            "input wait is empty%0Aset a value, or omit it to use the default (true)",
        ),
        (
            {"INPUT_VARIABLES": "a%\tb"},
            'invalid value for input variables: "a%25\\tb"%0Ause NAME=VALUE, for example VERSION=1.2.3',
        ),
        (
            {"INPUT_COMMAND": "create", "GITHUB_EVENT_NAME": "pull_request_target"},
            "create is not allowed on the event pull_request_target%0Athe author of a pull request would decide what "
            "is created in your account%0Ause push, release, workflow_dispatch, repository_dispatch or schedule, or "
            "set allow-untrusted-trigger%0Ato true if you trust everyone who can cause it",
        ),
    ],
)
def test_invalid_settings_are_reported_before_anything_else(
    environment: dict[str, str],
    message: str,
    mounted: Path,
    outputs: Outputs,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert action.main() == 2
    assert capsys.readouterr() == (f"::error title=sagemaker-marketplace::{message}\n", "")
    assert outputs() == {}
    assert (mounted.parent / "step_summary").read_text().splitlines()[:3] == [
        "### ❌ Invalid configuration",
        "",
        "> [!CAUTION]",
    ]


@pytest.mark.parametrize(
    "name", ["../output", "sub/../../output", "/etc/passwd", "/dev/zero", "../out*", "link.yaml", "folder/output"]
)
def test_a_path_outside_the_workspace(
    name: str, mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "link.yaml").symlink_to("../output")
    (mounted / "folder").symlink_to("..")
    monkeypatch.setenv("INPUT_MANIFEST", name)
    assert action.main() == 2
    assert capsys.readouterr().out == (
        f"::error title=sagemaker-marketplace::{name.replace('*', 'put')} is outside the workspace%0A"
        f"use a file inside {mounted}\n"
    )


@pytest.mark.parametrize("name", ["../output", "/etc/passwd", "link.yaml", "folder/output"])
def test_a_reference_outside_the_workspace(
    name: str, mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "link.yaml").symlink_to("../output")
    (mounted / "folder").symlink_to("..")
    (mounted / "m.yaml").write_text(f"kind: ModelPackage\nregion: us-east-2\nspec: {{$file: '{name}'}}\n")
    monkeypatch.setenv("INPUT_MANIFEST", "m.yaml")
    assert action.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        f"m.yaml:3:15: error: {name} is outside the workspace [file-reference]",
        f"  3 | spec: {{$file: '{name}'}}",
        f"    |               {'^' * len(repr(name))}",
        f"    use a file inside {mounted}",
        f"    {url('file-reference')}",
        f"::error file=m.yaml,line=3,col=15,endLine=3,endColumn={15 + len(repr(name))},title=file-reference::"
        f"{name} is outside the workspace%0A"
        f"use a file inside {mounted}%0A{url('file-reference')}",
        "1 manifest checked: 1 error, 0 warnings",
    ]


def test_the_summary_of_a_run_that_is_refused(mounted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INPUT_WAIT", "")
    assert action.main() == 2
    assert (mounted.parent / "step_summary").read_text() == (
        "### ❌ Invalid configuration\n\n> [!CAUTION]\n> **Cause:** input wait is empty\n>\n"
        "> **Fix:** set a value, or omit it to use the default (true)\n\n"
    )


def test_a_report_that_can_not_be_written(
    mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "sagemaker-marketplace.yaml").write_text(FAULTY)
    monkeypatch.setenv("INPUT_OUTPUT", "json=no/such/folder.json")
    assert action.main() == 2
    assert capsys.readouterr().out.splitlines()[-1] == (
        "::error title=sagemaker-marketplace::cannot write output no/such/folder.json: "
        "No such file or directory%0Acreate the directory first"
    )


def test_without_files_for_outputs_and_summary_nothing_is_written(
    mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "sagemaker-marketplace.yaml").write_text(FAULTY)
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
        monkeypatch.setenv(name, "")
    assert action.main() == 1
    assert "Traceback" not in capsys.readouterr().out
    assert sorted(os.listdir(mounted)) == ["sagemaker-marketplace.yaml"]
