"""The IAM calls that make a role."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..manifest.findings import AWS_REFUSED, Failure
from .errors import (
    AccessDenied,
    CredentialsExpired,
    CredentialsRejected,
    NameConflict,
    denied_action,
    refusal,
    translate,
)


class Roles:
    """The roles of one account."""

    def __init__(self, client: Any) -> None:
        """`client` is boto3's client of IAM; it may repeat a call that had no answer."""
        self._client = client

    def get(self, name: str) -> dict[str, Any] | None:
        """A role as GetRole tells it; None if there is none of this name.

        Raises Throttled, Lost or Failure, as all of these calls do.
        """
        try:
            role: dict[str, Any] = self._call("GetRole", RoleName=name)["Role"]
        except _Absent:
            return None
        return role

    def create(self, name: str, trust: Mapping[str, Any], description: str, tags: Mapping[str, str]) -> None:
        """Make a role. Raises Taken where there is one of this name."""
        self._call(
            "CreateRole",
            RoleName=name,
            AssumeRolePolicyDocument=json.dumps(trust),
            Description=description,
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )

    def put_policy(self, name: str, policy_name: str, policy: Mapping[str, Any]) -> None:
        """Write an inline policy of a role, in place of one of the same name."""
        written = json.dumps(policy, separators=(",", ":"))
        self._call("PutRolePolicy", RoleName=name, PolicyName=policy_name, PolicyDocument=written)

    def attach(self, name: str, policy_arn: str) -> None:
        """Attach a managed policy to a role, if it isn't attached."""
        self._call("AttachRolePolicy", RoleName=name, PolicyArn=policy_arn)

    def _call(self, operation: str, **members: Any) -> dict[str, Any]:
        from botocore import xform_name

        try:
            answer: dict[str, Any] = getattr(self._client, xform_name(operation))(**members)
        except Exception as error:
            raise _sorted(error, operation) from error
        return answer


class _Absent(Exception):
    """There is no such role."""


def _sorted(error: Exception, operation: str) -> Exception:
    """What an exception of botocore means here. Source: IAM's service model, errors of these operations."""
    answered, meant = refusal(error), translate(error, operation)
    if answered is None:
        return meant
    if answered.code == "NoSuchEntity":
        return _Absent(answered.text)
    if answered.code == "EntityAlreadyExists":
        return NameConflict(answered.text)
    if answered.code == "LimitExceeded":
        hint = "remove inline policies sagemaker-marketplace-* that no product needs any more, or name another role"
        return Failure(f"AWS refused {operation}: {answered.text}", AWS_REFUSED, hint)
    if isinstance(meant, AccessDenied):
        action = denied_action(answered.text) or f"iam:{operation}"
        hint = f"allow {action} in the IAM policy of the caller; sagemaker-marketplace iam-policy prints it"
        return Failure(f"{operation} is not allowed: {answered.text}", AWS_REFUSED, hint)
    if isinstance(meant, Failure) and not isinstance(meant, (CredentialsExpired, CredentialsRejected)):
        hint = "make the role yourself: sagemaker-marketplace role prints what it needs"
        return Failure(f"AWS refused {operation}: {answered.code}: {answered.text}", AWS_REFUSED, hint)
    return meant
