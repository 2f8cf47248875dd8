"""The ARN of the validation role must contain the role's path.

SageMaker uses the ARN exactly as written: `role/Name` is not `role/service-role/Name`. Its error is that it was unable
to assume the role.

Use the ARN in the finding, or copy it from the IAM console.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _roles

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("iam:GetRole",)
SOURCES = ("aws/sagemaker-python-sdk#43: unable to assume a role whose true path is service-role/ (seen)",)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield the role if IAM has it under another ARN."""
    found = _roles.found(doc, account)
    if found is None:
        return
    path, arn, role = found
    if role.arn != arn:
        yield path, f"the role's ARN is {role.arn}", f"use {role.arn}"
