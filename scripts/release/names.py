"""The repository's name in every file, and text that is true only before a release."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from .problem import ReleaseError

# Users clone, install and pull by this name, so a fork keeps it.
PROJECT = "sagemaker-marketplace-action"
_HOST = "https://github.com/"
_REPOSITORY = re.compile(rf"[A-Za-z0-9][A-Za-z0-9-]*/{PROJECT}")
_UNRELEASED = re.compile(r"<!-- (/?)unreleased -->")
_BLOCK = re.compile(r"<!-- unreleased -->.*?<!-- /unreleased -->\n*", re.DOTALL)


def current(root: Path) -> str:
    """Return the name that the files have: the repository in pyproject.toml, or its placeholder."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["urls"]["Repository"]).removeprefix(_HOST)


def check(repository: str) -> None:
    """Raise ReleaseError if a release can't have the name of this repository."""
    if not _REPOSITORY.fullmatch(repository):
        raise ReleaseError(f"invalid repository: {repository}", f"use OWNER/NAME; NAME must be {PROJECT}")


def rename(text: str, old: str, new: str) -> str:
    """Replace the name of the repository. Names of images and hosts are in lower case."""
    old_owner, new_owner = old.partition("/")[0], new.partition("/")[0]
    for name, owner in ((old, old_owner), (old.lower(), old_owner.lower())):
        text = text.replace(f"ghcr.io/{name}", f"ghcr.io/{new.lower()}")
        text = text.replace(f"{owner}.github.io/{PROJECT}", f"{new_owner.lower()}.github.io/{PROJECT}")
    return text.replace(old, new)


def link_to_tag(text: str, repository: str, tag: str) -> str:
    """Let links to files of the branch main refer to a tag, so that they describe the release.

    A release has no workflows. After the branch's name can be its end: scripts put paths there.
    """
    branch = r"main(?![\w.-]|/\.github/workflows/)"
    text = re.sub(rf"({_HOST}{repository}/(?:blob|tree)/){branch}", rf"\g<1>{tag}", text)
    return re.sub(rf"(https://raw\.githubusercontent\.com/{repository}/){branch}", rf"\g<1>{tag}", text)


def remove_unreleased(text: str, file: str) -> str:
    """Remove the blocks of a Markdown file that are true only before a release.

    Raises ReleaseError if a block has no end or no beginning.
    """
    expected = ""
    for match in _UNRELEASED.finditer(text):
        if match.group(1) != expected:
            line = text.count("\n", 0, match.start()) + 1
            raise ReleaseError(f"{file}:{line}: unexpected {match.group()}", "begin and end each block once")
        expected = "" if expected else "/"
    if expected:
        raise ReleaseError(f"{file}: the last block of unreleased text has no end", "add <!-- /unreleased -->")
    return _BLOCK.sub("", text)
