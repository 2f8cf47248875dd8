"""With exactly the policy that iam-policy prints everything works, and nothing in it is superfluous."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.permissions.conftest import BARE, MANIFESTS, Lines, Stage, read, staged
from tests.permissions.policies import actions, made

from sagemaker_marketplace import permissions
from sagemaker_marketplace.permissions import Caller

TRAINING = ["Starting", "Downloading", "Training", "Uploading", "Completed"]
# What is told of the jobs of a validation that runs, and of one that is over.
RUNNING = {
    MANIFESTS[0]: ["transform job: InProgress", "transform log", "transform job: Completed"],
    MANIFESTS[1]: [
        *(f"training job: {phase}" for phase in TRAINING[:3]),
        "training log",
        *(f"training job: {phase}" for phase in TRAINING[3:]),
        *("transform job: InProgress", "transform log", "transform job: Completed"),
    ],
}
OVER = {
    MANIFESTS[0]: ["transform job: Completed", "transform log"],
    MANIFESTS[1]: [
        *(f"training job: {phase}" for phase in TRAINING),
        *("training log", "transform job: Completed", "transform log"),
    ],
}
# Who makes plans only is told what the one who creates will need.
FOREWARNED = ["create-permission", "pass-role"]
# The create call needs these, too; they are no calls of their own.
NO_CALLS = {"iam:PassRole", "sagemaker:AddTags"}


@pytest.fixture
def stage(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A sandbox without other jobs, which look like those of the manifest's next version."""
    with staged(lines, monkeypatch) as made:
        yield made


def exactly(stage: Stage, command: str, *names: str) -> set[str]:
    """Let the user do exactly what a command needs; give the actions."""
    policy = permissions.caller([read(name) for name in names], command, how=Caller(stage.arn))
    stage.allow(policy)
    stage.calls()
    return set(actions(policy))


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_plan(stage: Stage, name: str) -> None:
    whole = exactly(stage, "plan", name)
    done = stage.run("plan", name)
    assert (done.code, done.said) == (0, [])
    assert [line.partition(":")[0] for line in done.found] == [f"warning {rule}" for rule in FOREWARNED]
    assert made(stage.calls()) == whole


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_create(stage: Stage, name: str) -> None:
    whole = exactly(stage, "create", name)
    done = stage.run("create", name)
    assert (done.code, done.found, done.said, done.jobs) == (0, [], [], RUNNING[name])
    assert (done.outputs["status"], done.outputs["action-taken"]) == ("Completed", "created")
    assert made(stage.calls()) == whole - NO_CALLS


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_watch_by_arn_and_by_manifest(stage: Stage, name: str) -> None:
    version = stage.version()
    arn = stage.run("create", name, version=version, wait=False, **BARE).outputs["arn"]
    whole = exactly(stage, "watch", name)
    for named, jobs in ((arn, RUNNING[name]), (name, OVER[name])):
        done = stage.run("watch", named, version=version)
        assert (done.code, done.found, done.said, done.jobs) == (0, [], [], jobs)
        assert done.outputs["status"] == "Completed"
        assert made(stage.calls()) == whole


def test_both_manifests_in_one_policy(stage: Stage) -> None:
    exactly(stage, "create", *MANIFESTS)
    done = stage.run("create", *MANIFESTS)
    assert (done.code, done.found, done.said) == (0, [], [])


def test_a_caller_who_is_not_known_is_some_role_or_user(stage: Stage) -> None:
    stage.allow(permissions.caller([read(MANIFESTS[0])], "create"))
    done = stage.run("create", MANIFESTS[0])
    assert (done.code, done.found, done.said) == (0, [], [])
