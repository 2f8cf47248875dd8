"""Every image must be in the Region of the manifest.

SageMaker refuses to pull an image from another Region ("Cross region ECR image pulls are not allowed"), and AWS
Marketplace wants everything in the Region the product is published from.

Push the image to a repository in the manifest's Region, or let ECR replicate it there.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import UNKNOWN, Facts
from ....manifest.document import Document
from .. import Result
from . import in_ecr, uri

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "CreateModel's refusal of images of another Region, aws/sagemaker-pytorch-inference-toolkit#7 (seen)",
    "AWS Marketplace seller guide, ml-service-restrictions-and-limits: one Region for everything (documented)",
)
GOOD = (
    """
region: eu-west-1
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:1.0
""",
)
BAD = (
    """
region: eu-west-1
spec:
  TrainingSpecification:
    TrainingImage: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/trainer:1.0
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image that is in another Region; a Region that doesn't exist is nothing to compare with."""
    region = doc.region
    if region is None or facts.publishing(region) == UNKNOWN:
        return
    for path, image in in_ecr(doc):
        if image.region != region:
            message = f"the image is in {image.region}, the manifest's Region is {region}"
            yield path, message, f"push it to {uri(image.account, region, image.rest, facts)}"
