"""Rehearsals of an algorithm and of several manifests, and saved outputs that later answers are compared with."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.container.rehearse.product import EXAMPLE, MANIFEST, build, checkout, rehearse

pytestmark = pytest.mark.container

SAVED = "listing/data/output/batch"


@pytest.fixture(scope="module", autouse=True)
def image() -> None:
    """Build the product's image."""
    build(EXAMPLE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the product that is rehearsed with the test's image."""
    checkout(tmp_path / "repository")
    return tmp_path / "repository"


def change(folder: Path, name: str = MANIFEST, **block: Any) -> None:
    """Write a manifest that differs from the product's in fields of `rehearsal`, and in its name."""
    manifest = yaml.safe_load((folder / MANIFEST).read_text())
    manifest["spec"]["ModelPackageName"] = f"{Path(name).stem}-${{VERSION|slug}}"
    manifest["rehearsal"] |= block
    (folder / name).write_text(yaml.safe_dump(manifest))


def reported(folder: Path, base: str, *arguments: str) -> tuple[dict[str, Any], int]:
    """Rehearse; return the report and the exit code."""
    ran = rehearse(folder, base, "--output", "json=report.json", *arguments)
    return json.loads((folder / "report.json").read_text()), ran.returncode


def test_later_answers_equal_saved_ones(folder: Path, base: str) -> None:
    change(folder, expect={})
    (folder / "validation/input/more").mkdir()
    shutil.copy(folder / "validation/input/customers.csv", folder / "validation/input/more/customers.csv")
    saved, exit_code = reported(folder, base, "--save-outputs", "listing")
    [measured] = saved["results"][0]["rehearsals"]
    assert (exit_code, measured["saved_files"]) == (
        0,
        [
            f"listing/data/{way}/batch/{name}{suffix}"
            for name in ("customers.csv", "more/customers.csv")
            for way, suffix in (("input", ""), ("output", ".out"))
        ],
    )
    change(folder, expect={"output": SAVED})
    again, exit_code = reported(folder, base)
    assert (again["findings"], exit_code) == ([], 0)
    (folder / SAVED / "more/customers.csv.out").write_text("0.5\n" * 8)
    changed, exit_code = reported(folder, base)
    assert ([each["rule"] for each in changed["findings"]], exit_code) == (["rehearsal-expectation"], 1)


def test_the_outputs_of_several_manifests_are_apart(folder: Path, base: str) -> None:
    (folder / "other").mkdir()
    (folder / "other/last.csv").write_bytes(
        (folder / "validation/input/customers.csv").read_bytes().splitlines(True)[-1]
    )
    change(folder, "first.yaml", expect={})
    change(folder, "second.yaml", expect={}, input="other/")
    manifests = ("first.yaml", "second.yaml")
    report, exit_code = reported(folder, base, *manifests, "--save-outputs", "listing")
    assert exit_code == 0
    found = [each for result in report["results"] for each in result["rehearsals"]]
    assert [(each["manifest"], each["records_in"], each["records_out"]) for each in found] == [
        ("first.yaml", 8, 8),
        ("second.yaml", 1, 1),
    ]
    names = sorted(os.path.relpath(path, folder / SAVED) for path in (folder / SAVED).rglob("*.out"))
    assert names == ["first-batch/customers.csv.out", "second-batch/last.csv.out"]
    change(folder, "first.yaml", expect={"output": SAVED})
    change(folder, "second.yaml", expect={"output": SAVED}, input="other/")
    again, exit_code = reported(folder, base, *manifests)
    assert (again["findings"], exit_code) == ([], 0)
