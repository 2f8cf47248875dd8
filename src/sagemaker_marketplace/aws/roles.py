"""The IAM calls that create a role."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..manifest.findings import AWS_REFUSED, Failure
from . import access_denied
from .errors import (
    AccessDenied,
    CredentialsError,
    NameConflict,
    Translate,
    error_response,
    translate,
)


class Roles:
    """The roles of one account. Every method raises Throttled, NoResponse or Failure."""

    def __init__(self, client: Any, translate: Translate = translate) -> None:
        """`client` is boto3's client of IAM, which retries calls that had no response."""
        self._client, self._translate = client, translate

    def get(self, name: str) -> dict[str, Any] | None:
        """Return a role as GetRole describes it; None if none has this name."""
        try:
            role: dict[str, Any] = self._call("GetRole", RoleName=name)["Role"]
        except _RoleNotFound:
            return None
        return role

    def create(self, name: str, trust: Mapping[str, Any], description: str, tags: Mapping[str, str]) -> None:
        """Create a role. Raises NameConflict if a role has this name."""
        self._call(
            "CreateRole",
            RoleName=name,
            AssumeRolePolicyDocument=json.dumps(trust),
            Description=description,
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )

    def put_policy(self, name: str, policy_name: str, policy: Mapping[str, Any]) -> None:
        """Write an inline policy of a role, replacing one of the same name."""
        content = json.dumps(policy, separators=(",", ":"))
        self._call("PutRolePolicy", RoleName=name, PolicyName=policy_name, PolicyDocument=content)

    def attach(self, name: str, policy_arn: str) -> None:
        """Attach a managed policy to a role, if it isn't attached."""
        self._call("AttachRolePolicy", RoleName=name, PolicyArn=policy_arn)

    def _call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        from botocore import xform_name

        try:
            answer: dict[str, Any] = getattr(self._client, xform_name(operation))(**parameters)
        except Exception as error:
            raise _translate(error, operation, self._translate(error, operation, "iam")) from error
        return answer


class _RoleNotFound(Exception):
    """The role does not exist."""


def _translate(error: Exception, operation: str, translated: Exception) -> Exception:
    """Translate an exception of botocore further. Source: IAM's service model, errors of these operations."""
    response = error_response(error)
    if response is None:
        return translated
    if response.code == "NoSuchEntity":
        return _RoleNotFound(response.message)
    if response.code == "EntityAlreadyExists":
        return NameConflict(response.message)
    if response.code == "LimitExceeded":
        hint = "remove unused inline policies sagemaker-marketplace-* from the role, or use another role"
        return Failure(f"AWS refused {operation}: {response.message}", AWS_REFUSED, hint)
    if isinstance(translated, AccessDenied):
        return Failure(translated.message, AWS_REFUSED, access_denied.fix_with_command(translated.denial))
    if isinstance(translated, Failure) and not isinstance(translated, CredentialsError):
        hint = "create the role yourself: sagemaker-marketplace role prints the policies it needs"
        return Failure(f"AWS refused {operation}: {response.code}: {response.message}", AWS_REFUSED, hint)
    return translated
