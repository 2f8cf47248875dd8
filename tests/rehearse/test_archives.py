"""Archives into and out of containers, compared with the standard library's tarfile."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.engine.archives import files_of, tar_of

NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=150)
PATHS = st.lists(NAMES.filter(lambda name: name not in (".", "..")), min_size=1, max_size=3).map("/".join)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@given(st.dictionaries(PATHS, st.binary(max_size=2_000), max_size=5))
def test_tarfile_reads_what_is_written(files: dict[str, bytes]) -> None:
    with tarfile.open(fileobj=io.BytesIO(b"".join(tar_of(files)))) as archive:
        read = {entry.name: (archive.extractfile(entry) or io.BytesIO()).read() for entry in archive}
        attributes = {(entry.mode, entry.uid, entry.gid) for entry in archive.getmembers()}
    assert read == files
    assert attributes <= {(0o644, 0, 0)}


@given(st.dictionaries(PATHS, st.binary(max_size=2_000), max_size=5), st.integers(1, 3_000))
def test_what_is_written_is_read_in_pieces_of_any_size(files: dict[str, bytes], size: int) -> None:
    data = b"".join(tar_of(files))
    assert {name: file.read() for name, file in files_of(pieces(data, size), len(data))} == files


def test_files_are_read_while_they_are_sent(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 600_000)
    (tmp_path / "shorter").write_bytes(b"y" * 600)
    stream = tar_of({"shorter": tmp_path / "shorter", "large": tmp_path / "large"})
    first = next(stream)
    (tmp_path / "shorter").write_bytes(b"y")
    read = {name: file.read() for name, file in files_of([first, *stream], 1_000_000)}
    # The size is in the header already: the rest is filled up.
    assert read == {"shorter": b"y" + bytes(599), "large": b"x" * 600_000}


def entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made.tobuf()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("link", tarfile.SYMTYPE),
        ("hard", tarfile.LNKTYPE),
        ("fifo", tarfile.FIFOTYPE),
        ("null", tarfile.CHRTYPE),
        ("folder", tarfile.DIRTYPE),
        ("/etc/passwd", tarfile.REGTYPE),
        ("../outside", tarfile.REGTYPE),
        ("a/../../outside", tarfile.REGTYPE),
        ("..", tarfile.REGTYPE),
    ],
)
def test_only_files_inside_are_read(name: str, kind: bytes) -> None:
    data = [entry("first"), entry(name, kind, "first"), entry("a/../last"), bytes(1_024)]
    assert [name for name, _ in files_of(data, 10_000)] == ["first", "last"]


@pytest.mark.parametrize("data", [b"x" * 2_000, entry("a")[:300], b"".join(tar_of({"a": b"x" * 9_000}))[:5_000]])
def test_a_broken_archive(data: bytes) -> None:
    with pytest.raises(Failure) as caught:
        [(name, file.read()) for name, file in files_of([data], 10_000)]
    assert caught.value.message.startswith("container engine: broken archive: ")


def test_too_many_bytes() -> None:
    data = b"".join(tar_of({"a": b"x" * 50_000}))
    with pytest.raises(Failure) as caught:
        [file.read() for _, file in files_of(pieces(data, 100), 40_000)]
    assert caught.value.message == "files in the container are too large to copy"
