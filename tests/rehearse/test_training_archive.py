"""A trained model: the archive that SageMaker makes of /opt/ml/model."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest
from tests.rehearse.tar_files import Content, packed

from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.rehearse.sources.model import archive_of
from sagemaker_marketplace.rehearse.training import archive


def folder(*entries: tuple[str, Content]) -> list[bytes]:
    """An engine's archive of the folder `model`, in small chunks."""
    data = gzip.decompress(packed(*entries))
    return [data[start : start + 700] for start in range(0, len(data), 700)]


def test_files_are_at_the_top(tmp_path: Path) -> None:
    path = tmp_path / "model.tar.gz"
    entries = (
        ("model/", None),
        ("model/a", b"1" * 3000),
        ("model/trees/", None),
        ("model/trees/b", b"2"),
        ("model/c", b""),
    )
    assert archive.pack(folder(*entries), path) == ("a", "trees/b", "c")
    with tarfile.open(path, "r:gz") as packed_model:
        found = [(entry.name, entry.isdir(), entry.size, entry.mode, entry.mtime) for entry in packed_model]
        content = packed_model.extractfile("a")
        assert content
        assert content.read() == b"1" * 3000
    assert found == [
        ("a", False, 3000, 0o4755, 1_700_000_000),
        ("trees", True, 0, 0o4755, 1_700_000_000),
        ("trees/b", False, 1, 0o4755, 1_700_000_000),
        ("c", False, 0, 0o4755, 1_700_000_000),
    ]
    model = archive_of(path)
    assert (model.entries, model.problems, model.size_bytes) == (("a", "trees", "trees/b", "c"), (), 3001)


def test_links_stay_links(tmp_path: Path) -> None:
    path = tmp_path / "model.tar.gz"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as made:
        made.addfile(tarfile.TarInfo("model/a"))
        for name, kind, target in (("soft", tarfile.SYMTYPE, "a"), ("hard", tarfile.LNKTYPE, "model/a")):
            entry = tarfile.TarInfo(f"model/{name}")
            entry.type, entry.linkname = kind, target
            made.addfile(entry)
    assert archive.pack([buffer.getvalue()], path) == ("a", "soft", "hard")
    with tarfile.open(path) as packed_model:
        assert [(entry.name, entry.type, entry.linkname) for entry in packed_model] == [
            ("a", tarfile.REGTYPE, ""),
            ("soft", tarfile.SYMTYPE, "a"),
            ("hard", tarfile.LNKTYPE, "a"),
        ]
    assert [problem.kind for problem in archive_of(path).problems] == ["symbolic-link"]


@pytest.mark.parametrize(
    "entries",
    [
        [("model/", None)],
        [("model/", None), ("model/trees/", None)],
        # The program has replaced the folder.
        [("model", "/etc")],
        [("model", b"a file")],
        [],
    ],
)
def test_no_model(tmp_path: Path, entries: list[tuple[str, Content]]) -> None:
    assert archive.pack(folder(*entries), tmp_path / "model.tar.gz") == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("MAX_ENTRIES", 2, "/opt/ml/model has more than 2 entries"),
        ("MAX_BYTES", 5_000, "/opt/ml/model has more than 30 GB"),
    ],
)
def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, message: str) -> None:
    monkeypatch.setattr(archive, limit, value)
    chunks = folder(("model/", None), ("model/a", b"x" * 3_000), ("model/b", b"x" * 3_000))
    with pytest.raises(Failure) as caught:
        archive.pack(chunks, tmp_path / "model.tar.gz")
    assert (caught.value.message, caught.value.exit_code) == (message, USAGE)


def test_a_broken_archive(tmp_path: Path) -> None:
    [data] = [b"".join(folder(("model/a", b"x" * 3_000)))]
    with pytest.raises(Failure, match="broken archive"):
        archive.pack([data[:1_000]], tmp_path / "model.tar.gz")
