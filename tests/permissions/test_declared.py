"""What checks and the main job declare to need, held against the calls they really make."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from tests.permissions.conftest import MANIFESTS, Stage, read, staged
from tests.permissions.policies import actions, manifest

from sagemaker_marketplace import permissions, preflight
from sagemaker_marketplace.aws.questions import action
from sagemaker_marketplace.core import plugins
from sagemaker_marketplace.core.document import Document
from sagemaker_marketplace.core.facts import Facts
from sagemaker_marketplace.permissions import Caller
from sagemaker_marketplace.sandbox.server import scenarios

CHECKS = [check.name for check in plugins.checks()]
DECLARED = {action for check in plugins.checks() for action in check.module.ACTIONS}
TODAY = "2026-01-01"
OPT_IN = "kind: Algorithm\nregion: af-south-1\nspec: {AlgorithmName: a-1}\n"


def made(calls: Iterable[dict[str, str]]) -> set[str]:
    """The actions that calls need; a call of a REST protocol is in the journal by its path.

    What is not signed is no call: the parts of an image come from addresses that ECR gives.
    """
    names = {(call["service"], call["operation"].rpartition("/")[2]) for call in calls if call["service"]}
    return {action(service, name[:1].upper() + name[1:]) for service, name in names} - {"sts:GetCallerIdentity"}


def asking(stage: Stage, document: Document, *select: str) -> set[str]:
    """The actions that checks need on a manifest."""
    before = len(stage.calls())
    preflight.findings(document, stage.account().questions(str(document.region), TODAY, Facts(today=TODAY)), select)
    return made(stage.calls()[before:])


@pytest.fixture(autouse=True)
def everything(request: pytest.FixtureRequest) -> None:
    """The user may do everything: the account's root is not simulated."""
    if "stage" in request.fixturenames:
        allow_all(request.getfixturevalue("stage"))


def allow_all(stage: Stage) -> None:
    stage.allow({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_makes_only_calls_it_declares(stage: Stage, name: str) -> None:
    declared = next(set(check.module.ACTIONS) for check in plugins.checks() if check.name == name)
    for one in (read(MANIFESTS[0], VERSION="1"), read(MANIFESTS[1], VERSION="1"), manifest(OPT_IN)):
        assert asking(stage, one, name) - declared == set()


def test_nothing_is_declared_that_is_not_done(stage: Stage) -> None:
    documents = [read(MANIFESTS[0], VERSION="1"), read(MANIFESTS[1], VERSION="1"), manifest(OPT_IN)]
    assert {one for document in documents for one in asking(stage, document)} == DECLARED


@pytest.mark.parametrize("scenario", sorted(scenarios()))
def test_no_scenario_makes_them_do_more(monkeypatch: pytest.MonkeyPatch, scenario: str) -> None:
    with staged(monkeypatch, scenario) as stage:
        allow_all(stage)
        for name in MANIFESTS:
            assert asking(stage, read(name, VERSION="1")) - DECLARED == set()


@pytest.mark.parametrize("command", permissions.COMMANDS)
@pytest.mark.parametrize("name", MANIFESTS)
def test_the_policy_is_for_the_calls_of_a_run(stage: Stage, name: str, command: str) -> None:
    version = stage.version()
    if command == "watch":
        stage.run("create", name, root=True, version=version, wait=False)
    done = stage.run(command, name, version=version)
    whole = set(actions(permissions.caller([read(name)], command, how=Caller(stage.arn))))
    # These are no calls of their own: the create call needs them, too.
    assert whole - made(done.calls) == ({"iam:PassRole", "sagemaker:AddTags"} if command == "create" else set())
    assert made(done.calls) - whole == set()
