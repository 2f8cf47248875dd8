"""A tag key should not begin with `aws:`, in uppercase or lowercase.

AWS reserves this prefix for tags that it sets itself, in all its services. The CloudFormation reference repeats this
for SageMaker tags. Other services reject such keys; for CreateModelPackage and CreateAlgorithm this is not confirmed.

Use another prefix, such as the name of your company.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS General Reference, aws_tagging, referenced by the service model's Tag: the prefix is reserved (documented)",
    "AWS CloudFormation reference, AWS::SageMaker::DeviceFleet Tag: no key begins with aws: (documented)",
    "that CreateModelPackage and CreateAlgorithm reject it is inferred",
)
GOOD = ("spec: {Tags: [{Key: team, Value: 'aws:churn'}, {Key: aws-team, Value: churn}]}",)
BAD = (
    """
spec:
  Tags:
    - Key: aws:createdBy   # <- here
      Value: release
    - Key: AWS:team   # <- here
      Value: churn
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each tag key with the prefix."""
    for path, key in doc.strings("spec.Tags.*.Key"):
        if key[:4].lower() == "aws:":
            message = f'"{key[:60]}" begins with aws:, which is reserved for AWS'
            yield path, message, "use another prefix, such as your company name"
