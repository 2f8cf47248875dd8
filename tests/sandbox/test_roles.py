"""Default roles, roles of scenarios, and the policy simulator."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox import authorization, roles, scenario
from sagemaker_marketplace.sandbox.json_protocol import ACCOUNT
from sagemaker_marketplace.sandbox.server import Sandbox

Connect = Callable[..., Any]
Serve = Callable[[str], Sandbox]

ROLES = "arn:aws:iam::123456789012:role/"
NAME = "MarketplaceValidation"
ROLE = f"{ROLES}service-role/{NAME}"
OBJECT, BUCKET = "arn:aws:s3:::irises/input/a.csv", "arn:aws:s3:::irises"
ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::irises/input/*"}
MISSING = ("NoSuchEntity", 404)


@pytest.fixture
def iam(sandbox: Sandbox, connect: Connect) -> Any:
    """An IAM client of the account's root user."""
    return connect(sandbox, "iam")


def document(*statements: dict[str, Any]) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def simulated(iam: Any, source: str, actions: list[str], resources: list[str], **more: Any) -> list[Any]:
    """Return the results of a simulation."""
    call = {"PolicySourceArn": source, "ActionNames": actions, "ResourceArns": resources, **more}
    results: list[Any] = iam.simulate_principal_policy(**call)["EvaluationResults"]
    return results


def decisions(iam: Any, source: str, actions: list[str], resources: list[str], **more: Any) -> dict[str, str]:
    """Return the decision about each action."""
    results = simulated(iam, source, actions, resources, **more)
    return {result["EvalActionName"]: result["EvalDecision"] for result in results}


def refused(call: Callable[..., Any], **parameters: Any) -> tuple[str, int, str]:
    """Make a call that fails; return code, status and message."""
    with pytest.raises(ClientError) as error:
        call(**parameters)
    answer: Any = error.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Message"]


@pytest.mark.parametrize(
    ("name", "arn"),
    [
        (NAME, ROLE),
        ("AmazonSageMaker-ExecutionRole-1", f"{ROLES}service-role/AmazonSageMaker-ExecutionRole-1"),
        ("validation", f"{ROLES}validation"),
    ],
)
def test_default_roles_exist_and_are_valid(name: str, arn: str, iam: Any) -> None:
    role = iam.get_role(RoleName=name)["Role"]
    assert (role["Arn"], role["RoleName"], role["MaxSessionDuration"]) == (arn, name, 3600)
    trusted = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    assert role["AssumeRolePolicyDocument"] == {"Version": "2012-10-17", "Statement": [trusted]}
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == ["validation"]
    needed = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "ecr:BatchGetImage", "logs:PutLogEvents"]
    assert decisions(iam, arn, [*needed, "s3:DeleteObject"], ["*"]) == {
        **dict.fromkeys(needed, "allowed"),
        "s3:DeleteObject": "implicitDeny",
    }


def test_any_first_call_creates_the_default_role(iam: Any) -> None:
    assert simulated(iam, ROLE, ["s3:GetObject"], [OBJECT])[0]["EvalDecision"] == "allowed"
    assert iam.list_attached_role_policies(RoleName="Other")["AttachedPolicies"] == []
    assert sorted(role["RoleName"] for role in iam.list_roles()["Roles"]) == [NAME, "Other"]


def test_concurrent_calls_create_one_role(iam: Any) -> None:
    with ThreadPoolExecutor(8) as threads:
        arns = set(threads.map(lambda _: iam.get_role(RoleName=NAME)["Role"]["RoleId"], range(24)))
    assert (len(arns), len(iam.list_roles()["Roles"])) == (1, 1)


def test_a_created_role_is_unchanged(iam: Any) -> None:
    iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=document())
    role = iam.get_role(RoleName=NAME)["Role"]
    assert (role["Arn"], role["AssumeRolePolicyDocument"]["Statement"]) == (f"{ROLES}{NAME}", [])
    assert decisions(iam, f"{ROLES}{NAME}", ["s3:GetObject"], [OBJECT]) == {"s3:GetObject": "implicitDeny"}
    text = f"The role with name {NAME} cannot be found."
    source = {"PolicySourceArn": ROLE, "ActionNames": ["s3:GetObject"]}
    assert refused(iam.simulate_principal_policy, **source) == (*MISSING, text)


