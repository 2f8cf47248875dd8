"""The files of a release: what changes in them, and the git commands of a release."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from . import changelog, names
from .problem import ReleaseError
from .version import Version

_MAIN_IMAGE = re.compile(r"^( *image: )Dockerfile$", re.MULTILINE)
_REFERENCE = re.compile(r"docker://[^@\s]+@sha256:[0-9a-f]{64}")
_PINNED_BASE = re.compile(r"FROM \S+@sha256:[0-9a-f]{64}( AS \S+)?")
WORKFLOWS = ".github/workflows"


def git(root: Path, *arguments: str, variables: Mapping[str, str] | None = None) -> str:
    """Run a git command and return its output.

    Raises ReleaseError with git's message if it fails.
    """
    environment = {**os.environ, **(variables or {})}
    done = subprocess.run(["git", *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReleaseError(f"git {arguments[0]} failed: {done.stderr.strip()}", "see the message of git")
    return done.stdout


def check_clean(root: Path) -> None:
    """Raise ReleaseError if the working tree has changes or files that no commit has."""
    changed = git(root, "status", "--porcelain").splitlines()
    if changed:
        raise ReleaseError(f"the working tree has changes: {', '.join(changed)}", "commit or remove them")


def check_base(root: Path) -> None:
    """Raise ReleaseError if the Dockerfile has a base image without a digest."""
    for number, line in enumerate((root / "Dockerfile").read_text("utf-8").splitlines(), 1):
        if line.startswith("FROM ") and not _PINNED_BASE.fullmatch(line):
            raise ReleaseError(f"Dockerfile:{number}: the base image has no digest", "pin it: FROM NAME:TAG@sha256:...")


def fill_in(root: Path, repository: str, version: Version) -> None:
    """Write what every reader of a release sees: names, links to its tag, released text and the changelog's heading."""
    adopt(root, repository, version)
    rewrite(root, lambda text, _file: names.link_to_tag(text, repository, version.tag))


def adopt(root: Path, repository: str, version: Version) -> None:
    """Write what the branch main has after a release: names, released text and the changelog's heading."""
    old, date = names.current(root), git(root, "log", "-1", "--format=%cs").strip()

    def change(text: str, file: str) -> str:
        text = names.rename(text, old, repository)
        if file.endswith(".md"):
            text = names.remove_unreleased(text, file)
        return changelog.close(text, version, date) if file == "CHANGELOG.md" else text

    rewrite(root, change)


def rewrite(root: Path, change: Callable[[str, str], str]) -> None:
    """Replace the content of each text file that git tracks. `change` gets the content and the file's path.

    Raises ReleaseError if a workflow would change: GitHub does not accept that from the token of a workflow.
    """
    for file in git(root, "ls-files", "-z").split("\0")[:-1]:
        path = root / file
        if path.is_symlink() or not path.is_file():
            continue
        before = path.read_bytes()
        try:
            text = before.decode("utf-8")
        except UnicodeDecodeError:
            continue
        after = change(text, file).encode("utf-8")
        if after != before and file.startswith(f"{WORKFLOWS}/"):
            hint = "use github.repository instead of the repository's name"
            raise ReleaseError(f"{file} has a name that a release replaces", hint)
        if after != before:
            path.write_bytes(after)


def pin_image(root: Path, reference: str) -> None:
    """Let action.yml refer to a finished image instead of the Dockerfile.

    Raises ReleaseError for a reference without a digest, or an action.yml that does not refer to the Dockerfile.
    """
    if not _REFERENCE.fullmatch(reference):
        raise ReleaseError(f"invalid image reference: {reference}", "use docker://NAME@sha256:DIGEST")
    file = root / "action.yml"
    text, found = _MAIN_IMAGE.subn(rf"\g<1>{reference}", file.read_text("utf-8"))
    if found != 1:
        raise ReleaseError("action.yml does not refer to the Dockerfile", "release from the branch main")
    file.write_text(text, "utf-8")
