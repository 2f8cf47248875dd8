"""Checks of the validation role and its account, by scenario and with roles that a test creates."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.preflight.conftest import RunPreflight
from tests.preflight.connections import Connect
from tests.preflight.statements import ACCOUNT, OTHER, ROLE_CHECKS, allow, document, package, trust

from sagemaker_marketplace.preflight.checks import _trust

OTHER_ROLE = "use a role of your own, because the policies of a service-linked role can't be changed"
THE_ROLE = " + 11:21 the role"
IN_ROLE = "allow it in the role's policy"
IN_BUCKET = f"{IN_ROLE}, or in the bucket's{THE_ROLE}"


def create_role(trust: Any, *statements: dict[str, Any]) -> Callable[[Connect], None]:
    """Return a function that creates the role with this trust policy and these statements in an inline policy."""

    def prepare(connect: Connect) -> None:
        iam, name = connect("iam", "us-east-1"), "MarketplaceValidation"
        iam.create_role(RoleName=name, Path="/service-role/", AssumeRolePolicyDocument=document(*trust))
        iam.put_role_policy(RoleName=name, PolicyName="validation", PolicyDocument=document(*statements))

    return prepare


TRUST = ({"Effect": "Allow", "Principal": {"Service": _trust.SAGEMAKER}, "Action": "sts:AssumeRole"},)


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("success", []),
        (
            "role-missing",
            [
                f"11:21 error role-missing: role not found in account {ACCOUNT}: MarketplaceValidation | fix the "
                "ARN, or create the role: sagemaker-marketplace role MANIFEST --create-validation-role NAME"
            ],
        ),
        (
            "role-path",
            [
                f"11:21 error role-arn-mismatch: the role's ARN is arn:aws:iam::{ACCOUNT}:role/publishing/"
                f"MarketplaceValidation | use arn:aws:iam::{ACCOUNT}:role/publishing/MarketplaceValidation"
            ],
        ),
        (
            "role-untrusted",
            [
                "11:21 error role-trust: the role MarketplaceValidation does not let sagemaker.amazonaws.com assume it "
                f"| add a statement to its trust policy: {_trust.STATEMENT}"
            ],
        ),
        (
            "role-without-s3",
            [
                "9:23 warning role-permissions: the role's policies don't allow s3:GetObject on "
                f"arn:aws:s3:::acme/model.tar.gz | {IN_BUCKET}",
                "18:24 warning role-permissions: the role's policies don't allow s3:GetObject on "
                f"arn:aws:s3:::acme/input/part-0.csv | {IN_BUCKET}",
                "18:24 warning role-permissions: the role's policies don't allow s3:ListBucket on "
                f"arn:aws:s3:::acme | {IN_BUCKET}",
                "20:43 warning role-permissions: the role's policies don't allow s3:PutObject on "
                f"arn:aws:s3:::acme/output/validation | {IN_BUCKET}",
            ],
        ),
        (
            "role-without-ecr",
            [
                "8:16 warning role-permissions: the role's policies don't allow ecr:BatchCheckLayerAvailability, "
                f"ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on arn:aws:ecr:us-east-1:{ACCOUNT}:repository/iris "
                f"| {IN_ROLE}, or in the repository's{THE_ROLE}",
                f"11:21 warning role-permissions: the role's policies don't allow ecr:GetAuthorizationToken on * "
                f"| {IN_ROLE}",
            ],
        ),
    ],
)
def test_scenarios(run_preflight: RunPreflight, scenario: str, expected: list[str]) -> None:
    assert run_preflight(scenario, package(), select=ROLE_CHECKS) == expected


def test_a_service_linked_role(run_preflight: RunPreflight) -> None:
    role = "aws-service-role/sagemaker.amazonaws.com/AWSServiceRoleForAmazonSageMakerNotebooks"
    manifest = package().replace("service-role/MarketplaceValidation", role)
    assert run_preflight("success", manifest, select=ROLE_CHECKS) == [
        "8:16 warning role-permissions: the role's policies don't allow ecr:BatchCheckLayerAvailability, "
        f"ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on arn:aws:ecr:us-east-1:{ACCOUNT}:repository/iris "
        f"| {OTHER_ROLE}{THE_ROLE}",
        "11:21 warning role-permissions: the role's policies don't allow ecr:GetAuthorizationToken on * | "
        f"{OTHER_ROLE}",
    ]


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (package(""), []),
        (
            package("", OTHER),
            [
                f"8:16 error caller-account: the image belongs to account {OTHER}, but the credentials to {ACCOUNT} "
                f"| use credentials of account {OTHER} (role-to-assume), or a role and images of {ACCOUNT}"
            ],
        ),
        (
            package(f"arn:aws:iam::{OTHER}:role/Validation", OTHER),
            [
                f"11:21 error caller-account: the role belongs to account {OTHER}, but the credentials to {ACCOUNT} "
                f"| use credentials of account {OTHER} (role-to-assume), or a role and images of {ACCOUNT} "
                f"+ 8:16 the image of {OTHER}"
            ],
        ),
        # The rule image-other-account reports images of other accounts, including AWS's.
        (package(account=OTHER), []),
        (package("", "763104351884"), []),
    ],
)
def test_accounts(run_preflight: RunPreflight, manifest: str, expected: list[str]) -> None:
    assert run_preflight("success", manifest, select=ROLE_CHECKS) == expected


READ = ("s3:GetObject", "s3:ListBucket")
REST = ("ecr:*", "logs:*", "s3:PutObject")


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow(*READ, *REST)], []),
        (
            [
                allow(*REST),
                allow("s3:GetObject", Resource=["arn:aws:s3:::acme/model.tar.gz", "arn:aws:s3:::acme/input/*"]),
                allow("s3:ListBucket", Condition={"StringLike": {"s3:prefix": "input/*"}}),
            ],
            [],
        ),
        # Statements with unknown condition keys are not evaluated.
        ([allow(*REST), allow(*READ, Condition={"StringEquals": {"aws:PrincipalTag/team": "forecast"}})], []),
        ([allow(*READ, *REST, Condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}})], []),
        (
            [allow("*"), {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::acme/output/*"}],
            [
                "20:43 warning role-permissions: the role's policies deny s3:PutObject on "
                "arn:aws:s3:::acme/output/validation | remove the statement that denies it from the role's policies"
                f"{THE_ROLE}"
            ],
        ),
        # The ARN of a log group can have a suffix for its streams.
        (
            [
                allow(*READ, "ecr:*", "s3:PutObject"),
                allow("logs:CreateLogGroup", Resource="arn:aws:logs:*:*:log-group:/aws/sagemaker/TransformJobs"),
                allow("logs:*", Resource="arn:aws:logs:*:*:log-group:/aws/sagemaker/TransformJobs:*"),
            ],
            [],
        ),
        (
            [allow(*READ, "ecr:*", "s3:PutObject", "logs:CreateLogGroup")],
            [
                "11:21 warning role-permissions: the role's policies don't allow logs:CreateLogStream, "
                f"logs:PutLogEvents on arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/sagemaker/TransformJobs "
                f"| {IN_ROLE}; without it the jobs leave no logs"
            ],
        ),
    ],
)
def test_permissions(run_preflight: RunPreflight, statements: list[dict[str, Any]], expected: list[str]) -> None:
    assert run_preflight("success", package(), create_role(TRUST, *statements), select=ROLE_CHECKS) == expected


@pytest.mark.parametrize(
    ("uri", "resource"),
    [
        # If only a key prefix is known, the permission to read is not checked.
        ("s3://acme/nothing", []),
        ("s3://acme/nothing/", ["arn:aws:s3:::acme/nothing/validation"]),
    ],
)
def test_permission_to_read_missing_data(run_preflight: RunPreflight, uri: str, resource: list[str]) -> None:
    manifest = package().replace("s3://acme/input/", uri)
    prepare = create_role(
        TRUST, allow("s3:ListBucket", *REST), allow("s3:GetObject", Resource="arn:aws:s3:::acme/model*")
    )
    assert run_preflight("validation-data-empty", manifest, prepare, select=ROLE_CHECKS) == [
        f"18:24 warning role-permissions: the role's policies don't allow s3:GetObject on {name} | {IN_BUCKET}"
        for name in resource
    ]


def test_a_package_without_an_image_needs_no_permission_to_pull(run_preflight: RunPreflight) -> None:
    manifest = package().replace("Image: ", "ContainerHostname: ")
    assert run_preflight("role-without-ecr", manifest, select=ROLE_CHECKS) == []


def test_an_object_is_read_without_listing_its_bucket(run_preflight: RunPreflight) -> None:
    manifest = package().replace("S3Prefix", "S3Object").replace("s3://acme/input/", "s3://acme/input/one.csv")
    prepare = create_role(TRUST, allow("s3:GetObject", *REST))
    assert run_preflight("success", manifest, prepare, select=ROLE_CHECKS) == []


def test_a_role_without_an_account_is_of_no_other_account(run_preflight: RunPreflight) -> None:
    expected = (
        f"8:16 error caller-account: the image belongs to account {OTHER}, but the credentials to {ACCOUNT} "
        f"| use credentials of account {OTHER} (role-to-assume), or a role and images of {ACCOUNT}"
    )
    assert run_preflight("success", package("validation", OTHER), select=("caller-account",)) == [expected]


SAGEMAKER = {"Service": "sagemaker.amazonaws.com"}
EC2 = {"Service": "ec2.amazonaws.com"}


@pytest.mark.parametrize(
    ("statement", "trusted"),
    [
        (trust(SAGEMAKER), True),
        (trust({"Service": ["ec2.amazonaws.com", "sagemaker.amazonaws.com"]}), True),
        (trust(SAGEMAKER, Action=["sts:TagSession", "sts:assumerole"]), True),
        (trust(SAGEMAKER, Action="sts:*"), True),
        ([trust(EC2), trust(SAGEMAKER)], True),
        ([trust(EC2, Condition={"Bool": {}}), trust(SAGEMAKER)], True),
        ([trust(SAGEMAKER), trust(EC2, Effect="Deny")], True),
        (trust(EC2), False),
        (trust({"Service": "sagemaker-geospatial.amazonaws.com"}), False),
        (trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}), False),
        (trust({"Federated": "token.actions.githubusercontent.com"}), False),
        (trust(SAGEMAKER, Action="sts:TagSession"), False),
        ([trust(SAGEMAKER), trust(SAGEMAKER, Effect="Deny")], False),
        ([], False),
        # These depend on more than the policy, or use elements that are not evaluated.
        (trust(SAGEMAKER, Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}}), None),
        ([trust(SAGEMAKER), trust(SAGEMAKER, Effect="Deny", Condition={"Bool": {}})], None),
        (trust("*"), None),
        (trust({"AWS": "*"}), None),
        (trust({"Service": "*"}), None),
        (trust({"Service": "sagemaker.us-east-1.amazonaws.com"}), None),
        ({"Effect": "Allow", "NotPrincipal": EC2, "Action": "sts:AssumeRole"}, None),
        ({"Effect": "Allow", "Principal": SAGEMAKER, "NotAction": "sts:TagSession"}, None),
        ({"Effect": "Maybe"}, None),
        (None, None),
    ],
)
def test_trust(statement: Any, trusted: bool | None) -> None:
    assert _trust.trusts({"Version": "2012-10-17", "Statement": statement}) is trusted
