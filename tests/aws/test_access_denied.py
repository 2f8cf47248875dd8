"""Messages about denied access: who is denied what, which policy decides, and the fix that follows from it."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.aws import access_denied
from sagemaker_marketplace.aws.access_denied import LOCATIONS, Denial
from sagemaker_marketplace.aws.errors import AccessDenied
from sagemaker_marketplace.diagnosis.causes import find_causes

CALLER = "arn:aws:sts::123456789012:assumed-role/release/run"
ACTION = "sagemaker:CreateModelPackage"
DENIED = f"User: {CALLER} is not authorized to perform: {ACTION}"
RESOURCE = " on resource: arn:aws:sagemaker:us-east-2:123456789012:model-package/churn-scorer"
ROLE = "arn:aws:iam::123456789012:role/service-role/MarketplaceValidation"


@pytest.mark.parametrize(
    ("message", "denial"),
    [
        (DENIED, Denial(ACTION, CALLER)),
        (f"{DENIED}{RESOURCE}", Denial(ACTION, CALLER)),
        ("is not authorized to perform: kms:Decrypt on resource: k", Denial("kms:Decrypt")),
        (
            f"{DENIED}{RESOURCE} because no identity-based policy allows the {ACTION} action",
            Denial(ACTION, CALLER, "identity-based policy"),
        ),
        (
            f"{DENIED}{RESOURCE} with an explicit deny in a service control policy: arn:aws:organizations::1:policy/p",
            Denial(ACTION, CALLER, "service control policy", True),
        ),
        (
            f"{DENIED} with an explicit deny in a VPC endpoint policy transitively through a service control policy",
            Denial(ACTION, CALLER, "VPC endpoint policy", True),
        ),
        (
            "User: u is not authorized to perform: sts:AssumeRole because no role trust policy allows the action",
            Denial("sts:AssumeRole", "u", "role trust policy"),
        ),
        (f"with an explicit deny in a session policy: {DENIED}", Denial(ACTION, CALLER)),
        (f"{DENIED} because no astrological policy allows it", Denial(ACTION, CALLER)),
        (f"{DENIED}{RESOURCE} with an explicit deny", Denial(ACTION, CALLER, "", True)),
        (f"{DENIED}{RESOURCE} with an explicit deny in an astrological policy", Denial(ACTION, CALLER, "", True)),
        ("Access Denied", None),
        ("", None),
    ],
)
def test_what_a_message_says(message: str, denial: Denial | None) -> None:
    assert access_denied.parse(message) == denial


ORGANIZATION = "ask the administrators of the AWS organization to"


@pytest.mark.parametrize(
    ("ending", "fix"),
    [
        ("", f"add {ACTION} to the caller's IAM policy"),
        (" because no identity-based policy allows the x", f"add {ACTION} to the caller's IAM policy"),
        (" because no permissions boundary allows the x", f"add {ACTION} to the caller's permissions boundary"),
        (" because no session policy allows the x", f"add {ACTION} to the session policy of the caller's credentials"),
        (" because no resource-based policy allows the x", f"add {ACTION} to the policy of the resource"),
        (" because no VPC endpoint policy allows the x", f"add {ACTION} to the policy of the VPC endpoint"),
        (
            " because no service control policy allows the x",
            f"{ORGANIZATION} add {ACTION} to the organization's service control policies",
        ),
        (" with an explicit deny", f"remove the deny of {ACTION} from the policy that has it"),
        (
            " with an explicit deny in an identity-based policy",
            f"remove the deny of {ACTION} from the caller's IAM policy",
        ),
        (
            " with an explicit deny in a permissions boundary",
            f"remove the deny of {ACTION} from the caller's permissions boundary",
        ),
        (
            " with an explicit deny in a service control policy",
            f"{ORGANIZATION} remove the deny of {ACTION} from the organization's service control policies",
        ),
        (
            " with an explicit deny in a resource control policy",
            f"{ORGANIZATION} remove the deny of {ACTION} from the organization's resource control policies",
        ),
        (
            " with an explicit deny in the role trust policy",
            f"remove the deny of {ACTION} from the role's trust policy",
        ),
    ],
)
def test_the_end_of_the_message_decides_the_fix(ending: str, fix: str) -> None:
    refusal = AccessDenied("CreateModelPackage", f"{DENIED}{RESOURCE}{ending}", "sagemaker")
    assert (refusal.hint, refusal.action) == (fix, ACTION)
    is_grant = fix == f"add {ACTION} to the caller's IAM policy"
    command = "; sagemaker-marketplace iam-policy prints the policy" if is_grant else ""
    assert access_denied.fix_with_command(refusal.denial) == f"{fix}{command}"


def test_a_message_without_an_action_is_about_the_call() -> None:
    refusal = AccessDenied("DescribeModelPackage", "User: seller is not authorized", "sagemaker")
    assert refusal.denial == Denial("sagemaker:DescribeModelPackage")
    assert refusal.hint == "add sagemaker:DescribeModelPackage to the caller's IAM policy"


# A role's trust policy is only about sts:AssumeRole, which the diagnosis does not see; no message about an action that
# a resource control policy does not allow is documented.
@pytest.mark.parametrize("policy", sorted(LOCATIONS.keys() - {"role trust policy"}))
def test_the_diagnosis_has_a_cause_for_each_type_of_policy(policy: str) -> None:
    article = "an" if policy[0] in "aeiou" else "a"
    denied = find_causes([f"{DENIED}{RESOURCE} with an explicit deny in {article} {policy}"], "create-call")[0]
    assert denied.id.startswith("denied-by-")
    assert "deny" in denied.fix
    if policy not in ("resource control policy", "identity-based policy"):
        not_allowed = find_causes([f"{DENIED}{RESOURCE} because no {policy} allows the action"], "create-call")[0]
        assert not_allowed.id == denied.id.replace("denied-by", "not-allowed-by")


@pytest.mark.parametrize(
    ("principal", "is_role"),
    [
        (ROLE, True),
        ("arn:aws:iam::123456789012:role/MarketplaceValidation", True),
        ("arn:aws:sts::123456789012:assumed-role/MarketplaceValidation/SageMaker", True),
        ("arn:aws:sts::210987654321:assumed-role/MarketplaceValidation/SageMaker", False),
        ("arn:aws:sts::123456789012:assumed-role/release/MarketplaceValidation", False),
        ("arn:aws:iam::123456789012:user/MarketplaceValidation", False),
        (CALLER, False),
        ("seller", False),
        ("", False),
    ],
)
def test_whether_a_principal_is_the_role(principal: str, is_role: bool) -> None:
    assert access_denied.is_role(principal, ROLE) is is_role


def test_a_name_is_not_a_role() -> None:
    assert not access_denied.is_role("arn:aws:sts::123456789012:assumed-role/x/y", "MarketplaceValidation")
    assert not access_denied.is_role("", "")
