"""Which findings are shown, and in which colors: `--min-severity` and `--color`."""

from __future__ import annotations

from pathlib import Path

import pytest

from sagemaker_marketplace.cli import main

MANIFEST = """\
kind: ModelPackage
region: us-east-2
spec:
  ModelPackageName: churn-1-0
"""
COUNTS = "1 manifest checked: 2 errors, 0 warnings, 1 info"
VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "m.yaml").write_text(MANIFEST)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "exit_code", "severities", "counts"),
    [
        ((), 1, ["error", "error", "info"], COUNTS),
        (("--min-severity", "info"), 1, ["error", "error", "info"], COUNTS),
        (("--min-severity", "warning"), 1, ["error", "error"], f"{COUNTS}; 1 hidden by min-severity"),
        (("--min-severity", "error"), 1, ["error", "error"], f"{COUNTS}; 1 hidden by min-severity"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_min_severity(
    arguments: tuple[str, ...],
    exit_code: int,
    severities: list[str],
    counts: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main.run(["check", "m.yaml", *arguments]) == exit_code
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1] for line in lines if line.startswith("m.yaml:")] == severities
    assert lines[-1] == counts


@pytest.mark.usefixtures("folder")
def test_a_hidden_finding_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--select", "fixed-resource-name", "--min-severity", "error")
    assert main.run(["check", "m.yaml", *options, "--fail-on", "info"]) == 1
    assert main.run(["check", "m.yaml", *options]) == 0
    line = "1 manifest checked: 0 errors, 0 warnings, 1 info; 1 hidden by min-severity\n"
    assert capsys.readouterr().out == line * 2


@pytest.mark.parametrize(
    ("arguments", "variables", "is_colored"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--quiet",), {"FORCE_COLOR": "1"}, True),
    ],
)
def test_color(
    folder: Path,
    arguments: tuple[str, ...],
    variables: dict[str, str],
    is_colored: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main.run(["check", "m.yaml", *arguments, "--output", "text=findings.txt"]) == 1
    printed = capsys.readouterr().out
    assert ("\x1b[1;31merror:\x1b[0m " in printed) == is_colored
    # A file has no colors, and the same lines; a quiet run prints some of them.
    written = (folder / "findings.txt").read_text()
    for code in ("1;31", "1;35", "1;36", "1", "2", "0"):
        printed = printed.replace(f"\x1b[{code}m", "")
    assert written == printed or ("--quiet" in arguments and set(printed.splitlines()) < set(written.splitlines()))
