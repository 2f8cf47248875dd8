"""What a model archive contains, from its entries: the rules for an archive in S3 and for a local one."""

from __future__ import annotations

import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..manifest.paths import Path

FILE, FOLDER, SYMBOLIC_LINK, HARD_LINK, OTHER = "file", "folder", "symbolic link", "hard link", "device"
PACK_AGAIN = "pack it again: tar -czf model.tar.gz -C model ."
PACK_FROM_WITHIN = "pack from within the folder: tar -czf model.tar.gz -C model ."
REPLACE_LINKS = "pack files instead of links to them: tar -czhf model.tar.gz -C model ."
# What reading a damaged or hostile tar archive raises, besides the errors of its compression.
TAR_ERRORS = (tarfile.TarError, ValueError, ArithmeticError, LookupError, RecursionError)


@dataclass(frozen=True)
class Entry:
    """An entry of an archive: name and kind."""

    name: str
    kind: str


@dataclass(frozen=True)
class Archive:
    """A file that should be a gzip compressed tar: what it is, and its first entries, or all of a local archive.

    `path` is the field of the manifest that names it, `name` its location in messages, `size` its bytes.
    """

    path: Path
    name: str
    size: int
    is_gzip: bool
    is_tar: bool
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class LocalArchive:
    """A local archive instead of those in S3, for the checks of model archives."""

    # LOCAL of the checks that can use it.
    kind: ClassVar = "model"
    archive: Archive


def kind(entry: tarfile.TarInfo) -> str:
    """Return the kind of an entry."""
    if entry.isreg():
        return FILE
    if entry.isdir():
        return FOLDER
    return SYMBOLIC_LINK if entry.issym() else HARD_LINK if entry.islnk() else OTHER


def leaves_folder(name: str) -> bool:
    """Whether a name leads out of the folder that the archive is unpacked into."""
    return name.startswith("/") or ".." in name.split("/")


def common_folder(entries: Sequence[Entry]) -> str:
    """Return the folder that comes first and contains all other entries; empty if there is none.

    A number is not one: TensorFlow Serving requires a folder for each version.
    """
    cleaned = [(entry.name.removeprefix("./"), entry.kind) for entry in entries if entry.name != "."]
    if len(cleaned) < 2 or cleaned[0][1] != FOLDER or cleaned[0][0].isdigit():
        return ""
    first = cleaned[0][0]
    return first if all(name.startswith(f"{first}/") for name, _ in cleaned[1:]) else ""


def not_gzip(archive: Archive) -> str:
    """Return the message about an archive that is not gzip compressed."""
    return f"{archive.name} is not a gzip file" if archive.size else f"{archive.name} is empty"


def not_tar(archive: Archive) -> str:
    """Return the message about a compressed file that is not a tar archive."""
    return f"{archive.name} is gzip compressed, but not a tar archive"


def unsafe_path(name: str) -> str:
    """Return the message about an entry that `leaves_folder`."""
    return f"the archive entry {name!r} is outside the folder it is unpacked into"


def symbolic_link(name: str) -> str:
    """Return the message about an entry that is a symbolic link."""
    return f"the archive entry {name!r} is a symbolic link"
