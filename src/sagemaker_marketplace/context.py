"""What a run can access: the files of a workspace, a clock and an AWS account. Entry points create it."""

from __future__ import annotations

import os
import random
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from glob import glob
from pathlib import Path
from uuid import uuid4

from .aws.session import Account
from .manifest.findings import USAGE, Failure
from .manifest.yaml_reader import MAX_BYTES

DEFAULT_MANIFEST = "sagemaker-marketplace.yaml"
_GLOB = "*?["
_HINT = "use a YAML or JSON file"


class Clock:
    """The time."""

    def now(self) -> float:
        """Return seconds on a monotonic clock."""
        return time.monotonic()

    def today(self) -> str:
        """Return the date in UTC as YYYY-MM-DD."""
        return time.strftime("%Y-%m-%d", time.gmtime())

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def jitter(self, seconds: float) -> float:
        """Vary a waiting time by up to 10 %, so that many runs do not send their requests at the same time."""
        return seconds * random.uniform(0.9, 1.1)  # noqa: S311 - spreads load, guards nothing


class Workspace:
    """The folder from which files are read."""

    def __init__(self, root: str, bound: bool) -> None:
        """`bound` refuses files outside `root`; otherwise such a file can refer to files in its own folder."""
        self._root = Path(root).resolve()
        self._bound = bound

    def expand(self, patterns: tuple[str, ...]) -> list[str]:
        """Return the file names that globs match, in order and without duplicates; ARNs stay as they are.

        Raises Failure for a glob without a match.
        """
        names: dict[str, None] = {}
        for pattern in patterns:
            if pattern.startswith("arn:") or not self._is_glob(pattern):
                names[pattern] = None
                continue
            matches = sorted(glob(pattern, root_dir=self._root, recursive=True))
            if not matches:
                raise Failure(f"no file matches {pattern} (searched in {self._root})", USAGE, "check the path")
            names.update(dict.fromkeys(matches))
        return list(names)

    def read(self, name: str, relative_to: str = "") -> tuple[str, bytes]:
        """Return a file's name in messages and its content; a name is relative to the root, or to another file.

        Raises Failure unless the name is a readable regular file inside the workspace.
        """
        if not name or "\0" in name:
            raise Failure(f"invalid file name: {name!r}", USAGE, _HINT)
        folder = (self._root / relative_to).parent if relative_to else self._root
        path = Path(os.path.normpath(folder / name))
        root = self._boundary(path, relative_to)
        real = Path(os.path.realpath(path))  # unlike resolve, accepts a loop of links
        if not real.is_relative_to(root):
            raise Failure(f"{name} is outside the workspace", USAGE, f"use a file inside {root}")
        shown = path.relative_to(self._root) if path.is_relative_to(self._root) else path
        return str(shown), _content(name, real, folder)

    def path(self, name: str) -> Path:
        """Return where a file of this name is written; relative names start at the root."""
        return self._root / name

    def ensure_writable(self, name: str, setting: str) -> None:
        """Check, before anything is created, that a file can be written.

        Raises Failure, which names the setting, if it can't.
        """
        try:
            with self.path(name).open("a"):
                return
        except OSError as error:
            message = f"cannot write {setting} {name}: {error.strerror}"
            raise Failure(message, USAGE, "create the directory first") from None

    def write(self, shown: str, text: str) -> None:
        """Replace the content of a file that was read under this name.

        Raises Failure if it can't be written.
        """
        path = (self._root / shown).resolve()
        new = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            # Written to a second file first, so that a full disk does not destroy the manifest.
            new.write_text(text, encoding="utf-8", newline="")
            new.chmod(stat.S_IMODE(path.stat().st_mode))
            new.replace(path)
        except OSError as error:
            new.unlink(missing_ok=True)
            raise Failure(f"cannot write {shown}: {error.strerror}", USAGE, "check its permissions") from None

    def _is_glob(self, pattern: str) -> bool:
        return any(character in pattern for character in _GLOB) and not os.path.exists(self._root / pattern)

    def _boundary(self, path: Path, relative_to: str) -> Path:
        """Return the folder that a file must not be outside of."""
        if self._bound or path.is_relative_to(self._root):
            return self._root
        return ((self._root / relative_to) if relative_to else path).parent.resolve()


@dataclass(frozen=True)
class Context:
    """What a run can access; `run` has the runner's variables without secrets, such as `GITHUB_SHA`.

    `invocation` is a random name of this invocation of the program: it marks what it creates.
    """

    aws: Account
    clock: Clock
    workspace: Workspace
    run: Mapping[str, str] = field(default_factory=dict)
    invocation: str = field(default_factory=lambda: uuid4().hex)


def _content(name: str, path: Path, folder: Path) -> bytes:
    try:
        # Neither waits for a FIFO nor follows a link that has replaced the file since.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except FileNotFoundError:
        hint = f"run 'sagemaker-marketplace init {name}' to create it" if name == DEFAULT_MANIFEST else "check the path"
        raise Failure(f"file not found: {name} (searched in {folder})", USAGE, hint) from None
    except OSError as error:
        hint = "check its permissions" if isinstance(error, PermissionError) else _HINT
        raise Failure(f"cannot read {name}: {error.strerror}", USAGE, hint) from None
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise Failure(f"{name} is {_file_type(mode)}, not a file", USAGE, _HINT)
    with os.fdopen(handle, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _file_type(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a directory"
    if stat.S_ISFIFO(mode):
        return "a FIFO"
    return "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "a socket"
