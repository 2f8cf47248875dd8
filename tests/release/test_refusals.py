"""What a release refuses, with the message and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.release.projects import DIGEST, FILES, IMAGE, PLACEHOLDER, commit, git, refs, release, small, write

VERSION = "v1.2.3"


def replaced(name: str, old: str, new: str) -> dict[str, str]:
    return {name: FILES[name].replace(old, new)}


@pytest.mark.parametrize(
    ("changes", "arguments", "message"),
    [
        ({}, ("check", "1.2.3"), "invalid version: 1.2.3\nuse three numbers with the prefix v, such as v1.2.3"),
        ({}, ("check", "v1.02.3"), "invalid version: v1.02.3\nuse three numbers with the prefix v, such as v1.2.3"),
        ({}, ("check", "v1.2.4"), "pyproject.toml has version 1.2.3, not 1.2.4\nchange it on main first"),
        (
            {"src/sagemaker_marketplace/__init__.py": '__version__ = "1.2.2"\n'},
            ("check", VERSION),
            "pyproject.toml has version 1.2.3, src/sagemaker_marketplace/__init__.py has 1.2.2\n"
            "set the same version in both files",
        ),
        (
            replaced("CHANGELOG.md", "- New rule.\n", ""),
            ("check", VERSION),
            'CHANGELOG.md: no changes below "## Unreleased"\ndescribe the changes of 1.2.3 below "## Unreleased"',
        ),
        (
            replaced("Dockerfile", f"python:3.13@{DIGEST}\n", "python:3.13\n"),
            ("check", VERSION),
            "Dockerfile:2: the base image has no digest\npin it: FROM NAME:TAG@sha256:...",
        ),
        (
            {},
            ("publish", VERSION, "docker://ghcr.io/acme-ml/image:v1.2.3"),
            "invalid image reference: docker://ghcr.io/acme-ml/image:v1.2.3\nuse docker://NAME@sha256:DIGEST",
        ),
        ({}, ("publish", VERSION), "invalid image reference: \nuse docker://NAME@sha256:DIGEST"),
        (
            replaced("action.yml", "image: Dockerfile", f"image: {IMAGE}"),
            ("publish", VERSION, IMAGE),
            "action.yml does not refer to the Dockerfile\nrelease from the branch main",
        ),
        (
            {".github/workflows/ci.yml": f"name: {PLACEHOLDER}\n"},
            ("fill-in", VERSION),
            ".github/workflows/ci.yml has a name that a release replaces\n"
            "use github.repository instead of the repository's name",
        ),
        (
            replaced("README.md", "<!-- /unreleased -->", ""),
            ("fill-in", VERSION),
            "README.md: the last block of unreleased text has no end\nadd <!-- /unreleased -->",
        ),
        (
            replaced("README.md", "Not released yet.", "<!-- unreleased -->"),
            ("fill-in", VERSION),
            "README.md:4: unexpected <!-- unreleased -->\nbegin and end each block once",
        ),
        (
            {},
            ("notes", "v1.2.4"),
            'CHANGELOG.md: no section "## 1.2.4 - DATE"\nrun fill-in first',
        ),
    ],
)
def test_a_project_that_is_not_ready(
    tmp_path: Path, changes: Mapping[str, str], arguments: tuple[str, ...], message: str
) -> None:
    root = small(tmp_path, changes)
    before = refs(root)
    assert release(root, *arguments) == (2, "", f"{message}\n")
    assert refs(root) == before


@pytest.mark.parametrize("step", ["check", "fill-in", "publish", "adopt"])
def test_a_tree_with_changes(tmp_path: Path, step: str) -> None:
    root = small(tmp_path)
    write(root, {"README.md": "# Other\n", "new.txt": "new\n"})
    message = "the working tree has changes:  M README.md, ?? new.txt\ncommit or remove them\n"
    assert release(root, step, VERSION, IMAGE) == (2, "", message)


@pytest.mark.parametrize("tag", [VERSION, "v1.2.10", "v2.0.0"])
def test_a_version_that_is_not_above_the_released_ones(tmp_path: Path, tag: str) -> None:
    root = small(tmp_path)
    git(root, "tag", tag)
    git(root, "tag", "v0.9.0")
    git(root, "tag", "v9")
    git(root, "push", "--quiet", "origin", "--tags")
    git(root, "tag", "--delete", tag)
    message = f"{tag} has been released\nrelease a version above {tag.removeprefix('v')}\n"
    assert release(root, "publish", VERSION, IMAGE) == (2, "", message)


@pytest.mark.parametrize("repository", ["", "acme/other-name", "sagemaker-marketplace-action", "a b/sagemaker-x"])
def test_a_repository_with_another_name(tmp_path: Path, repository: str) -> None:
    message = f"invalid repository: {repository}\nuse OWNER/NAME; NAME must be sagemaker-marketplace-action\n"
    assert release(small(tmp_path), "check", VERSION, repository=repository) == (2, "", message)


def test_a_remote_that_refuses_one_of_the_tags_gets_none_of_them(tmp_path: Path) -> None:
    root = small(tmp_path)
    hook = tmp_path / "remote.git" / "hooks" / "update"
    hook.write_text('#!/bin/sh\ntest "$1" != refs/tags/v1\n')
    hook.chmod(0o755)
    before = refs(root)
    code, _, message = release(root, "publish", VERSION, IMAGE)
    assert (code, message.splitlines()[0].startswith("git push failed:")) == (2, True)
    assert refs(root) == before


def test_a_version_without_changes_since_the_last_release(tmp_path: Path) -> None:
    """The section of the version exists, because the changes of the last release were adopted by the branch main."""
    root = small(tmp_path)
    assert release(root, "adopt", VERSION)[0] == 0
    commit(root)
    assert release(root, "check", VERSION) == (0, "", "")
