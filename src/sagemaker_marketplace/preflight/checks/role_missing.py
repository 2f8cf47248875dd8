"""The validation role must exist.

The create call passes the role to SageMaker, and is refused if the role does not exist. The usual cause is a mistyped
name, or a role of another account.

Fix the ARN, or create the role.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import iam
from ...aws.queries import NotFound, Queries
from ...manifest.document import Document
from . import Result, _roles

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("iam:GetRole",)
SOURCES = (
    "IAM API, GetRole: NoSuchEntity (documented)",
    "awslabs/predictive-maintenance-using-machine-learning#3: please ensure that the role exists (seen)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield the role if the account has none of its name."""
    role = _roles.own(doc, account)
    if role is None:
        return
    path, arn = role
    try:
        iam.get_role(account, path, arn)
    except NotFound:
        hint = "fix the ARN, or create the role: sagemaker-marketplace role MANIFEST --create-validation-role NAME"
        yield path, f"role not found in account {_roles.account_of(arn)}: {arn.rpartition('/')[2]}", hint
