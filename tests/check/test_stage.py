"""The check of several manifests as a stage: which findings count, the date of the data, and files that are missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.context import Clock

EXAMPLE = (Path(__file__).parents[2] / "examples" / "model-package.yaml").read_text(encoding="utf-8")
WITHOUT_ROLE = "".join(line for line in EXAMPLE.splitlines(keepends=True) if "ValidationRole:" not in line)
UNKNOWN_TYPE = EXAMPLE.replace("ml.m5.large", "ml.m99.large", 1)
MISSING_ROLE = "error: ValidationRole is missing [missing-field]"
NOT_A_TYPE = 'invalid instance type for batch transform: "ml.m99.large" [unknown-instance-type]'


@pytest.fixture(autouse=True)
def _directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of the test, without an answer of AWS."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")


def findings(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, list[str]]:
    """Run a command; return the exit code, and the findings above info and the count without their locations."""
    code = main.run([*argv, "--var", "VERSION=1", "--format", "text"])
    captured = capsys.readouterr()
    lines = [line for line in (captured.out + captured.err).splitlines() if not line.startswith(" ")]
    return code, [line.partition(": ")[2] if line.startswith("m.yaml:") else line for line in lines]


@pytest.mark.parametrize(("today", "severity"), [(None, "error"), ("2035-01-01", "warning")])
def test_the_date_of_the_run_decides_whether_data_are_old(
    today: str | None, severity: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if today:
        monkeypatch.setattr(Clock, "today", lambda _: today)
    Path("m.yaml").write_text(UNKNOWN_TYPE, encoding="utf-8")
    code, lines = findings(capsys, "check", "m.yaml")
    assert code == (severity == "error")
    assert lines[0].startswith(f"{severity}: {NOT_A_TYPE}")


def test_findings_are_counted_before_a_file_that_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("m.yaml").write_text(WITHOUT_ROLE, encoding="utf-8")
    assert findings(capsys, "check", "m.yaml", "missing.yaml") == (
        2,
        [
            MISSING_ROLE,
            "1 manifest checked: 1 error, 0 warnings",
            f"sagemaker-marketplace: file not found: missing.yaml (searched in {Path.cwd()})",
        ],
    )


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        (WITHOUT_ROLE, [], [MISSING_ROLE, "1 manifest checked: 1 error, 0 warnings"]),
        (UNKNOWN_TYPE, ["--create-validation-role", "R"], [f"error: {NOT_A_TYPE}"]),
    ],
    ids=["missing role", "other error"],
)
def test_a_role_that_will_be_created_is_not_missing(
    content: str, options: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("m.yaml").write_text(content, encoding="utf-8")
    code, lines = findings(capsys, "create", "m.yaml", *options)
    assert (code, lines[: len(expected)]) == (1, expected)
