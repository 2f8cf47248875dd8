"""Trust policies of roles."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace import permissions

ISSUER = "token.actions.githubusercontent.com"


def trust_policy(account: str, condition: dict[str, Any]) -> dict[str, Any]:
    statement = {
        "Sid": "GitHubActions",
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{account}:oidc-provider/{ISSUER}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def test_both_formats_of_the_subject() -> None:
    subject_values = ["repo:acme/models:environment:release", "repo:acme@12/models@345:environment:release"]
    equal = {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": subject_values}
    policy = permissions.github("acme/models", "environment:release", "123456789012", ("12", "345"))
    assert policy == trust_policy("123456789012", {"StringEquals": equal})


def test_the_trust_policy_for_a_ref() -> None:
    equal = {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": "repo:acme/models:ref:refs/heads/main"}
    assert permissions.github("acme/models", "ref:refs/heads/main") == trust_policy(
        "ACCOUNT_ID", {"StringEquals": equal}
    )


def test_the_trust_policy_for_a_pattern_of_refs() -> None:
    condition = {
        "StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com"},
        "StringLike": {f"{ISSUER}:sub": "repo:acme/models:ref:refs/tags/v*"},
    }
    assert permissions.github("acme/models", "ref:refs/tags/v*") == trust_policy("ACCOUNT_ID", condition)


def test_the_trust_policy_in_another_partition() -> None:
    policy = permissions.github("acme/models", "environment:x", "123456789012", region="cn-north-1")
    provider = f"arn:aws-cn:iam::123456789012:oidc-provider/{ISSUER}"
    assert policy["Statement"][0]["Principal"] == {"Federated": provider}


def test_the_trust_policy_for_a_github_enterprise_server() -> None:
    issuer = "https://github.example.com/_services/token"
    policy = permissions.github("acme/models", "environment:release", "123456789012", issuer=issuer)
    assert policy["Statement"][0]["Principal"] == {
        "Federated": "arn:aws:iam::123456789012:oidc-provider/github.example.com/_services/token"
    }
    assert policy["Statement"][0]["Condition"]["StringEquals"] == {
        "github.example.com/_services/token:aud": "sts.amazonaws.com",
        "github.example.com/_services/token:sub": "repo:acme/models:environment:release",
    }
    provider = (
        'data "aws_iam_openid_connect_provider" "github" {\n  url = "https://github.example.com/_services/token"\n}\n'
    )
    assert permissions.terraform.role_file("release", "release", "/", policy).startswith(provider)


@pytest.mark.parametrize(
    ("principal", "condition", "trusted"),
    [
        ({"Service": "sagemaker.amazonaws.com"}, None, True),
        ({"Service": ["ec2.amazonaws.com", "sagemaker.amazonaws.com"]}, None, True),
        ({"Service": "sagemaker.amazonaws.com"}, {"StringEquals": {"aws:SourceAccount": "123456789012"}}, True),
        ({"Service": "ec2.amazonaws.com"}, None, False),
        ({"AWS": "arn:aws:iam::123456789012:root"}, None, False),
    ],
)
def test_trusts_sagemaker(principal: Any, condition: Any, trusted: bool) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition}
    assert permissions.trusts_sagemaker({"Version": "2012-10-17", "Statement": [statement]}) is trusted


def test_the_trust_policy_for_a_role() -> None:
    arn = "arn:aws:iam::444455556666:role/ci"
    statement = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}
    assert permissions.principal(arn) == {"Version": "2012-10-17", "Statement": [statement]}
