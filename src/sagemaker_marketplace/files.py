"""Opens files for writing: the only functions that do. A link is never followed, and nothing in `.git` is changed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, TextIO

from .manifest.findings import USAGE, Failure

_GIT = ".git"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


def in_git(path: Path) -> bool:
    """Whether a path leads into a repository's own files."""
    return _GIT in (part.casefold() for part in path.parts)


def check_target(path: Path, name: str, setting: str = "", root: Path | None = None) -> Path:
    """Return the real path of a file to write, after a test that a file can be created beside it.

    Raises Failure, which names the setting, for a link, for anything else that is not a file, for a file in `.git` or
    outside of `root`, and for a folder in which no file can be created.
    """
    try:
        target = path.parent.resolve(strict=True) / path.name
        if root and not target.is_relative_to(root):
            raise _refused(name, setting, "it is outside the workspace", f"use a file inside {root}")
        if in_git(target.relative_to(root) if root else target):
            raise _refused(name, setting, "it is in .git", "use another folder")
        with suppress(FileNotFoundError):
            mode = target.lstat().st_mode
            if not stat.S_ISREG(mode):
                what = "a symbolic link" if stat.S_ISLNK(mode) else "a directory" if stat.S_ISDIR(mode) else "a device"
                raise _refused(name, setting, f"it is {what}", "use another name, or remove it first")
        new, handle = _create_temporary(target)
        os.close(handle)
        new.unlink()
    except OSError as error:
        raise _refused(name, setting, str(error.strerror), _hint(error)) from None
    except ValueError:
        raise _refused(name, setting, "invalid file name", "use another name") from None
    return target


def make_folder(path: Path, name: str) -> None:
    """Create a folder, unless it exists. Raises Failure for one that can't be created, or is in `.git`."""
    try:
        if in_git(path.resolve()):
            raise _refused(name, "", "it is in .git", "use another folder")
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise _refused(name, "", str(error.strerror), _hint(error)) from None


def replace(target: Path, lines: Iterable[str]) -> None:
    """Write a file of this real path, or replace its content; a full disk leaves the old content as it is.

    Characters that UTF-8 lacks are written as escapes, which JSON reads. Raises OSError if the file can't be written.
    """
    new, handle = _create_temporary(target)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            with suppress(FileNotFoundError):
                os.fchmod(handle, stat.S_IMODE(target.lstat().st_mode))
            _set_owner(handle, target.parent)
            file.writelines(lines)
        new.replace(target)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def create(target: Path, text: str) -> None:
    """Write a new file. Raises OSError if it exists or can't be written."""
    with os.fdopen(os.open(target, _NEW, 0o666), "w", encoding="utf-8", newline="") as file:
        file.write(text)


def create_binary(target: Path) -> BinaryIO:
    """Open a new file for bytes, which only its owner can read. Raises OSError if it exists or can't be created."""
    return os.fdopen(os.open(target, _NEW, 0o600), "wb")


def append(target: Path) -> TextIO:
    """Open a file of this real path to append to it. Raises OSError if it can't be opened or is a link."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK
    handle = os.open(target, flags, 0o666)
    _set_owner(handle, target.parent)
    return os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace", newline="")


def _create_temporary(target: Path) -> tuple[Path, int]:
    """Create a file with an unpredictable name in a folder; return its path and its descriptor."""
    new = target.with_name(f".{target.name[:100]}.{token_hex(8)}")
    return new, os.open(new, _NEW, 0o666)


def _set_owner(handle: int, folder: Path) -> None:
    """Give a file the owner of its folder, not the container's user."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.fchown(handle, owner.st_uid, owner.st_gid)


def _refused(name: str, setting: str, reason: str, hint: str) -> Failure:
    return Failure(f"cannot write {setting} {name}: {reason}".replace("  ", " "), USAGE, hint)


def _hint(error: OSError) -> str:
    missing = isinstance(error, (FileNotFoundError, NotADirectoryError))
    return "create the directory first" if missing else "check its permissions"
