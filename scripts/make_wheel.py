"""Build the wheel (`make wheel`): the same commit always has the same bytes, on any machine with the same zlib.

A wheel records the time and the permissions of its files. So it is built from a copy of the tracked files with fixed
permissions, at the time of the commit. Files that Git does not know are left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "src")
# The target of a link or an image that is a path in the repository.
_LINK = re.compile(r"(?P<start>!?\[[^\[\]]*\]\()(?P<path>(?![a-z]+:|#)[^)\s]+)\)")


def git(*arguments: str) -> str:
    """Return the output of a git command in the repository."""
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def absolute_links(text: str, project: Mapping[str, Any]) -> str:
    """Return Markdown whose links lead to the repository at the tag of the version: PyPI has no other files."""
    repository = project["urls"]["Repository"]
    raw = repository.replace("https://github.com/", "https://raw.githubusercontent.com/")
    tag = f"v{project['version']}"

    def absolute(match: re.Match[str]) -> str:
        base = f"{raw}/{tag}" if match["start"].startswith("!") else f"{repository}/blob/{tag}"
        return f"{match['start']}{base}/{match['path']})"

    return _LINK.sub(absolute, text)


def main() -> None:
    """Build the wheel in the folder that the command line names."""
    folder = Path(sys.argv[1]).resolve()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    os.umask(0o022)
    with tempfile.TemporaryDirectory() as scratch:
        for name in git("ls-files", "-z", *SOURCES).rstrip("\0").split("\0"):
            path = Path(scratch, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, path)  # without the permissions of the original
        readme = Path(scratch, "README.md")
        readme.write_text(absolute_links(readme.read_text("utf-8"), project), "utf-8")
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--no-build-isolation", "--wheel-dir", str(folder), scratch]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": git("log", "-1", "--format=%ct").strip()}
        subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    main()
