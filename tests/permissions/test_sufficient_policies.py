"""The policy that iam-policy prints is sufficient, and every action in it is used."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.permissions.conftest import BARE, MANIFESTS, Connections, SandboxUser, read, sandbox_user
from tests.permissions.policies import actions, required_actions

from sagemaker_marketplace import permissions
from sagemaker_marketplace.permissions import Caller

TRAINING = ["Starting", "Downloading", "Training", "Uploading", "Completed"]
# The reports about jobs of a running validation, and of a finished one.
RUNNING = {
    MANIFESTS[0]: ["transform job: InProgress", "transform log", "transform job: Completed"],
    MANIFESTS[1]: [
        *(f"training job: {phase}" for phase in TRAINING[:3]),
        "training log",
        *(f"training job: {phase}" for phase in TRAINING[3:]),
        *("transform job: InProgress", "transform log", "transform job: Completed"),
    ],
}
FINISHED = {
    MANIFESTS[0]: ["transform job: Completed", "transform log"],
    MANIFESTS[1]: [
        *(f"training job: {phase}" for phase in TRAINING),
        *("transform job: Completed", "training log", "transform log"),  # all jobs are reported before any log
    ],
}
# A caller with permissions for plan only gets warnings about the permissions that create requires.
WARNINGS = ["create-permission", "pass-role"]
# The create call requires these as well; they have no separate calls.
WITHOUT_CALLS = {"iam:PassRole", "sagemaker:AddTags"}


@pytest.fixture
def user(connections: Connections, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxUser]:
    """A new sandbox: jobs of other tests would resemble those of the manifest's next version."""
    with sandbox_user(connections, monkeypatch) as started:
        yield started


def allow_exactly(user: SandboxUser, command: str, *names: str) -> set[str]:
    """Give the user exactly the permissions that a command requires; return the actions."""
    policy = permissions.caller([read(name) for name in names], command, how=Caller(user.arn))
    user.allow(policy)
    user.calls()
    return set(actions(policy))


@pytest.mark.parametrize("name", MANIFESTS)
def test_the_policy_for_plan(user: SandboxUser, name: str) -> None:
    expected = allow_exactly(user, "plan", name)
    outcome = user.run("plan", name)
    assert (outcome.code, outcome.notes) == (0, [])
    assert [line.partition(":")[0] for line in outcome.findings] == [f"warning {rule}" for rule in WARNINGS]
    assert required_actions(user.calls()) == expected


@pytest.mark.parametrize("name", MANIFESTS)
def test_the_policy_for_create(user: SandboxUser, name: str) -> None:
    expected = allow_exactly(user, "create", name)
    outcome = user.run("create", name)
    assert (outcome.code, outcome.findings, outcome.notes, outcome.jobs) == (0, [], [], RUNNING[name])
    assert (outcome.outputs["status"], outcome.outputs["action-taken"]) == ("Completed", "created")
    assert required_actions(user.calls()) == expected - WITHOUT_CALLS


@pytest.mark.parametrize("name", MANIFESTS)
def test_the_policy_for_watch_by_arn_and_by_manifest(user: SandboxUser, name: str) -> None:
    version = user.version()
    arn = user.run("create", name, version=version, wait=False, **BARE).outputs["arn"]
    expected = allow_exactly(user, "watch", name)
    for target, jobs in ((arn, RUNNING[name]), (name, FINISHED[name])):
        outcome = user.run("watch", target, version=version)
        assert (outcome.code, outcome.findings, outcome.notes, outcome.jobs) == (0, [], [], jobs)
        assert outcome.outputs["status"] == "Completed"
        assert required_actions(user.calls()) == expected


def test_one_policy_for_both_manifests(user: SandboxUser) -> None:
    allow_exactly(user, "create", *MANIFESTS)
    outcome = user.run("create", *MANIFESTS)
    assert (outcome.code, outcome.findings, outcome.notes) == (0, [], [])


def test_a_policy_for_an_unknown_caller(user: SandboxUser) -> None:
    user.allow(permissions.caller([read(MANIFESTS[0])], "create"))
    outcome = user.run("create", MANIFESTS[0])
    assert (outcome.code, outcome.findings, outcome.notes) == (0, [], [])
