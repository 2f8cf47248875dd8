"""Projects to release, each in a scratch repository that has a remote."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The tests of a release commit run this file as well, so the name that a release replaces is not written in one piece.
OWNER = "OWNER"
PLACEHOLDER = f"{OWNER}/sagemaker-marketplace-action"
REPOSITORY = "Acme-ML/sagemaker-marketplace-action"
DIGEST = f"sha256:{'0123456789abcdef' * 4}"
IMAGE = f"docker://ghcr.io/acme-ml/sagemaker-marketplace-action@{DIGEST}"
_ENVIRONMENT = {"GIT_AUTHOR_DATE": "2026-11-28T12:00:00Z", "GIT_COMMITTER_DATE": "2026-11-28T12:00:00Z"}
_IDENTITY = ("-c", "user.name=test", "-c", "user.email=test@example.com")

FILES = {
    "pyproject.toml": f"""[project]
name = "sagemaker-marketplace-action"
version = "1.2.3"

[project.urls]
Repository = "https://github.com/{PLACEHOLDER}"
""",
    "src/sagemaker_marketplace/__init__.py": '__version__ = "1.2.3"\n',
    "CHANGELOG.md": "# Changes\n\n## Unreleased\n\n### Check\n\n- New rule.\n\n## 1.2.2 - 2026-10-01\n\n- Old rule.\n",
    "Dockerfile": f"FROM python:3.13@{DIGEST} AS build\nFROM python:3.13@{DIGEST}\n",
    "action.yml": "name: Test\nruns:\n  using: docker\n  image: Dockerfile\n  entrypoint: /app/entrypoint.py\n",
    "README.md": f"""# Test

<!-- unreleased -->
Not released yet.

<!-- /unreleased -->
`uses: {PLACEHOLDER}@v1`, see the [rules](https://github.com/{PLACEHOLDER}/blob/main/docs/rules).
""",
    "code.py": f"""NAMES = [
    "https://github.com/{PLACEHOLDER}/blob/main/docs/rules",
    "https://github.com/{PLACEHOLDER}/tree/main/examples",
    "https://github.com/{PLACEHOLDER}/edit/main/docs",
    "https://github.com/{PLACEHOLDER}/blob/main/.github/workflows/ci.yml",
    "https://raw.githubusercontent.com/{PLACEHOLDER}/main/schema",
    "https://raw.githubusercontent.com/{PLACEHOLDER}/main",
    "https://raw.githubusercontent.com/{PLACEHOLDER}/main-2/schema",
    "https://{OWNER}.github.io/sagemaker-marketplace-action/",
    "ghcr.io/{PLACEHOLDER}:v1.2.3",
    "repo:{OWNER}/NAME",
]
""",
    ".github/workflows/ci.yml": "name: ci\n",
    "examples/product/.github/workflows/check.yml": f"steps: [uses: {PLACEHOLDER}@v1]\n",
}


def git(root: Path, *arguments: str) -> str:
    """Run a git command and return its output."""
    environment = {**os.environ, **_ENVIRONMENT}
    command = ["git", *_IDENTITY, *arguments]
    return subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True).stdout


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def small(folder: Path, changes: Mapping[str, str] | None = None) -> Path:
    """Return a project with the files that a release needs, and its remote."""
    root = folder / "project"
    write(root, {**FILES, **(changes or {})})
    return with_remote(root)


def whole(folder: Path) -> Path:
    """Return a copy of this project with its remote, as a clone has it, with changes that are not committed yet."""
    root = folder / "project"
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")[:-1]
    for name in listed:
        source, target = ROOT / name, root / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target, follow_symlinks=False)
    return with_remote(root)


def with_remote(root: Path) -> Path:
    """Commit the files of a folder, and push them to a new remote beside it."""
    remote = root.with_name("remote.git")
    git(root.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "remote", "add", "origin", str(remote))
    commit(root)
    return root


def commit(root: Path) -> None:
    """Commit all changes, and push the branch main."""
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--message", "Change something")
    git(root, "push", "--quiet", "origin", "main")


def release(root: Path, *arguments: str, repository: str = REPOSITORY) -> tuple[int, str, str]:
    """Run a step of a release from the project's own scripts; return its exit code and what it printed."""
    shutil.copytree(ROOT / "scripts" / "release", root.with_name("tools") / "scripts" / "release", dirs_exist_ok=True)
    command = [sys.executable, "-m", "scripts.release", *arguments, "--repository", repository]
    environment = {**os.environ, "PYTHONPATH": str(root.with_name("tools"))}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def refs(root: Path) -> dict[str, str]:
    """Return the commits of the remote's branches and tags."""
    lines = git(root, "ls-remote", "--refs", "origin").splitlines()
    return {name.removeprefix("refs/"): found for found, name in (line.split("\t") for line in lines)}
