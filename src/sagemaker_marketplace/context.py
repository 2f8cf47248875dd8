"""The world a run meets: files of a workspace, a clock, an AWS account. Made at the edge, handed down."""

from __future__ import annotations

import os
import random
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from glob import glob

from .aws.session import Account
from .manifest.findings import USAGE, Failure
from .manifest.yaml_reader import MAX_BYTES

_GLOB = "*?["


class Clock:
    """Time as it passes."""

    def now(self) -> float:
        """Seconds since some moment; never goes back."""
        return time.monotonic()

    def today(self) -> str:
        """The date as YYYY-MM-DD, in UTC."""
        return time.strftime("%Y-%m-%d", time.gmtime())

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def jitter(self, seconds: float) -> float:
        """Spread a wait by a tenth, so that many runs do not call at once."""

        return seconds * random.uniform(0.9, 1.1)  # noqa: S311 - spreads load, guards nothing


class Workspace:
    """The folder manifests may be read from, and nothing outside it."""

    def __init__(self, root: str, bound: bool) -> None:
        """`bound` refuses named files outside `root`; else such a file's own folder takes the root's place."""
        self._root = os.path.realpath(root)
        self._bound = bound

    def expand(self, patterns: tuple[str, ...]) -> list[str]:
        """Resolve globs to names of files, in order and once each.

        Raises Failure for a glob that finds nothing.
        """
        found: dict[str, None] = {}
        for pattern in patterns:
            if pattern.startswith("arn:") or not self._is_glob(pattern):
                found[pattern] = None
                continue

            names = sorted(glob(pattern, root_dir=self._root, recursive=True))
            if not names:
                raise Failure(f"{pattern} finds no file", USAGE, f"it is looked for in {self._root}")
            found.update(dict.fromkeys(names))
        return list(found)

    def _is_glob(self, pattern: str) -> bool:
        return any(sign in pattern for sign in _GLOB) and not os.path.exists(os.path.join(self._root, pattern))

    def read(self, name: str, beside: str = "") -> tuple[str, bytes]:
        """Give the name to show and the bytes of a file; a relative name counts from the root or `beside`'s folder.

        Raises Failure for whatever is no readable regular file inside the workspace.
        """
        if not name or "\0" in name:
            raise Failure(f"{name!r} names no file", USAGE, "name a YAML or JSON file")
        start = os.path.dirname(os.path.join(self._root, beside)) if beside else self._root
        path = os.path.normpath(os.path.join(start, name))
        root = self._home(path, beside)
        real = os.path.realpath(path)
        if os.path.commonpath([real, root]) != root:
            raise Failure(f"{name} leads out of the workspace", USAGE, f"name a file inside {root}")
        return self._shown(path), self._content(name, real, start)

    def path(self, name: str) -> str:
        """Where a file of this name is to be written: relative names count from the workspace's folder."""
        return os.path.join(self._root, name)

    def writable(self, name: str, setting: str) -> None:
        """Make sure, before anything is created, that a file can be written.

        Raises Failure, with the name of the setting, when it can't.
        """
        try:
            with open(self.path(name), "a", encoding="utf-8"):
                return
        except OSError as error:
            message = f"{setting} {name} can't be written: {error.strerror}"
            raise Failure(message, USAGE, "name a file in a folder there is") from None

    def write(self, shown: str, text: str) -> None:
        """Give a file that was read under this name a new text, in place.

        Raises Failure when it can't be written.
        """
        path = os.path.realpath(os.path.join(self._root, shown))
        beside = f"{path}.{os.getpid()}"
        try:
            # Written beside it first: a full disk must not cost the manifest.
            with open(beside, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            os.chmod(beside, stat.S_IMODE(os.stat(path).st_mode))
            os.replace(beside, path)
        except OSError as error:
            if os.path.exists(beside):
                os.unlink(beside)
            raise Failure(f"{shown} can't be written: {error.strerror}", USAGE, "look at its permissions") from None

    def _home(self, path: str, beside: str) -> str:
        if self._bound or os.path.commonpath([path, self._root]) == self._root:
            return self._root
        return os.path.realpath(os.path.dirname(os.path.join(self._root, beside) if beside else path))

    def _shown(self, path: str) -> str:
        inside = os.path.commonpath([path, self._root]) == self._root
        return os.path.relpath(path, self._root) if inside else path

    def _content(self, name: str, real: str, start: str) -> bytes:
        try:
            handle = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise Failure(f"there is no file {name}", USAGE, f"it is looked for in {start}") from None
        except OSError as error:
            hint = "look at its permissions" if isinstance(error, PermissionError) else "name a YAML or JSON file"
            raise Failure(f"{name} can't be read: {error.strerror}", USAGE, hint) from None
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            os.close(handle)
            raise Failure(f"{name} is {_sort(mode)}, no file", USAGE, "name a YAML or JSON file")
        with os.fdopen(handle, "rb") as file:
            return file.read(MAX_BYTES + 1)


@dataclass(frozen=True)
class Context:
    """What a run may touch; `run` has the runner's harmless variables, `GITHUB_SHA` and the like."""

    aws: Account
    clock: Clock
    workspace: Workspace
    run: Mapping[str, str] = field(default_factory=dict)


def _sort(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a directory"
    if stat.S_ISFIFO(mode):
        return "a FIFO"
    return "a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "a socket"
