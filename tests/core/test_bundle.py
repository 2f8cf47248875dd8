"""The rules' bundle and the copies of data files: the same rules, never stale, never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from sagemaker_marketplace.core import bundle, cached, plugins

RULE = 'KINDS = ("Algorithm",)\nGOOD = ("long",)\n\n\ndef check(doc, facts):\n    """Yield."""\n    yield {number}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    family = tmp_path / "rules" / "some_family"
    family.mkdir(parents=True)
    (family / "__init__.py").write_text('"""Some family."""\n')
    (family / "one_rule.py").write_text(RULE.format(number=1))
    return tmp_path / "rules"


def loaded(folder: Path, kind: str = "Algorithm") -> list[tuple[str, list[int]]]:
    found = bundle.load("not.a.package", str(folder), kind)
    sys.modules.pop("not.a.package.some_family", None)
    return [(name, list(module.check(None, None))) for name, module in found]


@pytest.mark.parametrize("kind", ["ModelPackage", "Algorithm"])
def test_a_bundle_has_the_rules_that_importing_finds(kind: str) -> None:
    named = [(rule.family, rule.name) for rule in plugins.rules() if kind in rule.module.KINDS]
    assert [(rule.family, rule.name) for rule in plugins.rules_for(kind)] == named


def test_rules_of_other_kinds_are_left_out(folder: Path) -> None:
    assert loaded(folder) == [("some_family.one_rule", [1])]
    assert loaded(folder, "ModelPackage") == []


def test_a_changed_rule_counts_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert loaded(folder) == loaded(folder) == [("some_family.one_rule", [1])]
    (folder / "some_family" / "one_rule.py").write_text(RULE.format(number=23))
    assert loaded(folder) == [("some_family.one_rule", [23])]
    (folder / "some_family" / "two_rule.py").write_text(RULE.format(number=4))
    assert loaded(folder) == [("some_family.one_rule", [23]), ("some_family.two_rule", [4])]


@pytest.mark.parametrize("rubbish", [b"", b"\x00", b"not marshal", b"N"])
def test_a_broken_bundle_is_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch, rubbish: bytes) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert loaded(folder) == [("some_family.one_rule", [1])]
    (kept,) = (folder / "__pycache__").iterdir()
    kept.write_bytes(rubbish)
    assert loaded(folder) == [("some_family.one_rule", [1])]
    assert kept.read_bytes() != rubbish


@pytest.mark.parametrize("allowed", [True, False])
def test_copies_of_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: bool) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", not allowed)
    file = tmp_path / "data.json"
    file.write_text('{"a": [1, "é"]}', encoding="utf-8")
    assert cached.read_json(str(file)) == cached.read_json(str(file)) == {"a": [1, "é"]}
    assert (tmp_path / "__pycache__").exists() is allowed
    file.write_text('{"a": [2, 3, 4, 5]}', encoding="utf-8")
    assert cached.read_json(str(file)) == {"a": [2, 3, 4, 5]}


def test_where_nothing_can_be_kept_all_works(tmp_path: Path) -> None:
    copy = tmp_path / "sagemaker_marketplace"
    copytree(plugins.ROOT, copy, ignore=lambda *_: {"__pycache__", "sandbox"})
    for blocked in (copy / "rules" / "__pycache__", copy / "core" / "facts" / "__pycache__"):
        blocked.write_text("a file where the folder should be")
    manifest = Path(plugins.ROOT).parents[1] / "examples" / "algorithm.yaml"
    run = [sys.executable, "-m", "sagemaker_marketplace", "check", str(manifest), "--ignore", "public-test-data"]
    done = subprocess.run(run, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"1 manifest checked: 0 errors, 0 warnings\n", b"")
