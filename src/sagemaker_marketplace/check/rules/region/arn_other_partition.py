"""Every ARN must be in the same partition as the manifest's Region.

Partitions such as `aws`, `aws-cn` and `aws-us-gov` are isolated from each other. Each account belongs to one partition,
with its own roles and keys, and a role of one partition can't be assumed in another.

Use the ARN of the resource in the account that creates the product. It usually begins with `arn:aws:`.
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
    "SageMaker developer guide, sagemaker-roles: the role belongs to the account (documented)",
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
    """Yield each ARN in another partition than the Region; nothing if the Region is unknown."""
    partition = facts.partition(doc.region or "")
    if partition is None:
        return
    for path, arn in arns(doc):
        if arn.partition != partition:
            message = f"the ARN is in the partition {arn.partition}, but {doc.region} is in {partition}"
            yield path, message, f"use an ARN that begins with arn:{partition}:"
