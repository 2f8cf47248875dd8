"""Keys, algorithms and whatever else an ARN names should be in the manifest's Region.

AWS Marketplace wants everything a product is made of in the Region it is published from. The guide names images,
artifacts and data; that it holds for the other things with an ARN, such as KMS keys and algorithms, is inferred, so
this is a warning.

Name a resource in the manifest's Region. A multi-Region key needs a replica there, which has an ARN of its own.
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
    "that it holds for keys and algorithms, too, is inferred",
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
    """Yield each ARN of another Region."""
    region = doc.region
    if region is None or facts.publishing(region) == UNKNOWN:
        return
    for path, arn in arns(doc):
        if arn.region and arn.region != region:
            message = f"the {arn.service} ARN is of {arn.region}, the manifest's Region is {region}"
            yield path, message, f"name one of {region}"
