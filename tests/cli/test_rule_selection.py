"""The selection of rules, and output files in each format, by option and by input."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sagemaker_marketplace import action, plugins
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.context import Clock

FILE_FORMATS = [name for name in plugins.formats() if name != "live"]

Outputs = Callable[[], dict[str, str]]
# Two rules and the schema report errors.
FAULTY = """\
kind: Algorithm
region: af-south-1
spec:
  AlgorithmName: churn_1
  CertifyForMarketplace: false
"""
SELECTABLE = "not-certified", "region-opt-in"


def check_rules(arguments: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """Check FAULTY; return the exit code and the reported rules among SELECTABLE and invalid-format."""
    (folder / "m.yaml").write_text(FAULTY)
    code = main.run(["check", "m.yaml", "--format", "json", *arguments])
    printed, errors = capsys.readouterr()
    assert errors == ""
    reported = [finding["rule"] for finding in json.loads(printed)["findings"]]
    return code, [rule for rule in reported if rule in (*SELECTABLE, "invalid-format")]


BOTH = ["region-opt-in", "invalid-format", "not-certified"]


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        ([], BOTH),
        (["--select", "not-certified"], ["invalid-format", "not-certified"]),
        (["--select", "not-certified,region-opt-in"], BOTH),
        (["--select", "not-certified", "--select", "region-opt-in"], BOTH),
        (["--ignore", "not-certified"], ["region-opt-in", "invalid-format"]),
        (["--ignore=not-certified, region-opt-in"], ["invalid-format"]),
        (["--select", "not-certified", "--ignore", "not-certified"], ["invalid-format"]),
    ],
)
def test_options_select_rules(
    arguments: list[str],
    rules: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert check_rules(arguments, tmp_path, capsys) == (1, rules)


def test_only_the_selected_rule_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text(FAULTY)
    assert main.run(["check", "m.yaml", "--select", "region-opt-in", "--format", "json"]) == 1
    reported = [finding["rule"] for finding in json.loads(capsys.readouterr().out)["findings"]]
    assert reported == ["region-opt-in", "missing-field", "invalid-format"]


def test_inputs_select_rules(
    mounted: Path, outputs: Outputs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "m.yaml").write_text(FAULTY)
    monkeypatch.setenv("INPUT_MANIFEST", "m.yaml")
    monkeypatch.setenv("INPUT_SELECT", "not-certified\nregion-opt-in")
    monkeypatch.setenv("INPUT_IGNORE", "region-opt-in")
    monkeypatch.setenv("INPUT_OUTPUT", "json=a.json\ntext=b.txt")
    assert action.main() == 1
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1] == "1 manifest checked: 3 errors, 0 warnings"
    assert {name: outputs()[name] for name in ("errors", "warnings")} == {"errors": "3", "warnings": "0"}
    reported = [finding["rule"] for finding in json.loads((mounted / "a.json").read_text())["findings"]]
    assert reported == ["missing-field", "invalid-format", "not-certified"]
    assert [line for line in printed.splitlines() if not line.startswith("::")] == (
        (mounted / "b.txt").read_text().splitlines()
    )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SELECT", "not-certifed", "input select: unknown rule not-certifed%0Adid you mean not-certified?"),
        ("IGNORE", "zzz", "input ignore: unknown rule zzz%0Arun 'sagemaker-marketplace rules' for a list"),
        (
            "OUTPUT",
            "a.json",
            'invalid value for input output: "a.json"%0A'
            f"use FORMAT=FILE, where FORMAT is one of {', '.join(FILE_FORMATS)}",
        ),
        ("OUTPUT", "json=none/a.json", "cannot write output none/a.json: No such file or directory%0A{}"),
    ],
)
def test_invalid_inputs(
    name: str,
    value: str,
    message: str,
    mounted: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (mounted / "m.yaml").write_text(FAULTY)
    monkeypatch.setenv("INPUT_MANIFEST", "m.yaml")
    monkeypatch.setenv(f"INPUT_{name}", value)
    assert action.main() == 2
    expected = message.format("create the directory first")
    assert capsys.readouterr().out.splitlines()[-1] == f"::error title=sagemaker-marketplace::{expected}"


def test_fix_and_diff_are_not_inputs() -> None:
    assert action.unknown_inputs({"INPUT_FIX": "true", "INPUT_DIFF": "true"}) == ["diff", "fix"]


FORMATS = ("github", "gitlab", "json", "jsonl", "junit", "rdjson", "sarif", "summary", "text")


def test_a_file_in_each_format_equals_the_printed_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    # The JSON lines contain elapsed seconds.
    monkeypatch.setattr(Clock, "now", lambda _clock: 0.0)
    (tmp_path / "m.yaml").write_text(FAULTY)
    (tmp_path / "out").mkdir()
    outputs = [part for name in FORMATS for part in ("--output", f"{name}=out/{name}")]
    assert main.run(["check", "m.yaml", *outputs]) == 1
    assert (tmp_path / "out" / "text").read_text() == capsys.readouterr().out
    for name in FORMATS:
        assert main.run(["check", "m.yaml", "--format", name]) == 1
        assert (tmp_path / "out" / name).read_text() == capsys.readouterr().out


def test_a_file_is_written_even_if_the_run_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main.run(["check", "none.yaml", "--output", "json=a.json"]) == 2
    failure = {
        "message": f"file not found: none.yaml (searched in {tmp_path})",
        "exit_code": 2,
        "hint": "check the path",
        "causes": [],
        "log_lines": [],
        "logs": "",
        "service_words": "",
    }
    assert json.loads((tmp_path / "a.json").read_text())["failures"] == [{"manifest": "", **failure}]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("file", "why", "hint"),
    [
        ("none/a.json", "No such file or directory", "create the directory first"),
        (".", "it is a directory", "use another name, or remove it first"),
        ("m.yaml/a", "Not a directory", "create the directory first"),
    ],
)
def test_a_file_that_can_not_be_written(
    file: str, why: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text(FAULTY)
    assert main.run(["check", "m.yaml", "--output", f"json={file}"]) == 2
    assert capsys.readouterr().err == (f"sagemaker-marketplace: cannot write output {file}: {why}\n  {hint}\n")


WITHOUT_TOOLKIT = """\
import sys
sys.modules["actions_toolkit"] = None
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.context import Clock
sys.exit(main.run(sys.argv[1:]))
"""


@pytest.mark.parametrize("option", [("--format", "github"), ("--output", "github=out")])
def test_the_format_github_requires_an_extra(option: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(FAULTY.replace("false", "no"))
    arguments = ["check", "--fix", "m.yaml", *option]
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_TOOLKIT, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    message = 'format github requires the extra "action"'
    hint = "install it: pip install 'sagemaker-marketplace-action[action]'"
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"sagemaker-marketplace: {message}\n  {hint}\n"
    # Nothing has been fixed or written.
    assert "CertifyForMarketplace: no\n" in (tmp_path / "m.yaml").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["m.yaml"]


def test_other_formats_do_not_require_the_extra(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(FAULTY)
    others = [part for name in FORMATS if name != "github" for part in ("--output", f"{name}={name}")]
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_TOOLKIT, "check", "m.yaml", *others],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (1, "")