def test_a_missing_role(serve: Serve, connect: Connect) -> None:
    iam = connect(serve("role-missing"), "iam")
    text = f"The role with name {NAME} cannot be found."
    source = {"PolicySourceArn": ROLE, "ActionNames": ["s3:GetObject"]}
    assert refused(iam.get_role, RoleName=NAME) == (*MISSING, text)
    assert refused(iam.simulate_principal_policy, **source) == (*MISSING, text)
    iam.create_role(RoleName=NAME, Path="/service-role/", AssumeRolePolicyDocument=document())
    assert iam.get_role(RoleName=NAME)["Role"]["Arn"] == ROLE


def test_a_role_that_does_not_trust_sagemaker(serve: Serve, connect: Connect) -> None:
    role = connect(serve("role-untrusted"), "iam").get_role(RoleName=NAME)["Role"]
    trusted = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    assert (role["Arn"], role["AssumeRolePolicyDocument"]["Statement"]) == (ROLE, [trusted])


def test_a_role_with_another_path(serve: Serve, connect: Connect) -> None:
    iam = connect(serve("role-path"), "iam")
    assert iam.get_role(RoleName=NAME)["Role"]["Arn"] == f"{ROLES}publishing/{NAME}"
    assert refused(iam.simulate_principal_policy, PolicySourceArn=ROLE, ActionNames=["s3:GetObject"])[:2] == MISSING


@pytest.mark.parametrize(
    ("scenario", "lacking"),
    [
        ("role-without-s3", ["s3:GetObject", "s3:ListBucket", "s3:PutObject"]),
        ("role-without-ecr", ["ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer"]),
    ],
)
def test_a_role_without_permissions_for_a_service(
    scenario: str, lacking: list[str], serve: Serve, connect: Connect
) -> None:
    iam = connect(serve(scenario), "iam")
    requested = ["ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer", "logs:PutLogEvents"]
    found = decisions(iam, ROLE, [*requested, "s3:GetObject", "s3:ListBucket", "s3:PutObject"], ["*"])
    assert sorted(action for action, decision in found.items() if decision == "implicitDeny") == lacking


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ({"policy": None}, []),
        ({"policy": {"Statement": ALLOW}, "path": "/x/"}, ["s3:GetObject"]),
        (None, ["s3:GetObject", "s3:PutObject"]),
    ],
)
def test_a_scenario_can_set_the_policies(role: Any, expected: list[str], iam: Any) -> None:
    account = {"role": role, "caller": {"policy": {"Statement": {**ALLOW, "Action": "iam:*", "Resource": "*"}}}}
    own = replace(scenario.load("success"), account=account)
    roles.ensure_role(ACCOUNT, "R", own)
    arn = iam.get_role(RoleName="R")["Role"]["Arn"]
    found = decisions(iam, arn, ["s3:GetObject", "s3:PutObject"], [OBJECT])
    allowed = [action for action, decision in found.items() if decision == "allowed"]
    assert allowed == expected
    caller = authorization.find_principal(ACCOUNT, authorization.create_caller(own)["AWS_ACCESS_KEY_ID"])
    assert (arn, caller.arn) == (roles.role_arn(ACCOUNT, "R", own), "arn:aws:iam::123456789012:user/caller")
    assert caller.statements == ({**ALLOW, "Action": "iam:*", "Resource": "*"},)


