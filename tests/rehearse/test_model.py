"""Model archives and folders: names, problems, and the tar for the container."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse import model
from sagemaker_marketplace.rehearse.observations import ModelProblem

Content = bytes | str | int | None
PACK = "pack it again: tar -czf model.tar.gz -C model ."
FROM_WITHIN = "pack from within the folder: tar -czf model.tar.gz -C model ."
NO_LINKS = "pack files instead of links to them: tar -czhf model.tar.gz -C model ."


def packed(*entries: tuple[str, Content]) -> bytes:
    """Return an archive: bytes are a file, a string is the target of a link, None is a folder, an integer a type."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in entries:
            entry = tarfile.TarInfo(name)
            entry.uid, entry.mode, entry.mtime = 1000, 0o4755, 1_700_000_000
            if isinstance(content, bytes):
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
                continue
            entry.type = tarfile.DIRTYPE if content is None else b"%d" % content if isinstance(content, int) else b"2"
            entry.linkname = content if isinstance(content, str) else ""
            archive.addfile(entry)
    return gzip.compress(buffer.getvalue(), mtime=0)


def unpacked(tar: Iterator[bytes]) -> list[tuple[str, bytes | str | None]]:
    with tarfile.open(fileobj=io.BytesIO(b"".join(tar)), mode="r:") as archive:
        found: list[tuple[str, bytes | str | None]] = []
        for entry in archive:
            file = archive.extractfile(entry) if entry.isreg() else None
            found.append((entry.name, file.read() if file else entry.linkname or None))
            assert (entry.uid, entry.gid, entry.mode & ~0o777) == (0, 0, 0)
        return found


def read(tmp_path: Path, content: bytes) -> model.Model:
    path = tmp_path / "model.tar.gz"
    path.write_bytes(content)
    return model.archive_of(path, "build/model.tar.gz", ("rehearsal", "model"))


@pytest.mark.parametrize(
    ("entries", "names", "inner"),
    [
        ([("model.bin", b"x" * 600)], ("model.bin",), [("model.bin", b"x" * 600)]),
        (
            [("./", None), ("./code/", None), ("./code/a.py", b""), ("./b", b"x" * 512)],
            ("code", "code/a.py", "b"),
            [("code", None), ("code/a.py", b""), ("b", b"x" * 512)],
        ),
        ([("ä" * 200, b"1"), ("1/x", b"2")], ("ä" * 200, "1/x"), [("ä" * 200, b"1"), ("1/x", b"2")]),
    ],
)
def test_good_archives(
    tmp_path: Path, entries: list[tuple[str, Content]], names: tuple[str, ...], inner: list[tuple[str, bytes | None]]
) -> None:
    found = read(tmp_path, packed(*entries))
    assert (found.entries, found.problems, found.fails) == (names, (), False)
    assert found.size_bytes == sum(len(content) for _, content in inner if content)
    assert unpacked(found.stream()) == inner


@pytest.mark.parametrize(
    ("entries", "problems", "inner"),
    [
        (
            [("a", b"1"), ("latest", "a"), ("other", "/etc/passwd")],
            [ModelProblem("symbolic-link", "latest", "the archive entry 'latest' is a symbolic link", NO_LINKS, True)],
            [("a", b"1")],
        ),
        (
            [("a", b"1"), ("../b", b"2"), ("/c", b"3"), ("d/../../e", b"4")],
            [
                ModelProblem(
                    "unsafe-path",
                    "../b",
                    "the archive entry '../b' is outside the folder it is unpacked into",
                    FROM_WITHIN,
                )
            ],
            [("a", b"1")],
        ),
        (
            [("a", b"1"), ("null", 3), ("fifo", 6)],
            [
                ModelProblem(
                    "device",
                    "null",
                    "'null' is neither a file nor a folder, and is left out",
                    "remove it from the model",
                )
            ],
            [("a", b"1")],
        ),
        (
            [("./model/", None), ("./model/a", b"1")],
            [
                ModelProblem(
                    "wrapped",
                    "model",
                    "all files of the model are in the folder model, in the container in /opt/ml/model/model",
                    FROM_WITHIN,
                )
            ],
            [("model", None), ("model/a", b"1")],
        ),
        (
            [("./", None)],
            [ModelProblem("empty", "", "the model has no files", "add the files that the container reads")],
            [],
        ),
        ([], [ModelProblem("empty", "", "the model has no files", "add the files that the container reads")], []),
    ],
)
def test_problems_of_entries(
    tmp_path: Path,
    entries: list[tuple[str, Content]],
    problems: list[ModelProblem],
    inner: list[tuple[str, bytes | None]],
) -> None:
    found = read(tmp_path, packed(*entries))
    assert list(found.problems) == problems
    assert unpacked(found.stream()) == inner


