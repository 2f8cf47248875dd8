"""With exactly the policy that iam-policy prints everything works, and with any action less something is named."""

from __future__ import annotations

import pytest
from tests.permissions.conftest import MANIFESTS, Stage, read
from tests.permissions.policies import actions, without

from sagemaker_marketplace import permissions
from sagemaker_marketplace.permissions import Caller

CASES = [
    (command, name, action)
    for command in permissions.COMMANDS
    for name in MANIFESTS
    for action in actions(permissions.caller([read(name)], command))
]
# Who makes plans only is told what the one who creates will need.
FOREWARNED = ["create-permission", "pass-role"]


def known(stage: Stage) -> Caller:
    return Caller(stage.arn)


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_plan(stage: Stage, name: str) -> None:
    stage.allow(permissions.caller([read(name)], "plan", how=known(stage)))
    done = stage.run("plan", name)
    assert (done.code, done.said) == (0, [])
    assert [line.partition(":")[0] for line in done.found] == [f"warning {rule}" for rule in FOREWARNED]


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_create(stage: Stage, name: str) -> None:
    stage.allow(permissions.caller([read(name)], "create", how=known(stage)))
    done = stage.run("create", name)
    assert (done.code, done.found, done.said) == (0, [], [])
    assert (done.outputs["status"], done.outputs["action-taken"]) == ("Completed", "created")


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_watch_by_arn_and_by_manifest(stage: Stage, name: str) -> None:
    version = stage.version()
    arn = stage.run("create", name, root=True, version=version, wait=False).outputs["arn"]
    stage.allow(permissions.caller([read(name)], "watch"))
    for named in (arn, name):
        done = stage.run("watch", named, version=version)
        assert (done.code, done.found, done.said) == (0, [], [])
        assert done.outputs["status"] == "Completed"


def test_both_manifests_in_one_policy(stage: Stage) -> None:
    stage.allow(permissions.caller([read(name) for name in MANIFESTS], "create", how=known(stage)))
    done = stage.run("create", *MANIFESTS)
    assert (done.code, done.found, done.said) == (0, [], [])


def test_a_caller_who_is_not_known_is_some_role_or_user(stage: Stage) -> None:
    stage.allow(permissions.caller([read(MANIFESTS[0])], "create"))
    done = stage.run("create", MANIFESTS[0])
    assert (done.code, done.found, done.said) == (0, [], [])


@pytest.mark.parametrize(("command", "name", "action"), CASES)
def test_any_action_less_is_named(stage: Stage, command: str, name: str, action: str) -> None:
    version = stage.version()
    if command == "watch":
        stage.run("create", name, root=True, version=version)
    whole = permissions.caller([read(name)], command, how=known(stage))
    stage.allow(without(whole, action))
    done = stage.run(command, name, version=version)
    assert [line for line in (*done.found, *done.said) if action in line] != []


@pytest.mark.parametrize(
    ("name", "unasked"),
    [
        # What is asked for only with the answer to what is not allowed: layers of a manifest, objects of a listing.
        (MANIFESTS[0], {"ecr:GetDownloadUrlForLayer"}),
        (MANIFESTS[1], {"ecr:GetDownloadUrlForLayer", "s3:GetObject"}),
    ],
)
def test_what_is_missing_fails_no_plan(stage: Stage, name: str, unasked: set[str]) -> None:
    refused = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    stage.allow({"Version": "2012-10-17", "Statement": [refused]})
    done = stage.run("plan", name)
    assert (done.code, done.said) == (0, [])
    missing = [line.removeprefix("info permission-missing: not checked, the caller may not ") for line in done.found]
    named = {line.partition(": ")[0] for line in missing}
    assert named == set(actions(permissions.caller([read(name)], "plan"))) - unasked
    assert len(named) == len(missing)
