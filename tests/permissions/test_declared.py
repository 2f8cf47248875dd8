"""What checks declare to need, held against the calls they really make."""

from __future__ import annotations

import pytest
from tests.permissions.conftest import EVERYTHING, MANIFESTS, Stage, read
from tests.permissions.policies import made, manifest

from sagemaker_marketplace import plugins
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.preflight import preflight

CHECKS = [check.name for check in plugins.checks()]
DECLARED = {action for check in plugins.checks() for action in check.module.ACTIONS}
TODAY = "2026-01-01"
DOCUMENTS = (
    *(read(name, VERSION="1") for name in MANIFESTS),
    manifest("kind: Algorithm\nregion: af-south-1\nspec: {AlgorithmName: a-1}\n"),
)


@pytest.fixture
def open_stage(stage: Stage) -> Stage:
    """The user may do everything: the account's root is not simulated."""
    stage.allow(EVERYTHING)
    return stage


def asking(stage: Stage, document: Document, *select: str) -> set[str]:
    """The actions that checks need on a manifest."""
    stage.calls()
    preflight.findings(document, stage.account().queries(str(document.region), TODAY, Facts(today=TODAY)), select)
    return made(stage.calls())


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_makes_only_calls_it_declares(open_stage: Stage, name: str) -> None:
    declared = next(set(check.module.ACTIONS) for check in plugins.checks() if check.name == name)
    assert [asking(open_stage, one, name) - declared for one in DOCUMENTS] == [set()] * len(DOCUMENTS)


def test_nothing_is_declared_that_is_not_done(open_stage: Stage) -> None:
    assert {one for document in DOCUMENTS for one in asking(open_stage, document)} == DECLARED
