"""Packs and unpacks tar archives in memory."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Iterator

Content = bytes | str | int | None


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
