"""The validation role does not exist.

The create call passes the role to SageMaker, and is refused if there is none. Often the name was mistyped, or the role
is of another account.

Mend the ARN, or create the role.
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
        hint = "mend the ARN, or make the role: sagemaker-marketplace role MANIFEST --create-validation-role NAME"
        yield path, f"there is no role {arn.rpartition('/')[2]} in the account {_roles.account_of(arn)}", hint
