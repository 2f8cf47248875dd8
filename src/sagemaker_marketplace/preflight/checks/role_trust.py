"""The validation role must trust SageMaker.

SageMaker assumes the role to run the validation's jobs, so the role's trust policy must allow it for
`sagemaker.amazonaws.com`. Otherwise the create call or the first job is refused. A trust policy with conditions, or
with elements that this check does not interpret, is not reported.

Add a statement to the trust policy with `Principal: {Service: sagemaker.amazonaws.com}` and
`Action: sts:AssumeRole`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _roles, _trust

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("iam:GetRole",)
SOURCES = (
    "awslabs/predictive-maintenance-using-machine-learning#3, aws/sagemaker-python-sdk#35: refusals (seen)",
    "SageMaker developer guide, SageMaker roles: the trust policy (documented)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield the role if its trust policy certainly does not allow SageMaker."""
    found = _roles.found(doc, account)
    if found is None:
        return
    path, arn, role = found
    if _trust.trusts(role.trust) is False:
        name = arn.rpartition("/")[2]
        message = f"the role {name} does not let {_trust.SAGEMAKER} assume it"
        yield path, message, f"add a statement to its trust policy: {_trust.STATEMENT}"
