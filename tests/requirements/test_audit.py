"""What `make audit` says about pip-audit's report: packages that could not be audited never count as clean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scripts import audit

CLEAN = {"name": "a", "version": "1.0", "vulns": []}
SKIPPED = {"name": "b", "skip_reason": "Dependency not found on PyPI"}
VULNERABLE = {"name": "c", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1", "3.0"]}]}
UNFIXED = {"name": "d", "version": "2.0", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}


@pytest.mark.parametrize(
    ("packages", "lines", "exit_code", "allowed"),
    [
        ([CLEAN], ["1 of 1 packages audited, known vulnerabilities: 0"], 0, 0),
        (
            [CLEAN, SKIPPED],
            [
                "NOT AUDITED: 1 of 2 packages; the first: Dependency not found on PyPI",
                "1 of 2 packages audited, known vulnerabilities: 0",
            ],
            3,
            0,
        ),
        ([SKIPPED], ["NOT AUDITED: 1 of 1 packages; the first: Dependency not found on PyPI"], 3, 0),
        (
            [VULNERABLE, UNFIXED, SKIPPED],
            [
                "c 2.0: PYSEC-1, fixed in 2.1, 3.0",
                "d 2.0: PYSEC-2, fixed in no version",
                "NOT AUDITED: 1 of 3 packages; the first: Dependency not found on PyPI",
                "2 of 3 packages audited, known vulnerabilities: 2",
            ],
            1,
            1,
        ),
        ([], [], 3, 0),
    ],
)
def test_lines_and_exit_code(packages: list[dict[str, Any]], lines: list[str], exit_code: int, allowed: int) -> None:
    report = {"dependencies": packages}
    assert list(audit.lines(report)) == lines
    assert audit.exit_code(report, allow_unaudited=False) == exit_code
    assert audit.exit_code(report, allow_unaudited=True) == allowed


def test_an_ignored_vulnerability_is_not_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "IGNORED", {"PYSEC-1": "a reason"})
    report = {"dependencies": [VULNERABLE]}
    assert list(audit.lines(report)) == ["1 of 1 packages audited, known vulnerabilities: 0"]
    assert audit.exit_code(report, allow_unaudited=False) == 0


def test_each_version_of_a_package_is_audited_once(tmp_path: Path) -> None:
    hashed = "x==1 \\\n    --hash=sha256:0"
    (tmp_path / "a.txt").write_text(f"# a comment\n{hashed}\n    # via z\n")
    (tmp_path / "b.txt").write_text(f"{hashed}\nx==2\ny==3 ; python_version < '3.12'\n")
    assert audit.without_repetitions(sorted(tmp_path.iterdir())) == [[hashed, "y==3 "], ["x==2"]]
