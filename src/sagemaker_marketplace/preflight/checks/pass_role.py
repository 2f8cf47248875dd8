"""The caller may not pass the validation role to SageMaker.

Whoever names a role in a create call needs `iam:PassRole` on it. IAM is asked to simulate that for the caller: a user,
or the role behind a session. AWS's own list of calls that pass a role does not name CreateModelPackage and
CreateAlgorithm, though they take one, and the release may well be made by somebody else: this is a warning.

Allow `iam:PassRole` on the role, with the condition that `iam:PassedToService` is `sagemaker.amazonaws.com`. If another
caller makes the release, ignore the warning.
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
    caller, refused = _callers.refused(account, path, (_ACTION,), arn)
    if refused:
        message = f"the policies of {caller} don't allow {_ACTION} on this role"
        hint = f"allow {_ACTION} on {arn}: sagemaker-marketplace iam-policy prints the policy"
        yield path, message, hint
