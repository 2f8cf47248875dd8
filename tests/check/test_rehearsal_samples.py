"""Files of channels and samples in the `rehearsal` block."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.check.rehearsal_workspace import LFS_HINT, OUTSIDE, SEARCHED, Found, findings, workspace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return workspace(tmp_path)


@pytest.mark.parametrize(
    ("block", "field"),
    [
        ({"training": {"input": {"train.1": "{}"}}}, "training.input.train.1"),
        ({"samples": {"text/csv": ["{}"]}}, "samples.text/csv.0"),
    ],
)
def test_channels_and_samples(root: Path, block: Any, field: str) -> None:
    def found(name: str, is_required: bool = False) -> list[tuple[str, str, str, str]]:
        return findings(root, json.loads(json.dumps(block).replace("{}", name)), is_required)

    assert found("data/a.csv") == []
    missing = "file or folder not found: build/a.csv " + SEARCHED
    assert found("build/a.csv") == [(field, "info", missing, "create it before the rehearsal, or correct the path")]
    assert found("build/a.csv", True) == [(field, "error", missing, "check the path")]
    similar = "file or folder not found: data/b.csv " + SEARCHED
    assert found("data/b.csv") == [(field, "warning", similar, "did you mean data/a.csv?")]
    assert found("out") == [(field, "error", "out is outside the workspace", OUTSIDE)]
    pointer = "pointers/a.csv is a pointer of Git LFS, not its content"
    assert found("pointers/a.csv") == [(field, "info", pointer, LFS_HINT)]


def test_folders_of_a_channel(root: Path) -> None:
    assert findings(root, {"training": {"input": {"train": "data"}}}) == []
    empty = ("training.input.train", "info", "empty has no files", "add at least one file with test data")
    assert findings(root, {"training": {"input": {"train": "empty"}}}) == [empty]


LIMITS = "maximum of a real-time request: 6,291,456 in the service model, 25 MB in the seller guide"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, ("warning", "one.csv is empty", "write the body of a request to it")),
        (6_291_456, None),
        (6_291_457, ("warning", f"one.csv has 6,291,457 bytes; {LIMITS}", "use a smaller sample")),
        (26_214_400, ("warning", f"one.csv has 26,214,400 bytes; {LIMITS}", "use a smaller sample")),
        (
            26_214_401,
            ("error", "one.csv has 26,214,401 bytes: a real-time request has at most 25 MB", "use a smaller sample"),
        ),
    ],
)
@pytest.mark.parametrize("is_required", [True, False])
def test_sizes_of_samples(root: Path, size: int, expected: Found | None, is_required: bool) -> None:
    (root / "sub" / "one.csv").touch()
    os.truncate(root / "sub" / "one.csv", size)
    found = findings(root, {"samples": {"text/csv": ["data/a.csv", "one.csv"]}}, is_required)
    # The rehearsal reports a large sample when it sends it.
    is_reported_later = is_required and 6_291_456 < size <= 26_214_400
    assert found == ([("samples.text/csv.1", *expected)] if expected and not is_reported_later else [])


def test_a_sample_is_a_file(root: Path) -> None:
    directory = ("samples.text/csv.0", "error", "data is a directory, not a file", "list the files in it")
    assert findings(root, {"samples": {"text/csv": ["data"]}}) == [directory]


@pytest.mark.parametrize(
    "block", [{"training": []}, {"training": {"input": ["a"]}}, {"samples": {"a": "b"}}, {"samples": [1]}]
)
def test_fields_that_are_not_objects(root: Path, block: Any) -> None:
    assert findings(root, block) == []
