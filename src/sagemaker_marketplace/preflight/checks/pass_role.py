"""The caller should have permission to pass the validation role to SageMaker.

A create call with a role requires `iam:PassRole` for it. IAM simulates that for the caller: a user, or the role of a
session. AWS's list of calls that pass a role does not include CreateModelPackage and CreateAlgorithm, though they have
one, and the release may use another caller: this is a warning.

Allow `iam:PassRole` on the role, with the condition that `iam:PassedToService` is `sagemaker.amazonaws.com`. If another
caller creates the release, ignore the warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _callers, _roles

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("iam:GetRole", "iam:SimulatePrincipalPolicy")
SOURCES = (
    "SageMaker developer guide, SageMaker roles: who passes a role needs iam:PassRole (documented)",
    "that CreateModelPackage and CreateAlgorithm pass it is inferred",
)
_ACTION = "iam:PassRole"


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield the role if the caller's policies don't allow to pass it."""
    role = _roles.own(doc, account)
    if role is None:
        return
    path, arn = role
    refused = _callers.refused_actions(account, path, (_ACTION,), arn)
    if refused.actions:
        message = f"the policies of {refused.caller} {refused.verb} {_ACTION} on this role"
        yield path, message, refused.hint(f"allow {_ACTION} on {arn}")
