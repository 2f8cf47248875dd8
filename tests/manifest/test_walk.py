"""Globs: what they match, without following links, and each real file once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sagemaker_marketplace import walk
from sagemaker_marketplace.context import Workspace

NAME = "sagemaker-marketplace.yaml"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in ("", "a", "a/b", ".hidden", "v1"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / NAME).write_text("")
    (tmp_path / "a" / "b" / "other.yml").write_text("")
    (tmp_path / "folder.yaml").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        (f"**/{NAME}", [f"a/b/{NAME}", f"a/{NAME}", NAME, f"v1/{NAME}"]),
        (f"**/**/{NAME}", [f"a/b/{NAME}", f"a/{NAME}", NAME, f"v1/{NAME}"]),
        (f"*/{NAME}", [f"a/{NAME}", f"v1/{NAME}"]),
        (f"./a/*/{NAME}", [f"a/b/{NAME}"]),
        (f"a/**/{NAME}", [f"a/b/{NAME}", f"a/{NAME}"]),
        ("**/*.yml", ["a/b/other.yml"]),
        ("*.yaml", [NAME]),
        ("**", [NAME]),
        ("v[0-9]/*", [f"v1/{NAME}"]),
        ("v?/*", [f"v1/{NAME}"]),
        (".h*/*", [f".hidden/{NAME}"]),
        (f"*/../{NAME}", [f"a/../{NAME}", f"folder.yaml/../{NAME}", f"v1/../{NAME}"]),
        ("none/*", []),
        (f"{NAME}/*", []),
    ],
)
def test_a_glob(pattern: str, names: list[str], tree: Path) -> None:
    assert sorted(walk.matches(tree, pattern)) == names


def test_an_absolute_glob(tree: Path) -> None:
    assert sorted(walk.matches(Path("/"), f"{tree}/a/*.yaml")) == [f"{tree}/a/{NAME}"]


def test_links_to_folders_are_not_followed(tree: Path) -> None:
    before = walk.matches(tree, f"**/{NAME}")
    for name in ("l1", "l2", "a/l3"):
        (tree / name).symlink_to(tree)
    (tree / "current").symlink_to("v1")
    assert walk.matches(tree, f"**/{NAME}") == before
    assert walk.matches(tree, f"*/{NAME}") == {f"a/{NAME}", f"v1/{NAME}"}
    assert walk.matches(tree, f"current/{NAME}") == {f"current/{NAME}"}


def test_each_folder_is_read_once_per_part(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tree
    for _ in range(20):
        deep = deep / "d"
        deep.mkdir()
    read: list[str] = []
    scandir = os.scandir

    def record(path: Path) -> object:
        read.append(str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", record)
    walk.matches(tree, "**/d/**/d/**/d/**/*.yaml")
    assert len(read) <= 5 * 27


def test_a_file_with_two_names_is_one_manifest(tree: Path) -> None:
    (tree / "zlink.yaml").symlink_to(NAME)
    workspace = Workspace(str(tree), bound=True)
    assert workspace.expand(("*.yaml", f"./{NAME}", f"a/../{NAME}", "zlink.yaml")) == [NAME]
    assert workspace.expand(("none.yaml", "arn:aws:sagemaker:us-east-1:1:algorithm/a")) == [
        "none.yaml",
        "arn:aws:sagemaker:us-east-1:1:algorithm/a",
    ]