def test_a_simulation_has_a_result_per_resource(iam: Any) -> None:
    iam.create_role(RoleName="R", AssumeRolePolicyDocument=document())
    iam.put_role_policy(RoleName="R", PolicyName="p", PolicyDocument=document(ALLOW))
    outside = "arn:aws:s3:::irises/output/a.csv"
    results = simulated(iam, f"{ROLES}R", ["s3:GetObject", "s3:ListBucket", "sagemaker:X"], [OBJECT, outside])

    def single(arn: str, decision: str) -> dict[str, Any]:
        return {"EvalResourceName": arn, "EvalResourceDecision": decision, "MissingContextValues": []}

    def whole(action: str, form: str, first: str) -> dict[str, Any]:
        return {
            "EvalActionName": action,
            "EvalResourceName": form,
            "EvalDecision": "implicitDeny",
            "MissingContextValues": [],
            "ResourceSpecificResults": [single(OBJECT, first), single(outside, "implicitDeny")],
        }

    assert results == [
        whole("s3:GetObject", "arn:${Partition}:s3:::${BucketName}/${KeyName}", "allowed"),
        whole("s3:ListBucket", "arn:${Partition}:s3:::${BucketName}", "implicitDeny"),
        whole("sagemaker:X", "*", "implicitDeny"),
    ]


def test_context_and_additional_policies(iam: Any) -> None:
    iam.create_user(UserName="seller")
    passed = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
    iam.put_user_policy(
        UserName="seller",
        PolicyName="p",
        PolicyDocument=document({**ALLOW, "Action": "iam:PassRole", "Resource": ROLE, "Condition": passed}),
    )
    user = "arn:aws:iam::123456789012:user/seller"
    without = simulated(iam, user, ["iam:PassRole"], [ROLE])[0]
    assert (without["EvalDecision"], without["MissingContextValues"]) == ("implicitDeny", ["iam:PassedToService"])
    values = ["sagemaker.amazonaws.com"]
    entry = {"ContextKeyName": "iam:PassedToService", "ContextKeyValues": values, "ContextKeyType": "string"}
    assert decisions(iam, user, ["iam:PassRole"], [ROLE], ContextEntries=[entry]) == {"iam:PassRole": "allowed"}
    denied = document({"Effect": "Deny", "Action": "iam:*", "Resource": "*"})
    more = {"ContextEntries": [entry], "PolicyInputList": [document(ALLOW), denied]}
    assert decisions(iam, user, ["iam:PassRole", "s3:GetObject"], [ROLE, OBJECT], **more) == {
        "iam:PassRole": "explicitDeny",
        "s3:GetObject": "implicitDeny",
    }


def test_a_group_and_the_root_user_can_be_simulated(iam: Any) -> None:
    iam.create_group(GroupName="sellers")
    iam.put_group_policy(GroupName="sellers", PolicyName="p", PolicyDocument=document(ALLOW))
    group, root = (f"arn:aws:iam::123456789012:{tail}" for tail in ("group/sellers", "root"))
    requested = ["s3:GetObject", "s3:PutObject"]
    assert decisions(iam, group, requested, [OBJECT]) == {"s3:GetObject": "allowed", "s3:PutObject": "implicitDeny"}
    assert decisions(iam, root, requested, [OBJECT]) == {"s3:GetObject": "allowed", "s3:PutObject": "allowed"}


def test_results_are_paginated(iam: Any) -> None:
    requested = [f"s3:Get{number}" for number in range(5)]
    page = {"PolicySourceArn": ROLE, "ActionNames": requested, "MaxItems": 2}
    first = iam.simulate_principal_policy(**page)
    assert (first["IsTruncated"], len(first["EvaluationResults"])) == (True, 2)
    pages = iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=ROLE, ActionNames=requested, PaginationConfig={"PageSize": 2}
    )
    found = [[result["EvalActionName"] for result in answer["EvaluationResults"]] for answer in pages]
    assert found == [requested[:2], requested[2:4], requested[4:]]


@pytest.mark.parametrize(
    ("source", "resource", "expected"),
    [
        (
            *("arn:aws:sts::123456789012:assumed-role/R/s", OBJECT),
            "Invalid Entity Arn: arn:aws:sts::123456789012:assumed-role/R/s "
            "does not clearly define entity type and name.",
        ),
        (ROLE, "irises", "ResourceNames are not in a valid ARN format: irises."),
    ],
)
def test_invalid_simulations(source: str, resource: str, expected: str, iam: Any) -> None:
    call = {"PolicySourceArn": source, "ActionNames": ["s3:GetObject"], "ResourceArns": [resource]}
    assert refused(iam.simulate_principal_policy, **call) == ("InvalidInput", 400, expected)
