"""Model folders: names, problems, and the tar for the container."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.rehearse.tar_files import unpacked

from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.sources import model


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    (folder / "code").mkdir(parents=True)
    (folder / "code.txt").write_bytes(b"x" * 1000)
    (folder / "code" / "a.py").write_bytes(b"1")
    (folder / ".hidden").write_bytes(b"2")
    found = model.archive_of(folder)
    assert (found.entries, found.problems, found.size_bytes) == (
        (".hidden", "code", "code.txt", "code/a.py"),
        (),
        1002,
    )
    assert (found.archive, found.local_archive) == (None, None)
    assert unpacked(found.stream()) == [
        (".hidden", b"2"),
        ("code", None),
        ("code.txt", b"x" * 1000),
        ("code/a.py", b"1"),
    ]
    (folder / "latest").symlink_to("code.txt")
    (folder / "code" / "up").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(folder / "pipe")
    linked = model.archive_of(folder)
    assert [(problem.kind, problem.entry, problem.fails) for problem in linked.problems] == [
        ("symbolic-link", "latest", True),
        ("device", "pipe", False),
    ]
    assert unpacked(linked.stream()) == unpacked(found.stream())


def test_a_folder_that_wraps_its_files(tmp_path: Path) -> None:
    (tmp_path / "build" / "model").mkdir(parents=True)
    (tmp_path / "build" / "model" / "a").write_bytes(b"")
    assert [problem.kind for problem in model.archive_of(tmp_path / "build").problems] == ["wrapped"]


def test_a_model_that_changes_while_it_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "a").write_bytes(b"12345")
    found = model.archive_of(folder)
    stream = found.stream()
    next(stream)
    (folder / "a").write_bytes(b"1")
    with pytest.raises(Failure) as raised:
        list(stream)
    assert raised.value.message == "cannot read the model model: a is shorter than before"


def test_a_model_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Failure) as raised:
        model.archive_of(tmp_path / "x")
    assert raised.value.message == "cannot read x: No such file or directory"
