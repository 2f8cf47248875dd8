"""Asks git which files changed since a base.

Only plumbing commands that read: no external diff, text conversion, monitor or hook of a configuration runs. They
compare files by size and time; only for a file that is as new as git's index they read it, with its filter. A name that
can't be that of a commit never reaches git.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from .changed_files import REVISION, ChangedFiles, UnknownChanges

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_SECONDS = 60
# No monitor, whose setting can be a program, and no write to the index.
_OPTIONS = ("--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false")
_DIFF = ("--name-only", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty", "-z")
# No question for a password, and no download of objects that a partial clone lacks.
_ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
_HISTORY_HINT = "fetch the history of both branches: git fetch --unshallow, or fetch-depth: 0 of actions/checkout"
# The base of a pull request or merge request, as a commit or as a branch.
# Sources: documentation of GitLab (predefined variables), GitHub (default environment variables), Bitbucket Pipelines
# (variables and secrets), Azure Pipelines (predefined variables), Jenkins (changeRequest), Buildkite (variables).
_COMMIT_VARIABLE = "CI_MERGE_REQUEST_DIFF_BASE_SHA"
_BRANCH_VARIABLES = (
    "GITHUB_BASE_REF",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "CHANGE_TARGET",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
)
_REMOTE, _LOCAL = "refs/remotes/origin/", "refs/heads/"
_DEFAULT_BRANCHES = (f"{_REMOTE}HEAD", f"{_REMOTE}main", f"{_REMOTE}master", f"{_LOCAL}main", f"{_LOCAL}master")


def changed_files(folder: Path, base: str, environment: Mapping[str, str]) -> ChangedFiles:
    """Return the files of a folder's repository that changed since the last commit that HEAD shares with a base.

    Changes that are not committed count, and files that git does not track. Without a base, it is that of the pull
    request in the environment of a CI system, else the default branch.

    Raises UnknownChanges.
    """
    git = _Git(folder, environment)
    git = _Git(Path(git.line("rev-parse", "--show-toplevel")), environment)
    head = git.commit("HEAD")
    if not head:
        raise UnknownChanges("the repository has no commit")
    name, start = _base(git, base, environment)
    merge_base = git.line("merge-base", start, head, error=f"{_short(name)} and HEAD share no commit in this clone")
    if merge_base == head and not base and environment.get("CI"):
        # A push to the default branch: only the CI system knows what was pushed.
        raise UnknownChanges(f"HEAD is a commit of {_short(name)}", "set --base, for example to HEAD^")
    names = [
        *git.names("diff-index", "--cached", *_DIFF, merge_base, "--"),
        *git.names("diff-files", *_DIFF, "--"),
        # With ignored files; of a folder without a tracked file, only its name.
        *git.names("ls-files", "--others", "--directory", "-z", "--"),
    ]
    return ChangedFiles.of(git.folder, names, _short(name))


def _base(git: _Git, base: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """Return name and commit of the first base that this clone has."""
    names = [base] if base else list(_default_bases(environment))
    for name in names:
        commit = git.commit(name)
        if commit:
            return name, commit
    missing = f"{_short(names[0])} is not a commit of this clone"
    raise UnknownChanges(missing if base or names[0] != _DEFAULT_BRANCHES[0] else "no default branch", _HISTORY_HINT)


def _default_bases(environment: Mapping[str, str]) -> Iterator[str]:
    if environment.get(_COMMIT_VARIABLE):
        yield environment[_COMMIT_VARIABLE]
        return
    branch = next((environment[name] for name in _BRANCH_VARIABLES if environment.get(name)), "")
    if branch:
        branch = branch.removeprefix(_LOCAL)
        yield from (f"{_REMOTE}{branch}", f"{_LOCAL}{branch}")
    else:
        yield from _DEFAULT_BRANCHES


def _short(name: str) -> str:
    return name.removeprefix(_LOCAL).removeprefix("refs/remotes/")


class _Git:
    """Runs git in a folder."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Raises UnknownChanges if git is not installed."""
        program = shutil.which("git", path=environment.get("PATH"))
        # On Windows, a program of the folder itself would come first.
        if program is None or Path(os.path.abspath(program)).is_relative_to(folder):
            raise UnknownChanges("git is not installed")
        self.folder = folder
        self._program = program
        # Variables of git would name another repository, or programs; those of a hook do.
        kept = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
        self._environment = {**kept, **_ENVIRONMENT}

    def commit(self, name: str) -> str:
        """Return the ID of a commit; empty if there is none with this name."""
        if not re.fullmatch(REVISION, name):
            return ""
        done = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        found = done.stdout.decode(errors="replace").strip()
        return found if _COMMIT.fullmatch(found) else ""

    def line(self, *arguments: str, error: str = "") -> str:
        """Return the only line that a command prints. Raises UnknownChanges with `error` if it fails."""
        return os.fsdecode(self._output(arguments, error)).removesuffix("\n")

    def names(self, *arguments: str) -> list[str]:
        """Return the names that a command prints with -z."""
        return os.fsdecode(self._output(arguments)).split("\0")[:-1]

    def _output(self, arguments: tuple[str, ...], error: str = "") -> bytes:
        done = self._run(*arguments)
        if done.returncode:
            lines = done.stderr.decode(errors="replace").splitlines() or [f"exit code {done.returncode}"]
            raise UnknownChanges(error or f"git {arguments[0]}: {lines[0]}", _HISTORY_HINT if error else "")
        return done.stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [self._program, *_OPTIONS, *arguments]
        try:
            return subprocess.run(  # noqa: S603 - no shell, and no argument of others that could be an option
                command,
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UnknownChanges(f"git {arguments[0]} takes more than {_SECONDS} s") from None
        except OSError as error:
            raise UnknownChanges(f"git can't be run: {error.strerror}") from None
