"""Resources referenced by ARN should be in the account of the validation role.

The validation runs in the seller's account with the seller's role. A KMS key in another account works only if its key
policy allows the role to use it, which can't be checked offline. Usually such an ARN was copied from another account.
Other rules check images and algorithms.

Use a key in the seller's account, or remove the field to use the AWS managed key of that account.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ..images import ROLE, seller_account
from ._arns import arns

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: KmsKeyId, the key policy must allow the role to use it (documented)",
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


# A group can be in another account; algorithm-other-account checks algorithms.
_IGNORED_FIELDS = ("ModelPackageGroupName", "AlgorithmName")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ARN in another account than the validation role."""
    account = seller_account(doc)
    if account is None:
        return
    for path, arn in arns(doc):
        if arn.account.isdigit() and arn.account != account and path[-1] not in _IGNORED_FIELDS:
            message = f"the {arn.service} ARN is in account {arn.account}, but ValidationRole is in account {account}"
            yield path, message, f"use a resource in account {account}", ((ROLE, f"role in account {account}"),)
