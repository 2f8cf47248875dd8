"""An ARN must be of the partition the manifest's Region belongs to.

`aws`, `aws-cn`, `aws-us-gov` and the others are worlds of their own: an account belongs to one of them, with its roles
and keys, and nothing reaches from one into another. A role of one partition can't be assumed in another.

Write the ARN of the resource in the account that creates the product; usually it begins with `arn:aws:`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ._arns import arns

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS whitepaper Fault Isolation Boundaries, partitions: IAM is separate in each (documented)",
    "SageMaker developer guide, sagemaker-roles: the role is one of the account (documented)",
)
GOOD = (
    """
region: us-east-2
spec:
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
""",
    """
region: us-gov-west-1
spec:
  ValidationSpecification:
    ValidationRole: arn:aws-us-gov:iam::123456789012:role/validation
""",
)
BAD = (
    """
region: us-east-2
spec:
  ValidationSpecification:
    ValidationRole: arn:aws-us-gov:iam::123456789012:role/validation   # <- here
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput:
            KmsKeyId: arn:aws-cn:kms:us-east-2:123456789012:alias/outputs   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ARN of another partition than the Region's; a Region nobody knows has none."""
    partition = facts.partition(doc.region or "")
    if partition is None:
        return
    for path, arn in arns(doc):
        if arn.partition != partition:
            message = f"the ARN is of the partition {arn.partition}, {doc.region} belongs to {partition}"
            yield path, message, f"write the one that begins with arn:{partition}:"
