"""Workflows and scripts are free of findings by zizmor (pedantic), actionlint and shellcheck; no ignore is unexplained.

The workflows in tests/container/ are left out: act runs them here, and no runner of GitHub does.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests.workflows.linters import ROOT, actionlint, missing_for_actionlint, scripts_of, shellcheck, zizmor

WORKFLOWS = [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("examples/*/.github/workflows/*.yml")]
SCRIPTS = [ROOT / ".ci" / "run", *ROOT.glob("scripts/**/*.sh")]
CONFIGURATION = [
    *WORKFLOWS,
    *SCRIPTS,
    *ROOT.glob(".github/*.yml"),
    ROOT / ".pre-commit-hooks.yaml",
    ROOT / "Dockerfile",
]
# `# zizmor: ignore[name]`, `# shellcheck disable=SC1000`; what follows is the reason.
IGNORE = re.compile(r"#\s*(?:zizmor:\s*ignore\[[^\]]*\]|shellcheck\s+disable=\S+)(?P<reason>.*)")
FAULTY = """\
on: push
jobs:
  build:
    runs-on: ubuntu-0.04
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ github.event.head_commit.message }} $HOME/*
"""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("repository") / ".github" / "workflows" / "faulty.yml"
    path.parent.mkdir(parents=True)
    path.write_text(FAULTY)
    return path


@pytest.fixture(scope="module")
def found_by_actionlint(faulty: Path) -> list[str]:
    """What actionlint finds in all workflows and in the faulty one, in one run: its start takes two seconds."""
    reason = missing_for_actionlint()
    if reason and not os.environ.get("ACTIONLINT_REQUIRED"):
        pytest.skip(reason)
    assert not reason
    return actionlint([*WORKFLOWS, faulty])


def test_zizmor_finds_nothing() -> None:
    assert zizmor([ROOT, *(product for product in (ROOT / "examples").iterdir() if product.is_dir())]) == []


def test_zizmor_finds_faults(faulty: Path) -> None:
    rules = [finding.split(": ")[2] for finding in zizmor([faulty])]
    assert set(rules) == {
        *("anonymous-definition", "artipacked", "concurrency-limits", "excessive-permissions", "template-injection"),
        "unpinned-uses",
    }


def test_actionlint_finds_only_the_faults_of_a_faulty_workflow(found_by_actionlint: list[str]) -> None:
    assert [finding.split(": ")[:3] for finding in found_by_actionlint] == [
        ["faulty.yml:4", "actionlint", "runner-label"],
        ["faulty.yml:7", "actionlint", "expression"],
    ]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_finds_nothing_in_a_script(path: Path) -> None:
    assert shellcheck(path.name, path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_shellcheck_finds_nothing_in_the_steps_of_a_workflow(path: Path) -> None:
    assert [finding for name, text in scripts_of(path) for finding in shellcheck(name, text)] == []


def test_shellcheck_finds_faults(faulty: Path) -> None:
    [(name, text)] = scripts_of(faulty)
    assert [finding.split(": ")[-2] for finding in shellcheck(name, text)] == ["SC2086"]


def test_every_ignore_has_a_reason() -> None:
    ignores = [(path.name, match) for path in CONFIGURATION for match in IGNORE.finditer(path.read_text("utf-8"))]
    assert [(name, match[0]) for name, match in ignores if len(match["reason"].strip(" #")) < 5] == []
    assert ignores, "the pattern finds no ignore: container-base.sh has one"
