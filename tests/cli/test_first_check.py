"""The way of a newcomer: `init`, replace the placeholders, `check`."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts import first_check

from sagemaker_marketplace.cli import main


def test_a_new_manifest_with_all_placeholders_replaced_has_no_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main.run(["init", first_check.MANIFEST]) == 0
    assert main.run(["check"]) == 1
    first_check.replace_placeholders(tmp_path / first_check.MANIFEST)
    capsys.readouterr()
    assert main.run(["check"]) == 0
    assert capsys.readouterr().out == "1 manifest checked: 0 errors, 0 warnings\n"
