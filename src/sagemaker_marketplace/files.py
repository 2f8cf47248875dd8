"""Opens files for writing: the only functions that do. A link is never followed, and nothing in `.git` is changed."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from .manifest.findings import USAGE, Failure

_GIT = ".git"
# Windows has neither these flags nor owners and modes of files; without O_BINARY it translates line ends.
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)
_FOLDER: int = os.O_RDONLY | _NO_LINK | getattr(os, "O_DIRECTORY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK


def in_git(path: Path) -> bool:
    """Whether a path leads into a repository's own files."""
    return _GIT in (part.casefold() for part in path.parts)


def open_for_reading(path: str | Path) -> int:
    """Open a file, a real path, and return its descriptor; wait for no FIFO and follow no link that has replaced it.

    Raises OSError if it can't be read.
    """
    return os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAIT)


def read_start(path: Path, size: int) -> bytes:
    """Return the first bytes of a file, at most `size`. Raises OSError."""
    with os.fdopen(open_for_reading(path), "rb") as file:
        return file.read(size)


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
        raise _refused(name, setting, str(error.strerror), hint(error)) from None
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
        raise _refused(name, "", str(error.strerror), hint(error)) from None


def write_below(root: Path, name: str, chunks: Iterable[bytes]) -> None:
    """Write a file below a folder, or replace its content; `name` has slashes, and folders in it are created.

    `root` is a real path; it is created if it is missing. No link below it is followed. Raises Failure for a file that
    can't be written, or whose name leads out of the folder or into `.git`.
    """
    parts = name.split("/")
    if not all(part not in ("", ".", "..") and "\0" not in part for part in parts):
        raise _refused(repr(name), "", "invalid file name", "use another name")
    if in_git(root / name):
        raise _refused(name, "", "it is in .git", "use another folder")
    try:
        folder = os.open(_create_folders(root), _FOLDER)
        try:
            for part in parts[:-1]:
                outer, folder = folder, _enter(folder, part)
                os.close(outer)
            _replace_in(folder, parts[-1], chunks)
        finally:
            os.close(folder)
    except OSError as error:
        raise _refused(str(root / name), "", str(error.strerror), hint(error)) from None


def _create_folders(path: Path) -> Path:
    """Create a folder and those that it is in, where they are missing, with the owner of the folder they are in."""
    if not path.is_dir():
        _create_folders(path.parent)
        path.mkdir()
        _set_owner(path, path.parent.stat())
    return path


def _enter(folder: int, name: str) -> int:
    """Open a folder in an open one; create it if it is missing. Raises OSError for a link."""
    is_new = False
    with suppress(FileExistsError):
        os.mkdir(name, dir_fd=folder)
        is_new = True
    entered = os.open(name, _FOLDER, dir_fd=folder)
    if is_new:
        _set_owner(entered, os.fstat(folder))
    return entered


def _replace_in(folder: int, name: str, chunks: Iterable[bytes]) -> None:
    """Write a file in an open folder, or replace it; a link of this name is replaced, too."""
    new = f".{os.urandom(8).hex()}"
    handle = os.open(new, _NEW, 0o666, dir_fd=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            _set_owner(handle, os.fstat(folder))
            file.writelines(chunks)
        os.replace(new, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        os.unlink(new, dir_fd=folder)
        raise


def replace(target: Path, lines: Iterable[str]) -> None:
    """Write a file of this real path, or replace its content; a full disk leaves the old content as it is.

    Characters that UTF-8 lacks are written as escapes, which JSON reads. Raises OSError if the file can't be written.
    """
    new, handle = _create_temporary(target)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            if sys.platform != "win32":
                with suppress(FileNotFoundError):
                    os.fchmod(handle, stat.S_IMODE(target.lstat().st_mode))
            _set_owner(handle, target.parent.stat())
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
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _NO_LINK | _NO_WAIT, 0o666)
    _set_owner(handle, target.parent.stat())
    return os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace", newline="")


def _create_temporary(target: Path) -> tuple[Path, int]:
    """Create a file with an unpredictable name in a folder; return its path and its descriptor."""
    new = target.with_name(f".{target.name[:100]}.{os.urandom(8).hex()}")
    return new, os.open(new, _NEW, 0o666)


def _set_owner(created: int | Path, folder: os.stat_result) -> None:
    """Give an open file or a folder the owner of the folder it is in, not the container's user.

    A container without the right to do so, as Kubernetes can start it, keeps what it has created.
    """
    if sys.platform != "win32" and os.geteuid() == 0:
        with suppress(PermissionError):
            os.chown(created, folder.st_uid, folder.st_gid)


def _refused(name: str, setting: str, reason: str, hint: str) -> Failure:
    return Failure(f"cannot write {setting} {name}: {reason}".replace("  ", " "), USAGE, hint)


def hint(error: OSError) -> str:
    """Return what to do about a file that can't be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "free disk space"
    missing = isinstance(error, (FileNotFoundError, NotADirectoryError))
    return "create the directory first" if missing else "check its permissions"
