"""Model archives: names, problems, and the tar for the container."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rehearse.tar_files import Content, packed, unpacked

from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.preflight.model_archives import Archive, Entry, LocalArchive
from sagemaker_marketplace.rehearse.observations import ModelProblem
from sagemaker_marketplace.rehearse.sources import model
from sagemaker_marketplace.rehearse.training import archive

PACK = "pack it again: tar -czf model.tar.gz -C model ."
FROM_WITHIN = "pack from within the folder: tar -czf model.tar.gz -C model ."
NO_LINKS = "pack files instead of links to them: tar -czhf model.tar.gz -C model ."


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
            [("a", b"1"), ("latest", "a"), ("other", "/etc/passwd"), ("b/c", "../a"), ("b/d", "../../a"), ("e", "..")],
            [ModelProblem("symbolic-link", "latest", "the archive entry 'latest' is a symbolic link", NO_LINKS, True)],
            [("a", b"1"), ("latest", "a"), ("other", "/etc/passwd"), ("b/c", "../a")],
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
    inner: list[tuple[str, Content]],
) -> None:
    found = read(tmp_path, packed(*entries))
    assert list(found.problems) == problems
    trained = archive.packed_model(found.path, "build/model.tar.gz", ())
    assert (list(trained.problems), trained.fails) == ([replace(each, fails=False) for each in problems], False)
    assert unpacked(found.stream()) == inner


def test_what_the_checks_of_archives_get(tmp_path: Path) -> None:
    content = packed(("./", None), ("./a", b"1"), ("./b", "a"), ("./c", 3))
    entries = (Entry(".", "folder"), Entry("./a", "file"), Entry("./b", "symbolic link"), Entry("./c", "device"))
    path = ("rehearsal", "model")
    archive = Archive(path, "build/model.tar.gz", len(content), True, True, entries)
    assert read(tmp_path, content).local_archive == LocalArchive(archive)


def test_a_large_model_is_not_kept_in_memory(tmp_path: Path) -> None:
    found = read(tmp_path, packed(("model.bin", bytes(32 << 20)), ("b", b"")))
    tracemalloc.start()
    try:
        size = sum(len(chunk) for chunk in found.stream())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == (32 << 20) + 4 * 512
    assert peak < 8 << 20


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


def with_hard_link(name: str, target: str) -> bytes:
    """Return an archive whose only entry is a hard link."""
    header = tarfile.TarInfo(name)
    header.type, header.linkname = tarfile.LNKTYPE, target
    return gzip.compress(header.tobuf(tarfile.GNU_FORMAT) + bytes(1024))


def long_header(size: int) -> bytes:
    """Return an archive with a long name of so many zero bytes."""
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, size
    return gzip.compress(header.tobuf(tarfile.GNU_FORMAT) + bytes(size))


@pytest.mark.parametrize("rest", [bytes(512), GOOD, b"text"], ids=["zeros", "another archive", "text"])
def test_what_follows_an_archive_is_ignored(tmp_path: Path, rest: bytes) -> None:
    assert read(tmp_path, GOOD + rest).problems == ()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", ModelProblem("not-gzip", "", "build/model.tar.gz is empty", PACK, True)),
        (b"PK\x03\x04", NOT_GZIP),
        (b"\x1f\x8b" + bytes(16), NOT_GZIP),
        (gzip.decompress(GOOD), NOT_GZIP),
        (gzip.compress(b"weights" * 1000, mtime=0), NOT_TAR),
        (gzip.compress(b"", mtime=0), NOT_TAR),
        (b"\x1f\x8b", NOT_TAR),
        (GOOD[:-5000], ModelProblem("damaged", "model.bin", DAMAGED, PACK, True)),
        (with_size("model.bin", 10_000), ModelProblem("damaged", "model.bin", DAMAGED, PACK, True)),
        (GOOD[:-5], ModelProblem("damaged", "b", DAMAGED.replace("model.bin", "b"), PACK, True)),
        (with_hard_link("model.bin", "model.bin"), ModelProblem("damaged", "model.bin", DAMAGED, PACK, True)),
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
        "without its checksum",
        "hard link to itself",
        "negative size",
        "long header",
    ],
)
def test_files_that_are_not_archives(tmp_path: Path, content: bytes, problem: ModelProblem) -> None:
    found = read(tmp_path, content)
    assert (found.problems, found.fails) == ((problem,), True)


def with_entries(number: int) -> bytes:
    """Return an archive with so many empty files."""
    return gzip.compress(tarfile.TarInfo("a").tobuf(tarfile.GNU_FORMAT) * number, 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            lambda: with_size("model.bin", model.MAX_BYTES + 1),
            "build/model.tar.gz has more than 30 GB unpacked, the volume of",
        ),
        (lambda: with_entries(model.MAX_ENTRIES + 1), "build/model.tar.gz has more than 1,000 entries"),
    ],
    ids=["bytes", "entries"],
)
def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Callable[[], bytes], message: str) -> None:
    assert model.MAX_ENTRIES == 100_000
    monkeypatch.setattr(model, "MAX_ENTRIES", 1000)
    with pytest.raises(Failure) as raised:
        read(tmp_path, content())
    assert raised.value.message.startswith(message)


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
