"""Evaluation of identity-based policies, and wildcards compared with a simple definition."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.sandbox.policies import condition_keys, evaluate, matches_pattern, read_statements

ROLE = "arn:aws:iam::123456789012:role/service-role/Validation"
OBJECT = "arn:aws:s3:::irises/input/a.csv"
ALLOWED, IMPLICIT, EXPLICIT = "allowed", "implicitDeny", "explicitDeny"


def allow(action: Any = "s3:GetObject", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any = "s3:GetObject", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([], IMPLICIT),
        ([allow()], ALLOWED),
        ([allow("s3:PutObject")], IMPLICIT),
        ([allow(["s3:PutObject", "s3:GetObject"])], ALLOWED),
        ([allow("S3:getOBJECT")], ALLOWED),
        ([allow("s3:Get*")], ALLOWED),
        ([allow("s3:Get?bject")], ALLOWED),
        ([allow("*")], ALLOWED),
        ([allow(resource=OBJECT)], ALLOWED),
        ([allow(resource=OBJECT.upper())], IMPLICIT),
        ([allow(resource="arn:aws:s3:::irises")], IMPLICIT),
        ([allow(resource="arn:aws:s3:::irises/*")], ALLOWED),
        ([allow(resource="arn:aws:s3:::irises/*.json")], IMPLICIT),
        ([allow(resource=["arn:aws:s3:::other/*", "arn:aws:s3:::*"])], ALLOWED),
        ([allow(), deny()], EXPLICIT),
        ([deny(), allow()], EXPLICIT),
        ([deny()], EXPLICIT),
        ([allow(), deny(resource="arn:aws:s3:::other/*")], ALLOWED),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], ALLOWED),
        ([{"Effect": "Allow", "NotAction": ["iam:*", "S3:*"], "Resource": "*"}], IMPLICIT),
        ([{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::irises/*"}], IMPLICIT),
        ([{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::other/*"}], ALLOWED),
        ([{"Effect": "Allow", "Action": "*"}], IMPLICIT),
        ([{"Effect": "Allow", "Resource": "*"}], IMPLICIT),
    ],
)
def test_actions_and_resources(statements: list[Any], expected: str) -> None:
    assert evaluate(statements, "s3:GetObject", OBJECT, {}) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}, True),
        ({"StringEquals": {"IAM:passedtoservice": "sagemaker.amazonaws.com"}}, True),
        ({"StringEquals": {"iam:PassedToService": "SageMaker.amazonaws.com"}}, False),
        ({"StringEqualsIgnoreCase": {"iam:PassedToService": "SageMaker.amazonaws.com"}}, True),
        ({"StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com", "sagemaker.amazonaws.com"]}}, True),
        ({"StringEquals": {"iam:PassedToService": "sagemaker.*"}}, False),
        ({"StringLike": {"iam:PassedToService": "sagemaker.*"}}, True),
        ({"StringNotEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}, True),
        ({"StringNotEquals": {"iam:PassedToService": ["ec2.amazonaws.com", "sagemaker.amazonaws.com"]}}, False),
        ({"StringNotLike": {"iam:PassedToService": "sage*"}}, False),
        ({"StringEquals": {"aws:SourceVpc": "vpc-1"}}, False),
        ({"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}, True),
        ({"StringEqualsIfExists": {"iam:PassedToService": "ec2.amazonaws.com"}}, False),
        ({"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}, True),
        ({"Null": {"aws:SourceVpc": "true"}}, True),
        ({"Null": {"aws:SourceVpc": False}}, False),
        ({"Null": {"iam:PassedToService": "false"}}, True),
        ({"Bool": {"aws:SecureTransport": "true"}}, True),
        ({"Bool": {"aws:SecureTransport": True}}, True),
        ({"Bool": {"aws:SecureTransport": "false"}}, False),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}}, True),
        ({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:user/seller"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:*:user/seller"}}, False),
        ({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}, True),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": ["team", "cost"]}}, True),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": "cost"}}, False),
        ({"ForAnyValue:StringEquals": {"aws:SourceOrgPaths": "o-1"}}, False),
        ({"ForAllValues:StringLike": {"aws:TagKeys": ["t*", "stage"]}}, True),
        ({"ForAllValues:StringLike": {"aws:TagKeys": "t*"}}, False),
        ({"ForAllValues:StringEquals": {"aws:SourceOrgPaths": "o-1"}}, True),
        ({"StringLike": {"iam:PassedToService": "*"}, "Bool": {"aws:SecureTransport": "false"}}, False),
        ({"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com", "aws:SourceVpc": "vpc-1"}}, False),
        ({"NumericLessThan": {"iam:PassedToService": "5"}}, False),
        ({}, True),
    ],
)
def test_conditions(condition: dict[str, Any], expected: bool) -> None:
    context = {
        "iam:passedtoservice": ("sagemaker.amazonaws.com",),
        "aws:securetransport": ("true",),
        "aws:principalarn": ("arn:aws:iam::123456789012:user/seller",),
        "aws:tagkeys": ("team", "stage"),
    }
    statements = [allow("iam:PassRole", ROLE, Condition=condition)]
    assert evaluate(statements, "iam:PassRole", ROLE, context) == (ALLOWED if expected else IMPLICIT)


def test_a_deny_with_an_unmet_condition_does_not_apply() -> None:
    elsewhere = {"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}}
    statements = [allow("*"), deny("*", Condition=elsewhere)]
    here, there = {"aws:requestedregion": ("us-east-1",)}, {"aws:requestedregion": ("eu-west-1",)}
    assert [evaluate(statements, "s3:GetObject", OBJECT, context) for context in (here, there)] == [ALLOWED, EXPLICIT]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ('{"Statement": {"Effect": "Allow"}}', [{"Effect": "Allow"}]),
        ('{"Statement": [{"Effect": "Allow"}, {"Effect": "Deny"}]}', [{"Effect": "Allow"}, {"Effect": "Deny"}]),
        ({"Statement": [{"Effect": "Deny"}]}, [{"Effect": "Deny"}]),
        ('{"Version": "2012-10-17"}', []),
        ('{"Statement": ["Allow"]}', []),
        ("[]", []),
        ("{", []),
        ("", []),
    ],
)
def test_the_statements_of_a_document(document: Any, expected: list[Any]) -> None:
    assert read_statements(document) == expected


def test_condition_keys() -> None:
    region = {"StringEquals": {"aws:RequestedRegion": "us-east-1"}, "Bool": {"aws:SecureTransport": "true"}}
    vpc = {"StringLike": {"aws:SourceVpc": "*", "aws:RequestedRegion": "*"}}
    statements = [allow(Condition=region), allow(), deny(Condition=vpc)]
    assert condition_keys(statements) == ["aws:RequestedRegion", "aws:SecureTransport", "aws:SourceVpc"]


def _like(pattern: str, text: str) -> bool:
    """Return whether a string matches a pattern, by definition."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return _like(pattern[1:], text) or (bool(text) and _like(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and _like(pattern[1:], text[1:])


@given(st.text("ab*?[]!\n", max_size=6), st.text("ab[]\n", max_size=6))
def test_wildcards_match_by_definition(pattern: str, text: str) -> None:
    assert matches_pattern(pattern, text) == _like(pattern, text)
