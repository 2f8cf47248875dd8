"""A linter accepts every printed policy; Terraform and CloudFormation files contain the same policies."""

from __future__ import annotations

import json
import re
from typing import Any

import hcl2
import pytest
import yaml
from tests.permissions.printed_policies import identity_policies, load_parliament, trust_policies

from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.permissions import UNKNOWN_ACCOUNT, Principal, cloudformation, terraform

POLICIES = [*identity_policies(), *trust_policies()]
PROVIDER = "${data.aws_iam_openid_connect_provider.github.arn}"
# parliament checks a trust policy as one of a caller, and knows no other providers than Cognito and SAML's.
OF_TRUST_POLICIES = {"UNKNOWN_FEDERATION_SOURCE", "MALFORMED"}


def issues(policy: dict[str, Any]) -> list[str]:
    """Return the issues that parliament finds in a policy, whose account is known."""
    text = json.dumps(policy).replace(UNKNOWN_ACCOUNT, "123456789012")
    return [finding.issue for finding in load_parliament().analyze_policy_string(text).findings]


def test_a_linter_accepts_every_policy() -> None:
    found = {name: issues(policy) for name, policy in identity_policies()}
    assert {name: names for name, names in found.items() if names} == {}
    for name, policy in trust_policies():
        assert set(issues(policy)) <= OF_TRUST_POLICIES, name


def test_the_linter_finds_faults() -> None:
    _, policy = next(identity_policies())
    text = json.dumps(policy).replace("sagemaker:DescribeModelPackage", "sagemaker:DescribeModelPakcage")
    assert issues(json.loads(text)) == ["UNKNOWN_ACTION"]


def with_lists(value: Any) -> Any:
    """Return a policy with a list instead of each string: both mean the same."""
    if isinstance(value, dict):
        return {key: with_lists(item) for key, item in value.items()}
    return value if isinstance(value, list) else [value]


def statements(policy: dict[str, Any]) -> list[Any]:
    """Return the statements of a policy in a form that can be compared."""
    return [with_lists(statement) for statement in policy["Statement"]]


def unquoted(text: str) -> str:
    """Return the value of a string of Terraform, with the placeholder for an account that is looked up."""
    if text == PROVIDER:
        return text
    value: str = json.loads(text)
    account = value.replace("${data.aws_caller_identity.current.account_id}", UNKNOWN_ACCOUNT)
    return account.replace("$${", "${")


def from_terraform(block: dict[str, Any]) -> dict[str, Any]:
    """Return the statement of a policy that a block of a Terraform policy document is."""
    statement: dict[str, Any] = {"Sid": [unquoted(block["sid"])]} if "sid" in block else {}
    statement["Effect"] = ["Allow"]
    for key, attribute in (("Action", "actions"), ("Resource", "resources")):
        if attribute in block:
            statement[key] = [unquoted(text) for text in block[attribute]]
    for principals in block.get("principals", ()):
        identifiers = [unquoted(text) for text in principals["identifiers"]]
        statement.setdefault("Principal", {})[unquoted(principals["type"])] = identifiers
    for condition in block.get("condition", ()):
        test, variable = unquoted(condition["test"]), unquoted(condition["variable"])
        values = [unquoted(text) for text in condition["values"]]
        statement.setdefault("Condition", {}).setdefault(test, {})[variable] = values
    return statement


def terraform_documents(text: str) -> list[Any]:
    """Return the statements of each policy document of a Terraform configuration."""
    labelled = [block for data in hcl2.loads(text)["data"] for label, block in data.items() if "policy_doc" in label]
    return [[from_terraform(one) for one in block["statement"]] for named in labelled for block in named.values()]


@pytest.mark.parametrize(("name", "policy"), POLICIES, ids=[name for name, _ in POLICIES])
def test_terraform_has_the_same_policy(name: str, policy: dict[str, Any]) -> None:
    expected = statements(policy)
    for statement in expected:
        if "Federated" in statement.get("Principal", ()):
            statement["Principal"]["Federated"] = [PROVIDER]
    assert terraform_documents(terraform.policy_file("name", policy, Principal())) == [expected]
    assert terraform_documents(terraform.role_file("use", "Made", "/", policy, policy)) == [expected] * 2


def resolved(value: Any) -> Any:
    """Return a value of a template with its substitutions made."""
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Sub" in value:
        return value["Fn::Sub"].replace("${AWS::AccountId}", UNKNOWN_ACCOUNT).replace("${!", "${")
    return {key: resolved(item) for key, item in value.items()}


@pytest.mark.parametrize(("name", "policy"), POLICIES, ids=[name for name, _ in POLICIES])
def test_cloudformation_has_the_same_policy(name: str, policy: dict[str, Any]) -> None:
    [resource] = yaml.safe_load(cloudformation.policy_file("name", policy, Principal("user", "ann")))[
        "Resources"
    ].values()
    properties = {"UserName": "ann", "PolicyName": "name", "PolicyDocument": policy}
    assert resolved(resource) == {"Type": "AWS::IAM::UserPolicy", "Properties": properties}
    [role] = yaml.safe_load(cloudformation.role_file("Made", "/", policy, policy))["Resources"].values()
    assert resolved(role["Properties"]["AssumeRolePolicyDocument"]) == policy
    assert [resolved(inline["PolicyDocument"]) for inline in role["Properties"]["Policies"]] == [policy]


ODD = ["a ${*} b ${$}", 'quote " and \\ backslash', "%{ if }", "line\nfeed\b", "é ü 😀", "arn:aws:iam::ACCOUNT_ID:${?}"]


def test_odd_strings_are_escaped() -> None:
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ODD}]}
    text = terraform.policy_file("name", policy, Principal("role", "release"))
    assert re.findall(r'^      "(.*)",$', text, re.MULTILINE)[1:] == [
        "a $${*} b $${$}",
        'quote \\" and \\\\ backslash',
        "%%{ if }",
        "line\\U0000000afeed\\U00000008",
        "é ü 😀",
        "arn:aws:iam::${data.aws_caller_identity.current.account_id}:$${?}",
    ]
    template = yaml.safe_load(cloudformation.policy_file("name", policy, Principal("role", "release")))
    assert resolved(template["Resources"]["Policy"]["Properties"]["PolicyDocument"]) == policy


def test_a_string_that_terraform_changes_is_refused() -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "a&{b}"}],
    }
    with pytest.raises(Failure) as raised:
        terraform.policy_file("name", policy, Principal())
    hint = 'use --format json: Terraform\'s policy documents replace "&{" in a string'
    assert (raised.value.message, raised.value.exit_code, raised.value.hint) == (
        "cannot write a&{b} for Terraform",
        2,
        hint,
    )
