"""Making the role of a validation, in a sandbox's IAM."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.permissions.conftest import EXAMPLES, MANIFESTS, Lines, Stage, read, staged
from tests.permissions.policies import manifest, without
from tests.pipeline.harness import FakeClock

from sagemaker_marketplace import permissions
from sagemaker_marketplace.create import roles
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.permissions import Caller
from sagemaker_marketplace.report import events

ARN = "arn:aws:iam::123456789012:role/Made"
WAITING = "waiting 10 s for IAM to propagate"
THERE = "the role Made exists and has the permissions this manifest needs"
MANAGED = {"PolicyName": "AmazonSageMakerFullAccess", "PolicyArn": "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"}


@pytest.fixture
def stage(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A sandbox in which no role is there unless somebody makes it."""
    with staged(lines, monkeypatch, "role-missing") as made:
        yield made


def making(stage: Stage, name: str = MANIFESTS[0], root: bool = True, **options: Any) -> tuple[str, list[str]]:
    """Make the role; give its ARN and what was told, with the seconds that were waited at the end."""
    clock = FakeClock()
    told: list[str] = []
    made = roles.ensure(read(name), ARN, stage.account(root).roles("us-east-2"), clock, **options)
    while True:
        try:
            event = next(made)
        except StopIteration as end:
            return end.value, [*told, f"{clock.seconds:g} s"]
        assert isinstance(event, events.Note)
        told.append(event.text)


def held(stage: Stage) -> dict[str, Any]:
    """The inline policies of the role."""
    iam = stage.iam
    names = iam.list_role_policies(RoleName="Made")["PolicyNames"]
    return {name: iam.get_role_policy(RoleName="Made", PolicyName=name)["PolicyDocument"] for name in names}


def test_a_role_is_made_with_trust_and_policy(stage: Stage) -> None:
    assert making(stage) == (ARN, ["created role Made", WAITING, "10 s"])
    made = stage.iam.get_role(RoleName="Made")["Role"]
    trust, policy = permissions.validation_role(read(MANIFESTS[0]), name="Made")
    assert (made["AssumeRolePolicyDocument"], made["Description"]) == (trust, roles.DESCRIPTION)
    assert made["Tags"] == [{"Key": "sagemaker-marketplace:created-by", "Value": "sagemaker-marketplace-action"}]
    assert held(stage) == {roles.policy_name(policy): policy}
    assert stage.iam.list_attached_role_policies(RoleName="Made")["AttachedPolicies"] == []


def test_again_it_is_as_it_was(stage: Stage) -> None:
    making(stage)
    before = held(stage)
    assert making(stage) == (ARN, [THERE, "0 s"])
    assert held(stage) == before


def test_two_manifests_share_a_role(stage: Stage) -> None:
    making(stage)
    making(stage, MANIFESTS[1])
    policies = [permissions.validation_role(read(name), name="Made")[1] for name in MANIFESTS]
    assert held(stage) == {roles.policy_name(policy): policy for policy in policies}


def test_the_managed_policy_comes_on_top(stage: Stage) -> None:
    making(stage, managed=True)
    assert stage.iam.list_attached_role_policies(RoleName="Made")["AttachedPolicies"] == [MANAGED]
    assert len(held(stage)) == 1


def test_a_role_with_a_path_keeps_it(stage: Stage) -> None:
    trust = json.dumps(permissions.validation_role(read(MANIFESTS[0]))[0])
    stage.iam.create_role(RoleName="Made", Path="/ci/", AssumeRolePolicyDocument=trust)
    assert making(stage) == ("arn:aws:iam::123456789012:role/ci/Made", [THERE, "0 s"])


def test_nobody_s_trust_policy_is_changed(stage: Stage) -> None:
    statement = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    stage.iam.create_role(RoleName="Made", AssumeRolePolicyDocument=json.dumps(trust))
    with pytest.raises(Failure) as failure:
        making(stage)
    assert failure.value.message == "the existing role Made does not trust sagemaker.amazonaws.com"
    assert stage.iam.get_role(RoleName="Made")["Role"]["AssumeRolePolicyDocument"] == trust
    assert held(stage) == {}


def test_several_at_once_make_one(stage: Stage) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: making(stage)[0], range(8)))
    assert made == [ARN] * 8
    assert len(held(stage)) == 1


def needed(stage: Stage) -> dict[str, Any]:
    """The policy of a caller who makes the role, for a manifest without one."""
    text = (EXAMPLES / MANIFESTS[0]).read_text("utf-8").splitlines()
    one = manifest("\n".join(line for line in text if "ValidationRole" not in line))
    return permissions.caller([one], "create", how=Caller(stage.arn, False, "Made", True))


def test_with_the_policy_for_it(stage: Stage) -> None:
    stage.allow(needed(stage))
    assert making(stage, root=False, managed=True)[0] == ARN


@pytest.mark.parametrize("action", ["GetRole", "CreateRole", "PutRolePolicy", "AttachRolePolicy"])
def test_what_the_caller_may_not_do_is_named(stage: Stage, action: str) -> None:
    stage.allow(without(needed(stage), f"iam:{action}"))
    with pytest.raises(Failure) as failure:
        making(stage, root=False, managed=True)
    assert failure.value.message.startswith(f"access denied: {action}: User: {stage.arn} is not authorized to")
    advice = "to the caller's IAM policy; sagemaker-marketplace iam-policy prints the policy"
    assert failure.value.hint == f"add iam:{action} {advice}"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Could not assume role arn:aws:iam::123456789012:role/Made. Please ensure that the role exists", True),
        ("SageMaker was unable to assume the role arn:aws:iam::123456789012:role/Made", True),
        ("Could not access model data at s3://b/k", False),
    ],
)
def test_which_refusals_may_pass_with_time(message: str, expected: bool) -> None:
    assert (
        roles.is_role_not_assumed(Failure(f"AWS refused CreateModelPackage: ValidationException: {message}", 3))
        is expected
    )
