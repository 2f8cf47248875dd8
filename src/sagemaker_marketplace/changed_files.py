"""The files that changed since a base: what `changed-only` compares manifests with."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

# The name of a commit for git: no option, and one word; git's own rules are stricter.
REVISION = r"[^\x00-\x20\x7f-][^\x00-\x20\x7f]{0,249}"


class UnknownChanges(Exception):
    """Which files changed is not known, so all manifests count as changed."""

    def __init__(self, reason: str, hint: str = "") -> None:
        """`reason` is one line, `hint` what to do about it."""
        super().__init__(reason)
        self._hint = hint

    def notice(self) -> str:
        """Return one line that says why all manifests are used, and what to do about it."""
        hint = f" ({self._hint})" if self._hint else ""
        return f"changed-only uses all manifests: {self}{hint}"


@dataclass(frozen=True)
class ChangedFiles:
    """The changed files of a repository: `names` are relative to its real path `root`, with slashes.

    A deleted file and the old name of a renamed one are changed as well. A name can be that of a folder all of whose
    files changed. `base` is how messages name what the files are compared with.
    """

    root: Path
    names: frozenset[str]
    base: str
    _folders: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Collect the folders that contain a changed file."""
        folders = (str(parent) for name in self.names for parent in PurePosixPath(name).parents)
        object.__setattr__(self, "_folders", frozenset(folders))

    def includes(self, path: Path) -> bool:
        """Whether the file at an absolute path changed; for a folder, whether a file in it did.

        A file outside of the repository counts as changed: nothing is known about it.
        """
        if not path.is_relative_to(self.root):
            return True
        name = PurePosixPath(path.relative_to(self.root).as_posix())
        return str(name) in self._folders or any(str(part) in self.names for part in (name, *name.parents))

    def unless_changed(self, folder: Path, file: str) -> ChangedFiles:
        """Return the files. Raises UnknownChanges if the configuration file, of a folder, is one of them."""
        if file and self.includes(Path(os.path.normpath(folder / file))):
            raise UnknownChanges(f"{file} changed, which applies to all of them")
        return self

    @classmethod
    def of(cls, root: Path, names: Iterable[str], base: str) -> ChangedFiles:
        """Return the files of a repository with these names; a folder's can end with a slash."""
        return cls(root, frozenset(name.rstrip("/") for name in names), base)
