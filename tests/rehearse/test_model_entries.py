"""Entries of models: their headers in the container, their order, names without characters, and the exact limits."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.rehearse.tar_files import packed, unpacked
from tests.rehearse.test_model import read, with_size

from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.rehearse.sources import model


def headers(stream: Iterable[bytes]) -> list[tuple[str, int, float]]:
    with tarfile.open(fileobj=io.BytesIO(b"".join(stream)), mode="r:") as archive:
        return [(entry.name, entry.mode, entry.mtime) for entry in archive]


def test_modes_and_times_of_an_archive_are_kept(tmp_path: Path) -> None:
    found = read(tmp_path, packed(("a", b"1"), ("b", None)))
    assert headers(found.stream()) == [("a", 0o755, 1_700_000_000), ("b", 0o755, 1_700_000_000)]


def test_modes_and_times_of_a_folder_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for name, mode, time in (("a", 0o4640, 1_700_000_000.9), ("b", 0o600, -5.0), ("c", 0o777, 1.0)):
        (folder / name).write_bytes(b"1")
        (folder / name).chmod(mode)
        os.utime(folder / name, (time, time))
    assert headers(model.archive_of(folder).stream()) == [("a", 0o640, 1_700_000_000), ("b", 0o600, 0), ("c", 0o777, 1)]


def test_each_folder_is_before_its_content(tmp_path: Path) -> None:
    names = ["d/e/f", "b/c", "a", "d/a", "b/d/e"]
    for name in names:
        (tmp_path / "model" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "model" / name).write_bytes(b"")
    found = model.archive_of(tmp_path / "model")
    assert found.entries == ("a", "b", "d", "b/c", "b/d", "b/d/e", "d/a", "d/e", "d/e/f")
    assert [name for name, _ in unpacked(found.stream())] == list(found.entries)


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "model") + b"/\xff")).write_bytes(b"1")
    assert unpacked(model.archive_of(tmp_path / "model").stream()) == [("\udcff", b"1")]


def failure(path: Path) -> tuple[str, str, int]:
    with pytest.raises(Failure) as raised:
        model.archive_of(path, "m")
    return raised.value.message, raised.value.hint, raised.value.exit_code


def test_the_limits_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # 30 GB: the volume of a transform job (batch-transform-storage).
    assert (model.MAX_BYTES, model.MAX_ENTRIES) == (32_212_254_720, 100_000)
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / name).write_bytes(b"12345")
    monkeypatch.setattr(model, "MAX_BYTES", 10)
    monkeypatch.setattr(model, "MAX_ENTRIES", 2)
    assert model.archive_of(folder).size_bytes == 10
    (folder / "c").write_bytes(b"")
    assert failure(folder) == ("m has more than 2 entries", "use a smaller model", USAGE)
    (folder / "c").unlink()
    (folder / "b").write_bytes(b"123456")
    message = "m has more than 30 GB unpacked, the volume of a transform job"
    assert failure(folder) == (message, "use a smaller model", USAGE)


def test_a_model_that_can_not_be_read(tmp_path: Path) -> None:
    expected = ("cannot read m: No such file or directory", "check its permissions", USAGE)
    assert failure(tmp_path / "missing") == expected
    found = read(tmp_path, packed(("a", b"1")))
    (tmp_path / "model.tar.gz").unlink()
    with pytest.raises(Failure) as raised:
        list(found.stream())
    assert raised.value.message.startswith("cannot read the model model.tar.gz: ")
    assert (raised.value.hint, raised.value.exit_code) == ("run it again", USAGE)


def test_an_archive_with_a_damaged_entry_is_read_to_there(tmp_path: Path) -> None:
    tar = gzip.decompress(packed(("a", b"1"))).rstrip(b"\0").ljust(1024, b"\0")
    found = read(tmp_path, gzip.compress(tar + gzip.decompress(with_size("b", 5000))))
    assert (found.entries, [problem.kind for problem in found.problems]) == (("a", "b"), ["damaged"])


def test_an_entry_outside_that_is_a_folder_or_a_hard_link(tmp_path: Path) -> None:
    found = read(tmp_path, packed(("a", b"1"), ("../b", None), ("/c", "a")))
    assert (found.entries, unpacked(found.stream())) == (("a",), [("a", b"1")])
    assert [(problem.kind, problem.entry) for problem in found.problems] == [
        ("symbolic-link", "/c"),
        ("unsafe-path", "../b"),
    ]
