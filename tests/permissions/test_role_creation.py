"""Creating the validation role in the sandbox's IAM."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.generators import notes_of
from tests.permissions.conftest import EXAMPLES, MANIFESTS, Connections, SandboxUser, read, sandbox_user
from tests.permissions.policies import manifest, without
from tests.pipeline.harness import FakeClock

from sagemaker_marketplace import permissions
from sagemaker_marketplace.create import roles
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.permissions import Caller

ARN = "arn:aws:iam::123456789012:role/Made"
TAGS = [{"Key": key, "Value": value} for key, value in roles.TAGS.items()]
WAITING = "waiting 10 s for IAM to propagate"
EXISTS = "the role Made exists and has the permissions this manifest needs"
MANAGED = {"PolicyName": "AmazonSageMakerFullAccess", "PolicyArn": "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"}


@pytest.fixture
def user(connections: Connections, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxUser]:
    """A sandbox without default roles."""
    with sandbox_user(connections, monkeypatch, "role-missing") as started:
        yield started


def create_role(
    user: SandboxUser, name: str = MANIFESTS[0], root: bool = True, **options: Any
) -> tuple[str, list[str]]:
    """Create the role; return its ARN and the notes, followed by the seconds waited."""
    clock = FakeClock()
    notes, arn = notes_of(roles.ensure(read(name), ARN, user.account(root).roles("us-east-2"), clock, **options))
    return arn, [*notes, f"{clock.seconds:g} s"]


def inline_policies(user: SandboxUser) -> dict[str, Any]:
    """Return the inline policies of the role."""
    iam = user.iam
    names = iam.list_role_policies(RoleName="Made")["PolicyNames"]
    return {name: iam.get_role_policy(RoleName="Made", PolicyName=name)["PolicyDocument"] for name in names}


def test_a_role_is_created_with_trust_policy_and_policy(user: SandboxUser) -> None:
    assert create_role(user) == (ARN, ["created role Made", WAITING, "10 s"])
    role = user.iam.get_role(RoleName="Made")["Role"]
    trust, policy = permissions.validation_role(read(MANIFESTS[0]), name="Made")
    assert (role["AssumeRolePolicyDocument"], role["Description"]) == (trust, roles.DESCRIPTION)
    assert role["Tags"] == [{"Key": "sagemaker-marketplace:created-by", "Value": "sagemaker-marketplace-action"}]
    assert inline_policies(user) == {roles.policy_name(policy): policy}
    assert user.iam.list_attached_role_policies(RoleName="Made")["AttachedPolicies"] == []


def test_a_second_run_changes_nothing(user: SandboxUser) -> None:
    create_role(user)
    before = inline_policies(user)
    assert create_role(user) == (ARN, [EXISTS, "0 s"])
    assert inline_policies(user) == before


def test_two_manifests_share_a_role(user: SandboxUser) -> None:
    create_role(user)
    create_role(user, MANIFESTS[1])
    policies = [permissions.validation_role(read(name), name="Made")[1] for name in MANIFESTS]
    assert inline_policies(user) == {roles.policy_name(policy): policy for policy in policies}


def test_the_managed_policy_is_attached_as_well(user: SandboxUser) -> None:
    create_role(user, managed=True)
    assert user.iam.list_attached_role_policies(RoleName="Made")["AttachedPolicies"] == [MANAGED]
    assert len(inline_policies(user)) == 1


def test_a_role_with_a_path_keeps_it(user: SandboxUser) -> None:
    trust = json.dumps(permissions.validation_role(read(MANIFESTS[0]))[0])
    user.iam.create_role(RoleName="Made", Path="/ci/", AssumeRolePolicyDocument=trust, Tags=TAGS)
    assert create_role(user) == ("arn:aws:iam::123456789012:role/ci/Made", [EXISTS, "0 s"])


def test_an_existing_trust_policy_is_not_changed(user: SandboxUser) -> None:
    statement = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    user.iam.create_role(RoleName="Made", AssumeRolePolicyDocument=json.dumps(trust), Tags=TAGS)
    with pytest.raises(Failure) as failure:
        create_role(user)
    assert failure.value.message == "the existing role Made does not trust sagemaker.amazonaws.com"
    assert user.iam.get_role(RoleName="Made")["Role"]["AssumeRolePolicyDocument"] == trust
    assert inline_policies(user) == {}


@pytest.mark.parametrize("tags", [[], [{"Key": "sagemaker-marketplace:created-by", "Value": "another-program"}]])
def test_a_role_of_another_program_is_not_changed(user: SandboxUser, tags: list[dict[str, str]]) -> None:
    trust = json.dumps(permissions.validation_role(read(MANIFESTS[0]))[0])
    user.iam.create_role(RoleName="Made", AssumeRolePolicyDocument=trust, Tags=tags)
    with pytest.raises(Failure) as failure:
        create_role(user, managed=True)
    assert (failure.value.message, failure.value.exit_code, failure.value.hint.splitlines()) == (
        "the existing role Made was not created by this program",
        3,
        [
            "use another role name, or set ValidationRole in the manifest; to let this program change the role:",
            "aws iam tag-role --role-name Made --tags Key=sagemaker-marketplace:created-by,"
            "Value=sagemaker-marketplace-action",
        ],
    )
    assert inline_policies(user) == {}
    assert user.iam.list_attached_role_policies(RoleName="Made")["AttachedPolicies"] == []


def test_concurrent_runs_create_one_role(user: SandboxUser) -> None:
    with ThreadPoolExecutor(8) as pool:
        arns = list(pool.map(lambda _: create_role(user)[0], range(8)))
    assert arns == [ARN] * 8
    assert len(inline_policies(user)) == 1


def caller_policy(user: SandboxUser) -> dict[str, Any]:
    """Return the policy of a caller who creates the role, for a manifest without one."""
    text = (EXAMPLES / MANIFESTS[0]).read_text("utf-8").splitlines()
    document = manifest("\n".join(line for line in text if "ValidationRole" not in line))
    return permissions.caller([document], "create", how=Caller(user.arn, False, "Made", True))


def test_the_printed_policy_is_sufficient(user: SandboxUser) -> None:
    user.allow(caller_policy(user))
    assert create_role(user, root=False, managed=True)[0] == ARN


@pytest.mark.parametrize("action", ["GetRole", "CreateRole", "PutRolePolicy", "AttachRolePolicy"])
def test_missing_permissions_are_reported(user: SandboxUser, action: str) -> None:
    user.allow(without(caller_policy(user), f"iam:{action}"))
    with pytest.raises(Failure) as failure:
        create_role(user, root=False, managed=True)
    assert failure.value.message.startswith(f"access denied: {action}: User: {user.arn} is not authorized to")
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
def test_which_errors_are_retried(message: str, expected: bool) -> None:
    assert (
        roles.is_role_not_assumed(Failure(f"AWS refused CreateModelPackage: ValidationException: {message}", 3))
        is expected
    )
