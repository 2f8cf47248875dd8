"""A repository of git with manifests, and an environment without settings of the machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

EXAMPLE = (Path(__file__).parents[2] / "examples" / "model-package.yaml").read_text(encoding="utf-8")


class Repository:
    """A repository with the branch main."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        """Run git and return what it prints."""
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, check=True, capture_output=True, text=True
        ).stdout.strip()

    def write(self, **files: str) -> None:
        """Write files; `__` is a slash and `_` a dot in their names."""
        for key, text in files.items():
            path = self.folder / key.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self, **files: str) -> str:
        """Write files, commit everything and return the ID of the commit."""
        self.write(**files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        return self.git("rev-parse", "HEAD")

    def manifest(self, name: str, more: str = "") -> str:
        """Return a valid manifest for a product."""
        return f"{EXAMPLE.replace('churn-scorer-', f'{name}-')}{more}"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository in the current folder, without commits."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_", "INPUT_", "CI"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(tmp_path))
    found = Repository((tmp_path / "repository").resolve(), dict(os.environ))
    monkeypatch.chdir(found.folder)
    return found
