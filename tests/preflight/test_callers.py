"""Checks of the caller: permissions to create the resource and to pass its role."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any

import boto3
import pytest
from tests.preflight.conftest import RunPreflight, lines, parsed
from tests.preflight.connections import Connect
from tests.preflight.statements import ACCOUNT, ROLE, ROLE_CHECKS, allow, document, package, trust

from sagemaker_marketplace.sandbox.server import running

CALLER_CHECKS = ("create-permission", "pass-role")
ASK = allow("iam:GetRole", "iam:SimulatePrincipalPolicy")
CREATE, ADD_TAGS, PASS = "sagemaker:CreateModelPackage", "sagemaker:AddTags", "iam:PassRole"
NAMED = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:model-package/Iris-2"
USER, SESSION = f"arn:aws:iam::{ACCOUNT}:user/ci/releaser", f"arn:aws:sts::{ACCOUNT}:assumed-role/releaser/run-1"


def cannot_create(caller: str, *actions: str) -> str:
    missing = ", ".join(actions)
    return (
        f"4:21 warning create-permission: the policies of {caller} don't allow {missing} on {NAMED}"
        " | add it to the caller's IAM policy; sagemaker-marketplace iam-policy prints the policy"
    )


def cannot_pass(caller: str) -> str:
    return (
        f"11:21 warning pass-role: the policies of {caller} don't allow iam:PassRole on this role"
        f" | allow iam:PassRole on {ROLE}; sagemaker-marketplace iam-policy prints the policy"
    )


def user(iam: Any, _: Any, policy: str) -> dict[str, str]:
    """Create a user with a policy; return its credentials."""
    iam.create_user(UserName="releaser", Path="/ci/")
    iam.put_user_policy(UserName="releaser", PolicyName="release", PolicyDocument=policy)
    return dict(iam.create_access_key(UserName="releaser")["AccessKey"])


def role_session(iam: Any, sts: Any, policy: str) -> dict[str, str]:
    """Create a role with a policy and assume it; return the credentials of the session."""
    role = iam.create_role(RoleName="releaser", Path="/ci/", AssumeRolePolicyDocument=document(trust("*")))["Role"]
    iam.put_role_policy(RoleName="releaser", PolicyName="release", PolicyDocument=policy)
    return dict(sts.assume_role(RoleArn=role["Arn"], RoleSessionName="run-1")["Credentials"])


@pytest.mark.parametrize(("log_in", "caller"), [(user, USER), (role_session, SESSION)])
@pytest.mark.parametrize(
    ("tags", "statements", "missing", "passes"),
    [
        ("[]", [allow(CREATE, PASS)], [], True),
        ("[{Key: a, Value: b}]", [allow(CREATE, ADD_TAGS, PASS)], [], True),
        ("[]", [allow(CREATE, Resource=NAMED), allow(PASS, Resource=ROLE)], [], True),
        ("[]", [allow(CREATE, Resource=NAMED.lower()), allow(PASS, Resource=ROLE)], [], True),
        (
            "[]",
            [
                allow(CREATE),
                allow(PASS, Condition={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}),
            ],
            [],
            True,
        ),
        (
            "[]",
            [allow(CREATE), allow(PASS, Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})],
            [],
            False,
        ),
        ("[{Key: a, Value: b}]", [allow(CREATE, PASS)], [ADD_TAGS], True),
        ("[{Key: a, Value: b}]", [allow("s3:*")], [CREATE, ADD_TAGS], False),
    ],
)
def test_permissions_of_callers(
    session: boto3.Session,
    log_in: Callable[[Any, Any, str], dict[str, str]],
    caller: str,
    tags: str,
    statements: list[dict[str, Any]],
    missing: list[str],
    passes: bool,
) -> None:
    expected = ([cannot_create(caller, *missing)] if missing else []) + ([] if passes else [cannot_pass(caller)])
    with running() as sandbox, ExitStack() as stack:
        root = {"AccessKeyId": "SANDBOX", "SecretAccessKey": "sandbox"}
        connect = connecting(session, sandbox.url, root, stack)
        keys = log_in(connect("iam", "us-east-1"), connect("sts", "us-east-1"), document(ASK, *statements))
        connect = connecting(session, sandbox.url, keys, stack)
        assert lines(parsed(package(tags=tags)), connect, CALLER_CHECKS) == expected


@pytest.mark.parametrize(("log_in", "caller"), [(user, USER), (role_session, SESSION)])
def test_statements_that_deny(
    session: boto3.Session, log_in: Callable[[Any, Any, str], dict[str, str]], caller: str
) -> None:
    denied = [{**allow(CREATE, PASS), "Effect": "Deny"}, allow("*")]
    with running() as sandbox, ExitStack() as stack:
        root = {"AccessKeyId": "SANDBOX", "SecretAccessKey": "sandbox"}
        connect = connecting(session, sandbox.url, root, stack)
        keys = log_in(connect("iam", "us-east-1"), connect("sts", "us-east-1"), document(ASK, *denied))
        connect = connecting(session, sandbox.url, keys, stack)
        hint = "remove the statement that denies it from the caller's policies"
        assert lines(parsed(package()), connect, CALLER_CHECKS) == [
            f"4:21 warning create-permission: the policies of {caller} deny {CREATE} on {NAMED} | {hint}",
            f"11:21 warning pass-role: the policies of {caller} deny iam:PassRole on this role | {hint}",
        ]


def connecting(session: boto3.Session, url: str, keys: dict[str, str], stack: ExitStack) -> Connect:
    """Return a function that creates the client of a service with these credentials."""
    credentials = {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys.get("SessionToken"),
    }

    def connect(service: str, region: str) -> Any:
        client = session.client(service, region_name=region, endpoint_url=url, **credentials)
        return stack.enter_context(closing(client))

    return connect


def test_the_root_user_has_all_permissions(run_preflight: RunPreflight) -> None:
    assert run_preflight("success", package(), select=CALLER_CHECKS) == []


def test_a_caller_without_permission_to_simulate(run_preflight: RunPreflight) -> None:
    hint = "to the caller's IAM policy; sagemaker-marketplace iam-policy prints the policy"
    assert run_preflight("caller-without-permissions", package(), select=(*CALLER_CHECKS, *ROLE_CHECKS)) == [
        "4:21 info permission-missing: missing permission iam:SimulatePrincipalPolicy; not checked: create-permission, "
        f"pass-role, role-permissions | add iam:SimulatePrincipalPolicy {hint}",
        "11:21 info permission-missing: missing permission iam:GetRole; not checked: role-arn-mismatch, role-missing, "
        f"role-trust | add iam:GetRole {hint}",
    ]
