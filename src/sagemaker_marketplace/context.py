"""What a run can access: the files of a workspace, a clock and an AWS account. Entry points create it."""

from __future__ import annotations

import os
import random
import stat
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from . import files, local_data, manifest_files, walk
from .changed_files import ChangedFiles
from .manifest import recognition, schema
from .manifest.findings import USAGE, Failure
from .manifest.recognition import DEFAULT_NAMES

if TYPE_CHECKING:  # a check does not load what calls AWS
    from .aws.queries import Queries
    from .aws.session import Account

STDIN = "-"
_STDIN_SHOWN = "<stdin>"
_GLOB = "*?["


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

    def __init__(self, root: str, bound: bool, read_stdin: Callable[[], bytes] | None = None) -> None:
        """`bound` refuses files outside `root`; otherwise such a file can refer to files in its own folder.

        `read_stdin` returns what the file name `-` stands for; without it, that name is refused.
        """
        self._root = Path(root).resolve()
        self._bound = bound
        self._read_stdin = cache(read_stdin) if read_stdin else None

    def __reduce__(self) -> tuple[type[Workspace], tuple[str, bool]]:
        """Return how another process makes a copy, which is without standard input."""
        return Workspace, (str(self._root), self._bound)

    def expand(self, patterns: tuple[str, ...]) -> list[str]:
        """Return the manifests that globs and folders contain, in order and each file once; without any, the default.

        ARNs and standard input stay as they are. Raises Failure for a glob or folder without a manifest.
        """
        names: dict[str, str] = {}
        for pattern in patterns or (self._default(),):
            for name in self._matches(pattern):
                # A file with two names is one manifest. An ARN or a missing file is not a path, and stays as it is.
                names.setdefault(os.path.realpath(self._root / name) if "\0" not in name else name, name)
        return list(names.values())

    def read(self, name: str, relative_to: str = "") -> tuple[str, bytes]:
        """Return a file's name in messages and its content; a name is relative to the root, or to another file.

        Raises Failure unless the name is a readable regular file inside the workspace.
        """
        if name == STDIN and not relative_to:
            return _STDIN_SHOWN, self._stdin()
        path, real, _ = self._located(name, relative_to, manifest_files.HINT)
        shown = path.relative_to(self._root) if path.is_relative_to(self._root) else path
        return shown.as_posix(), manifest_files.content(name, real, self._folder_of(relative_to))

    def paths(self, name: str, relative_to: str = "") -> tuple[Path, Path]:
        """Return the path and the real path of a file or folder, whether it exists or not.

        Raises Failure for a name that is none, and for one outside the workspace.
        """
        path, real, _ = self._located(name, relative_to, manifest_files.HINT)
        return path, real

    def data_path(self, name: str, relative_to: str) -> Path:
        """Return the real path of a file or folder, whose name is relative to another file; nothing is read.

        Raises Failure unless it exists inside the workspace, and for a FIFO, a device and a socket.
        """
        _, real, _ = self._located(name, relative_to, local_data.HINT)
        local_data.mode(name, real, self._folder_of(relative_to))
        return real

    def data_files(self, name: str, relative_to: str) -> list[tuple[str, Path]]:
        """Return name and real path of each file in a folder and in the folders in it; of a file, the file itself.

        Names are relative to the folder, with slashes, and sorted. A file of another path than its name's is a link.
        Raises Failure as `data_path`, also for an entry of the folder, and for more than 100,000 entries.
        """
        _, real, root = self._located(name, relative_to, local_data.HINT)
        if not stat.S_ISDIR(local_data.mode(name, real, self._folder_of(relative_to))):
            return [(os.path.basename(os.path.normpath(name)), real)]
        return local_data.files_in(name, real, lambda shown, path: self._check_inside(shown, path, root))

    def data_start(self, name: str, relative_to: str) -> bytes:
        """Return the first bytes of a file with data, by which its format is recognized.

        Raises Failure as `data_path`, and if the file can't be read.
        """
        path = self.data_path(name, relative_to)
        try:
            return local_data.start(path)
        except OSError as error:
            raise Failure(f"cannot read {name}: {error.strerror}", USAGE, "check its permissions") from None

    def target(self, name: str, setting: str = "") -> Path:
        """Return the real path of a file to write, after a test that it can be written; the root is its base.

        Raises Failure, which names the setting, if it can't be or must not be written.
        """
        return files.check_target(self._root / name, name, setting, self._root if self._bound else None)

    def write(self, name: str, lines: Iterable[str]) -> None:
        """Write a file, or replace its content.

        Raises Failure if it can't be or must not be written.
        """
        try:
            files.replace(self.target(name), lines)
        except OSError as error:
            raise Failure(f"cannot write {name}: {error.strerror}", USAGE, files.hint(error)) from None

    def write_below(self, folder: str, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file in a folder, or replace its content; both are created if they are missing.

        Raises Failure if it can't be or must not be written: outside of the folder, or of the workspace.
        """
        if not folder or "\0" in folder:
            raise Failure(f"invalid folder name: {folder!r}", USAGE, "use the path of a folder")
        real = Path(os.path.realpath(self._root / folder))
        if self._bound:
            self._check_inside(folder, real, self._root)
        files.write_below(real, name, chunks)

    def make_folder(self, name: str) -> None:
        """Create a folder, unless it exists.

        Raises Failure if it can't be or must not be created.
        """
        files.make_folder(self._root / name, name)

    def create(self, name: str, text: str) -> None:
        """Write a new file.

        Raises Failure if it exists, or can't be or must not be written.
        """
        try:
            files.create(self.target(name), text)
        except FileExistsError:
            raise Failure(f"{name} already exists", USAGE, "remove it first, or choose another name") from None
        except OSError as error:
            raise Failure(f"cannot write {name}: {error.strerror}", USAGE, files.hint(error)) from None

    def _default(self) -> str:
        """Return the name of the only manifest with a default name."""
        found = [name for name in DEFAULT_NAMES if os.path.lexists(self._root / name)]
        if not found:
            message = f"no manifest found (searched for {DEFAULT_NAMES[0]}, .yml and .json in {self._root})"
            hint = f"run 'sagemaker-marketplace init {DEFAULT_NAMES[0]}' to create one, or name a manifest or folder"
            raise Failure(message, USAGE, hint)
        if len(found) > 1:
            message = f"found {' and '.join(found)}: it is not clear which is the manifest"
            raise Failure(message, USAGE, "remove or rename one of them, or name the manifest")
        return found[0]

    def _matches(self, pattern: str) -> list[str]:
        """Return the files that a name, a glob or a folder stands for."""
        if pattern == STDIN or pattern.startswith("arn:") or "\0" in pattern:
            return [pattern]
        if self._is_glob(pattern):
            matches = sorted(walk.matches(self._root, pattern))
            if not matches:
                raise Failure(f"no file matches {pattern} (searched in {self._root})", USAGE, "check the path")
            return matches
        return self._manifests_in(pattern) if os.path.isdir(self._root / pattern) else [pattern]

    def _manifests_in(self, folder: str) -> list[str]:
        """Return the manifests in a folder and the folders in it."""
        path = Path(os.path.normpath(self._root / folder))
        self._check_inside(folder, Path(os.path.realpath(path)), self._root if self._bound else path.resolve())
        files = walk.below(self._root, folder, recognition.SUFFIXES)
        manifests = [name for name in files if os.path.basename(name) in DEFAULT_NAMES or self._is_manifest(name)]
        if not manifests:
            message = f"no manifest found in {folder} (searched for .yaml, .yml and .json files)"
            kinds = " or ".join(f"kind: {kind}" for kind in schema.kinds())
            raise Failure(message, USAGE, f"begin each manifest with {kinds}")
        return manifests

    def _is_manifest(self, name: str) -> bool:
        """Whether a file that is not named by the user is a manifest; one that can't be read is none of theirs."""
        try:
            return recognition.is_manifest(self.read(name)[1])
        except Failure:
            return False

    def _stdin(self) -> bytes:
        if not self._read_stdin:
            raise Failure("- is standard input, which the action does not have", USAGE, "use the path of a manifest")
        return self._read_stdin()

    def _check_inside(self, name: str, real: Path, root: Path) -> None:
        """Raises Failure for a path outside of a folder, and for one in `.git`, which can contain a token."""
        if not real.is_relative_to(root):
            raise Failure(f"{name} is outside the workspace", USAGE, f"use a file inside {root}")
        if files.in_git(real.relative_to(root)):
            # It can contain the token that fetched the repository, and a finding would quote its line.
            raise Failure(f"{name} is in .git", USAGE, "use a file of the repository's content")

    def _located(self, name: str, relative_to: str, hint: str) -> tuple[Path, Path, Path]:
        """Return a file's path, its real path, and the folder that it must not be outside of.

        Raises Failure for a name that is none, with the hint, and for a file outside of the folder.
        """
        if not name or "\0" in name:
            raise Failure(f"invalid file name: {name!r}", USAGE, hint)
        path = Path(os.path.normpath(self._folder_of(relative_to) / name))
        real, root = Path(os.path.realpath(path)), self._boundary(path, relative_to)  # resolve refuses a loop of links
        self._check_inside(name, real, root)
        return path, real, root

    def _folder_of(self, relative_to: str) -> Path:
        return (self._root / relative_to).parent if relative_to else self._root

    def _is_glob(self, pattern: str) -> bool:
        return any(character in pattern for character in _GLOB) and not os.path.exists(self._root / pattern)

    def _boundary(self, path: Path, relative_to: str) -> Path:
        """Return the folder that a file must not be outside of."""
        if self._bound or path.is_relative_to(self._root):
            return self._root
        return ((self._root / relative_to) if relative_to else path).parent.resolve()


def _no_engine() -> Any:
    raise Failure("no container engine", USAGE, "use the command line or the action")


@dataclass(frozen=True)
class Context:
    """What a run can access; `run` has the runner's variables without secrets, such as `GITHUB_SHA`.

    `open_account` is called once for each role, when a stage first needs its account. `engine` opens the container
    engine (rehearse/engine/) and raises Failure if there is none. `debug` prints a line of debug output. `changed` are
    the files that changed; None if all manifests are used. `invocation` is a random name of this invocation of the
    program: it marks what it creates.
    """

    open_account: Callable[[str], Account]
    clock: Clock
    workspace: Workspace
    run: Mapping[str, str] = field(default_factory=dict)
    engine: Callable[[], Any] = _no_engine
    debug: Callable[[str], object] = lambda _line: None
    changed: ChangedFiles | None = None
    invocation: str = field(default_factory=lambda: uuid4().hex)

    _accounts: dict[str, Account] = field(default_factory=dict, repr=False)
    _queries: dict[tuple[str, str], Queries] = field(default_factory=dict, repr=False)

    def account(self, role: str = "") -> Account:
        """Return the AWS account of a manifest's role; by default that of the run's own credentials."""
        if role not in self._accounts:
            self._accounts.setdefault(role, self.open_account(role))  # another thread can be first
        return self._accounts[role]

    def queries(self, role: str, region: str) -> Queries:
        """Return the queries that all manifests of an account and Region share: each question is asked once per run."""
        if (role, region) not in self._queries:
            from .facts.facts import Facts

            today = self.clock.today()
            queries = self.account(role).queries(region, today, Facts(today=today))
            self._queries.setdefault((role, region), queries)
        return self._queries[role, region]
