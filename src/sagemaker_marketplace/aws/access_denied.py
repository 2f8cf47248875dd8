"""Reads messages about denied access: who is denied what, and which policy decides; the fix follows from the policy.

Sources: IAM user guide, troubleshooting of access denied messages; AWS Security Blog, access denied messages with
policy ARNs (an ARN can follow the type of the policy).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

IDENTITY = "identity-based policy"
# Where each type of policy is, from the denied principal's point of view.
LOCATIONS = {
    IDENTITY: "the caller's IAM policy",
    "permissions boundary": "the caller's permissions boundary",
    "session policy": "the session policy of the caller's credentials",
    "resource-based policy": "the policy of the resource",
    "VPC endpoint policy": "the policy of the VPC endpoint",
    "role trust policy": "the role's trust policy",
    "service control policy": "the organization's service control policies",
    "resource control policy": "the organization's resource control policies",
}
_DENIED = re.compile(
    r"(?:User: (?P<principal>\S{1,2048}) is )?not authorized to perform: "
    r"(?P<action>[A-Za-z0-9-]{1,60}:[A-Za-z0-9]{1,100})"
)
_TYPES = "|".join(LOCATIONS)
# Some messages do not name the policy (wpilibsuite/DetectCoral#20, aws-samples/aws-modern-application-workshop#253).
_EXPLICIT = re.compile(rf"\bwith an explicit deny\b(?: in (?:an? |the )({_TYPES})\b)?")
_IMPLICIT = re.compile(rf"\bbecause no ({_TYPES}) allows\b")


@dataclass(frozen=True)
class Denial:
    """What a message says: the denied principal's ARN, the IAM action, the type of the policy that decides.

    `principal` and `policy` are empty if the message does not name them. `is_explicit`: the policy denies the action;
    otherwise it does not allow it.
    """

    action: str
    principal: str = ""
    policy: str = ""
    is_explicit: bool = False

    @property
    def is_missing_grant(self) -> bool:
        """Whether adding the action to the principal's IAM policy is what the message asks for."""
        return self.policy in ("", IDENTITY) and not self.is_explicit


def parse(message: str) -> Denial | None:
    """Read a message; None if it names no action that is denied."""
    denied = _DENIED.search(message)
    if denied is None:
        return None
    explicit, implicit = _EXPLICIT.search(message, denied.end()), _IMPLICIT.search(message, denied.end())
    policy = explicit or implicit
    type_ = (policy[1] or "") if policy else ""
    return Denial(denied["action"], denied["principal"] or "", type_, explicit is not None)


def fix(denial: Denial) -> str:
    """Return what to do about an action that is denied to the caller."""
    unknown = "the policy that has it" if denial.is_explicit else LOCATIONS[IDENTITY]
    location = LOCATIONS.get(denial.policy, unknown)
    change = f"remove the deny of {denial.action} from" if denial.is_explicit else f"add {denial.action} to"
    if denial.policy.endswith("control policy"):
        return f"ask the administrators of the AWS organization to {change} {location}"
    return f"{change} {location}"


def fix_with_command(denial: Denial) -> str:
    """Return the same, with the command that prints the policy if the caller's IAM policy has to be changed."""
    command = "; sagemaker-marketplace iam-policy prints the policy" if denial.is_missing_grant else ""
    return f"{fix(denial)}{command}"


def is_role(principal: str, role: str) -> bool:
    """Whether a principal is a role with this ARN: the role itself, or a session of it, whose ARN has no path."""
    account, resource = _account_and_resource(principal)
    role_account, role_resource = _account_and_resource(role)
    if (
        account != role_account
        or not resource.startswith(("role/", "assumed-role/"))
        or not role_resource.startswith("role/")
    ):
        return False
    name = resource.split("/")[1] if resource.startswith("assumed-role/") else resource.rsplit("/", 1)[-1]
    return name == role_resource.rsplit("/", 1)[-1]


def _account_and_resource(arn: str) -> tuple[str, str]:
    parts = arn.split(":", 5)
    return (parts[4], parts[5]) if len(parts) == 6 else ("", "")
