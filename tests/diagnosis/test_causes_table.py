"""The list of known messages with the cause and the location that each leads to."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parent


def script() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "causes_table.py"
    spec = importlib.util.spec_from_file_location("causes_table", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLE = script()


def test_the_printed_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert TABLE.main() == 0
    assert capsys.readouterr().out == (FOLDER / "causes.txt").read_text("utf-8")


def test_a_wrong_first_cause(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    row = TABLE.Row("ping", "ping-failed", "no answer", "network-access", ("ModelPackage 14: spec",))
    monkeypatch.setattr(TABLE, "rows", lambda: [row])
    assert TABLE.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == ["", "ping", "  ping-failed: no answer - WRONG: network-access", "    ModelPackage 14: spec"]
    assert lines[-1].endswith(" causes, 1 messages and log lines, 1 with a wrong first cause")