def test_a_hard_link_stays_one(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("./a"))
        for name, target in (("./b", "./a"), ("./c", "../etc/passwd")):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.LNKTYPE, target
            archive.addfile(link)
    found = read(tmp_path, gzip.compress(buffer.getvalue()))
    assert (found.problems, unpacked(found.stream())) == ((), [("a", b""), ("b", "a")])


GOOD = packed(("model.bin", os.urandom(5000)), ("b", b""))
NOT_GZIP = ModelProblem("not-gzip", "", "build/model.tar.gz is not a gzip file", PACK, True)
NOT_TAR = ModelProblem("not-tar", "", "build/model.tar.gz is gzip compressed, but not a tar archive", PACK, True)
DAMAGED = "build/model.tar.gz is damaged after the entry 'model.bin'"


def with_size(name: str, size: int) -> bytes:
    """Return an archive whose only entry has another size in its header than it has bytes."""
    header = tarfile.TarInfo(name)
    header.size = size
    return gzip.compress(header.tobuf(tarfile.GNU_FORMAT))


def long_header(size: int) -> bytes:
    """Return an archive with a long name of so many zero bytes."""
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, size
    return gzip.compress(header.tobuf(tarfile.GNU_FORMAT) + bytes(size))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", ModelProblem("not-gzip", "", "build/model.tar.gz is empty", PACK, True)),
        (b"PK\x03\x04", NOT_GZIP),
        (b"\x1f\x8b" + bytes(16), NOT_GZIP),
        (gzip.decompress(GOOD), NOT_GZIP),
        (gzip.compress(b"weights" * 1000), NOT_TAR),
        (gzip.compress(b""), NOT_TAR),
        (b"\x1f\x8b", NOT_TAR),
        (GOOD[:-5000], ModelProblem("damaged", "model.bin", DAMAGED, PACK, True)),
        (with_size("model.bin", 10_000), ModelProblem("damaged", "model.bin", DAMAGED, PACK, True)),
        (with_size("model.bin", -512), NOT_TAR),
        (long_header(20 << 20), NOT_TAR),
    ],
    ids=[
        "empty",
        "zip",
        "no method",
        "plain tar",
        "no tar",
        "nothing",
        "two bytes",
        "cut",
        "short",
        "negative size",
        "long header",
    ],
)
def test_files_that_are_not_archives(tmp_path: Path, content: bytes, problem: ModelProblem) -> None:
    found = read(tmp_path, content)
    assert (found.problems, found.fails) == ((problem,), True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (with_size("model.bin", model.MAX_BYTES + 1), "build/model.tar.gz has more than 30 GB unpacked, the volume of"),
        (packed(*[("a", b"")] * (model.MAX_ENTRIES + 1)), "build/model.tar.gz has more than 100,000 entries"),
    ],
    ids=["bytes", "entries"],
)
def test_limits(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(Failure) as raised:
        read(tmp_path, content)
    assert raised.value.message.startswith(message)


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


@given(st.binary(max_size=2000), st.integers(0, 600), st.booleans())
def test_hostile_archives(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int, is_inside: bool) -> None:
    tar = bytearray(gzip.decompress(GOOD))
    tar[at : at + len(noise)] = noise
    path = tmp_path_factory.mktemp("model") / "model.tar.gz"
    path.write_bytes(gzip.compress(bytes(tar)) if is_inside else GOOD[:at] + noise)
    try:
        found = model.archive_of(path)
    except Failure:
        return
    if not found.fails:
        names = [name for name, _ in unpacked(found.stream())]
        assert not any(name.startswith("/") or ".." in name.split("/") for name in names)
