"""Every image must be in Amazon ECR in the manifest's Region.

SageMaker does not pull images from another Region ("Cross region ECR image pulls are not allowed"), and AWS Marketplace
requires everything in the Region where the product is published.

Push the image to a repository in the manifest's Region, or configure ECR to replicate it there.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import UNKNOWN, Facts
from ....manifest.document import Document
from .. import Result
from . import ecr_images, ecr_uri

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "error of CreateModel for images in another Region, aws/sagemaker-pytorch-inference-toolkit#7 (seen)",
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
    """Yield each image in another Region; nothing if the manifest's Region does not exist."""
    region = doc.region
    if region is None or facts.publishing(region) == UNKNOWN:
        return
    for path, image in ecr_images(doc):
        if image.region != region:
            message = f"the image is in {image.region}, but the manifest's Region is {region}"
            yield path, message, f"push it to {ecr_uri(image.account, region, image.rest, facts)}"
