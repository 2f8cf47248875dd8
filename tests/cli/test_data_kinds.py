"""Local data that is neither a file nor a folder, or that disappears while it is read."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sagemaker_marketplace import local_data
from sagemaker_marketplace.manifest.findings import USAGE, Failure


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        (stat.S_IFDIR | 0o755, "a directory"),
        (stat.S_IFIFO | 0o644, "a FIFO"),
        (stat.S_IFCHR | 0o644, "a device"),
        (stat.S_IFBLK | 0o644, "a device"),
        (stat.S_IFSOCK | 0o644, "a socket"),
    ],
)
def test_what_is_not_a_file(mode: int, text: str) -> None:
    assert local_data.file_type(mode) == text


def failure(name: str, folder: Path) -> tuple[str, str, int]:
    with pytest.raises(Failure) as raised:
        local_data.files_in(name, folder, lambda *_: None)
    return raised.value.message, raised.value.hint, raised.value.exit_code


def test_a_folder_that_has_disappeared(tmp_path: Path) -> None:
    expected = ("cannot read data/: No such file or directory", "check its permissions", USAGE)
    assert failure("data", tmp_path / "data") == expected


def test_too_many_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert local_data.MOST_ENTRIES == 100_000
    monkeypatch.setattr(local_data, "MOST_ENTRIES", 3)
    (tmp_path / "a").mkdir()
    for name in ("a/b", "c"):
        (tmp_path / name).touch()
    assert local_data.files_in("data", tmp_path, lambda *_: None) == [("a/b", tmp_path / "a/b"), ("c", tmp_path / "c")]
    (tmp_path / "d").touch()
    assert failure("data", tmp_path) == ("data has more than 3 entries", "use a folder with fewer files", USAGE)


def test_the_first_bytes_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(range(100)))
    assert local_data.start(tmp_path / "a") == bytes(range(64))
