"""The actions that checks declare, compared with the calls that they make."""

from __future__ import annotations

import pytest
from tests.permissions.conftest import EVERYTHING, MANIFESTS, SandboxUser, read
from tests.permissions.policies import manifest, required_actions

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
def unrestricted_user(user: SandboxUser) -> SandboxUser:
    """An account whose user has all permissions; IAM does not simulate the root user."""
    user.allow(EVERYTHING)
    return user


def used_actions(user: SandboxUser, document: Document, *select: str) -> set[str]:
    """Return the actions that checks use for a manifest."""
    user.calls()
    preflight.findings(document, user.account().queries(str(document.region), TODAY, Facts(today=TODAY)), select)
    return required_actions(user.calls())


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_uses_only_declared_actions(unrestricted_user: SandboxUser, name: str) -> None:
    declared = next(set(check.module.ACTIONS) for check in plugins.checks() if check.name == name)
    assert [used_actions(unrestricted_user, document, name) - declared for document in DOCUMENTS] == [set()] * len(
        DOCUMENTS
    )


def test_every_declared_action_is_used(unrestricted_user: SandboxUser) -> None:
    assert {action for document in DOCUMENTS for action in used_actions(unrestricted_user, document)} == DECLARED
