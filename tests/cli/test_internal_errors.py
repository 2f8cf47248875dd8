"""An unexpected exception ends in exit code 70 with a bug report; an unwritable file of the runner is a warning."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from sagemaker_marketplace import action, pipeline, plugins
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.create import cancel
from sagemaker_marketplace.facts import pages
from sagemaker_marketplace.init import starters
from sagemaker_marketplace.report import output_values, rule_pages
from sagemaker_marketplace.report.formats import summary, text
from sagemaker_marketplace.settings import parse

ROOT = Path(__file__).resolve().parents[2]
VALID = ROOT / "tests" / "manifests" / "ok" / "algorithm.yaml"
Outputs = Callable[[], dict[str, str]]


def fail(*_: Any, **__: Any) -> NoReturn:
    raise ZeroDivisionError("by zero")


@pytest.mark.parametrize(
    ("argv", "module", "name"),
    [
        (["check", "m.yaml"], pipeline, "run"),
        (["check", "m.yaml"], plugins, "output_format"),
        (["check", "m.yaml"], text, "render"),
        (["check", "m.yaml"], main, "build_parser"),
        (["plan", "m.yaml"], parse, "_refuse_contradictions"),
        (["init"], starters, "write"),
        (["explain", "not-certified"], rule_pages, "text"),
        (["rules"], plugins, "checks"),
        (["facts"], pages, "page"),
        (["iam-policy", "m.yaml"], parse, "_value"),
    ],
)
def test_internal_errors_of_the_command_line(
    argv: list[str],
    module: Any,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text(VALID.read_text())
    monkeypatch.setattr(module, name, fail)
    assert main.run(argv) == 70
    printed, errors = capsys.readouterr()
    assert printed == ""
    assert errors.splitlines()[:2] == [
        "sagemaker-marketplace: internal error: ZeroDivisionError: by zero",
        "  this is a bug; please report it with these lines:",
    ]
    assert errors.splitlines()[-1].startswith("  test_internal_errors.py:")
    assert "Traceback" not in errors


def test_an_exception_in_a_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text(VALID.read_text())
    (rule,) = [rule for rule in plugins.rules() if rule.name == "not-certified"]
    monkeypatch.setattr(rule.module, "check", fail)
    assert main.run(["check", "m.yaml", "--output", "json=report.json"]) == 70
    assert json.loads((tmp_path / "report.json").read_text())["exit_code"] == 70
    assert capsys.readouterr().out.splitlines()[0] == (
        "sagemaker-marketplace: internal error: ZeroDivisionError: by zero"
    )


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (pipeline, "run"),
        (action, "clean"),
        (summary, "of_report"),
        (plugins, "output_format"),
        (output_values, "results"),
    ],
)
def test_internal_errors_of_the_action(
    module: Any, name: str, mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "sagemaker-marketplace.yaml").write_text(VALID.read_text())
    monkeypatch.setattr(module, name, fail)
    assert action.main() == 70
    assert (
        capsys.readouterr()
        .out.splitlines()[-1]
        .startswith(
            "::error title=sagemaker-marketplace::internal error: ZeroDivisionError: by zero%0A"
            "this is a bug; please report it with these lines:%0A"
        )
    )


def test_internal_errors_of_the_post_entry_point(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cancel, "from_json", fail)
    monkeypatch.setenv("STATE_LEFT", "[]")
    assert action.post() == 70
    assert capsys.readouterr().out.startswith("::error title=sagemaker-marketplace::internal error: ")


@pytest.mark.parametrize("name", ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"])
@pytest.mark.parametrize(
    ("file", "why"),
    [("none/file", "Missing file at path: {}"), ("workspace", "Is a directory")],
    ids=["missing", "not a file"],
)
def test_an_unwritable_file_of_the_runner(
    name: str, file: str, why: str, mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "sagemaker-marketplace.yaml").write_text(VALID.read_text())
    path = mounted.parent / file
    monkeypatch.setenv("INPUT_ON-CANCEL", "stop")
    monkeypatch.setenv(name, str(path))
    assert action.main() == 0
    assert capsys.readouterr().out.splitlines() == [
        "::notice title=sagemaker-marketplace::check does not use on-cancel",
        "1 manifest checked: 0 errors, 0 warnings",
        f"::warning title=sagemaker-marketplace::cannot write the file {name}: {why.format(path)}",
    ]


def test_an_image_without_the_package(tmp_path: Path) -> None:
    for name in ("entrypoint.py", "post.py"):
        (tmp_path / name).write_text((ROOT / name).read_text())
        process = subprocess.run([sys.executable, "-ISu", tmp_path / name], capture_output=True, text=True)
        assert (process.returncode, process.stderr) == (70, "")
        assert process.stdout == (
            "::error title=sagemaker-marketplace::internal error: the image is incomplete: "
            "ModuleNotFoundError: No module named 'sagemaker_marketplace'\n"
        )
