"""Packs what a training job leaves in /opt/ml/model as SageMaker does: model.tar.gz, with the files at its top.

Sources: SageMaker developer guide, your-algorithms-training-algo-output. How symbolic links are packed is not
documented: they stay links here.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from ...files import create_binary
from ...manifest.findings import USAGE, Failure
from ..engine.archives import entries_of
from ..sources.model import MAX_BYTES, MAX_ENTRIES, Model, archive_of
from ..sources.model_problems import SYMBOLIC_LINK

NAME = "model.tar.gz"
# How much SageMaker compresses is not documented; this takes the least time.
_LEVEL = 1
_SMALLER = "write a smaller model to /opt/ml/model"


def pack(chunks: Iterable[bytes], path: Path) -> tuple[str, ...]:
    """Write the archive of a model folder and return the names of its files; without any, no archive is left.

    `chunks` are the tar archive of a folder, whose names begin with the folder. Raises Failure for more than 30 GB or
    100,000 entries, and if the archive is broken.
    """
    names = []
    with create_binary(path) as file, _new_archive(file) as archive:
        for entry, content in _entries(chunks):
            archive.addfile(entry, content)
            if not entry.isdir():
                names.append(entry.name)
    if not names:
        path.unlink()
    return tuple(names)


def packed_model(path: Path, name: str, field_path: tuple[str | int, ...]) -> Model:
    """Read the archive of a training job, as `archive_of` does.

    How SageMaker packs a symbolic link is not documented, so that one does not fail the transform job.
    """
    model = archive_of(path, name, field_path)
    problems = (replace(each, fails=each.fails and each.kind != SYMBOLIC_LINK) for each in model.problems)
    return replace(model, problems=tuple(problems))


def _new_archive(file: IO[bytes]) -> tarfile.TarFile:
    return tarfile.open(
        fileobj=file, mode="w:gz", compresslevel=_LEVEL, format=tarfile.GNU_FORMAT, errors="surrogateescape"
    )


def _entries(chunks: Iterable[bytes]) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """Yield the entries below the folder, with their names in it. Raises Failure beyond the limits."""
    count = size = 0
    for entry, content in entries_of(chunks, MAX_BYTES + MAX_ENTRIES * tarfile.BLOCKSIZE):
        count, size = count + 1, size + entry.size
        if count > MAX_ENTRIES:
            raise Failure(f"/opt/ml/model has more than {MAX_ENTRIES:,} entries", USAGE, _SMALLER)
        if size > MAX_BYTES:
            raise Failure("/opt/ml/model has more than 30 GB", USAGE, _SMALLER)
        entry.name = _inner(entry.name)
        if entry.islnk():
            entry.linkname = _inner(entry.linkname)
        if entry.name:
            yield entry, content


def _inner(name: str) -> str:
    return name.strip("/").partition("/")[2]
