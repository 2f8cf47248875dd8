"""The list of known messages with the cause and the location that each leads to."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts import causes_table

FOLDER = Path(__file__).parent


def test_the_printed_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert causes_table.main() == 0
    assert capsys.readouterr().out == (FOLDER / "causes.txt").read_text("utf-8")


def test_a_wrong_first_cause(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    row = causes_table.Row("ping", "ping-failed", "no answer", "network-access", ("ModelPackage 14: spec",))
    monkeypatch.setattr(causes_table, "rows", lambda: [row])
    assert causes_table.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == ["", "ping", "  ping-failed: no answer - WRONG: network-access", "    ModelPackage 14: spec"]
    assert lines[-1].endswith(" causes, 1 messages and log lines, 1 with a wrong first cause")
