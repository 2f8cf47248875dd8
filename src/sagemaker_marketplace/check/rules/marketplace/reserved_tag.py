"""A tag's key should not begin with `aws:`, in capital or small letters.

AWS keeps the prefix for the tags it sets itself, and says so of all its services. CloudFormation's reference repeats it
for tags of SageMaker. Other services refuse such a key; for the two create calls no refusal has been seen, so this is a
warning.

Take another prefix, such as the name of your company.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS General Reference, aws_tagging, which the service model's Tag names: the prefix is reserved (documented)",
    "AWS CloudFormation reference, AWS::SageMaker::DeviceFleet Tag: no key begins with aws: (documented)",
    "that CreateModelPackage and CreateAlgorithm refuse it is inferred",
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
    """Yield each key with the prefix."""
    for path, key in doc.strings("spec.Tags.*.Key"):
        if key[:4].lower() == "aws:":
            yield (
                path,
                f'"{key[:60]}" begins with aws:, which is reserved for AWS',
                "take another prefix, such as your company's",
            )
