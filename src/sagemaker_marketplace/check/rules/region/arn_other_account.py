"""A key or another resource should be of the account of the validation role.

The validation runs in the seller's account with the seller's role. A KMS key of another account works only if its own
policy lets the role use it, which a file can't show; far more often such an ARN was copied from another account. So
this is a warning. Images and algorithms have rules of their own.

Take a key of the seller's account, or leave the member out to have AWS's own key of that account.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ..images import ROLE, seller
from ._arns import arns

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: KmsKeyId, the key's policy must let the role use it (documented)",
    "that another account is a mistake is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput:
            KmsKeyId: arn:aws:kms:us-east-1:123456789012:alias/outputs
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput:
            KmsKeyId: arn:aws:kms:us-east-1:210987654321:alias/outputs   # <- here
""",
)


# A group may be another account's; an algorithm of another account has a rule of its own.
_ELSEWHERE = ("ModelPackageGroupName", "AlgorithmName")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ARN of an account that is not the validation role's."""
    own = seller(doc)
    if own is None:
        return
    for path, arn in arns(doc):
        if arn.account.isdigit() and arn.account != own and path[-1] not in _ELSEWHERE:
            message = f"the {arn.service} ARN is of the account {arn.account}, the ValidationRole of {own}"
            yield path, message, f"name one of the account {own}", ((ROLE, f"the role of {own}"),)
