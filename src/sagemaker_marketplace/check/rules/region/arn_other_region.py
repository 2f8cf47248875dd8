"""Resources referenced by ARN should be in the manifest's Region.

AWS Marketplace requires everything that belongs to a product in the Region where it is published. The seller guide
mentions images, artifacts and data. That this also applies to other resources, such as KMS keys and algorithms, is an
inference.

Use a resource in the manifest's Region. For a multi-Region key, use the ARN of the replica in that Region.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import UNKNOWN, Facts
from ....manifest.document import Document
from .. import Result
from ._arns import arns

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-service-restrictions-and-limits: one Region for everything (documented)",
    "that it also applies to keys and algorithms is inferred",
)
GOOD = (
    """
region: us-east-2
spec:
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput:
            KmsKeyId: arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
""",
)
BAD = (
    """
region: us-east-2
spec:
  SourceAlgorithmSpecification:
    SourceAlgorithms:
      - AlgorithmName: arn:aws:sagemaker:us-west-2:123456789012:algorithm/trees-1-0   # <- here
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput:
            KmsKeyId: arn:aws:kms:us-east-1:123456789012:alias/outputs   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ARN in another Region."""
    region = doc.region
    if region is None or facts.publishing(region) == UNKNOWN:
        return
    for path, arn in arns(doc):
        if arn.region and arn.region != region:
            message = f"the {arn.service} ARN is in {arn.region}, but the manifest's Region is {region}"
            yield path, message, f"use a resource in {region}"
