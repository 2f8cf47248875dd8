"""The DNS suffix of an image host must match its Region.

ECR hosts in China end with `amazonaws.com.cn`, hosts in the Regions that support publishing with `amazonaws.com`. A
host with a Region and a suffix that do not match does not exist. SageMaker checks this before it pulls the image
("Invalid DNS suffix").

Use the URI that the ECR console shows for the repository.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import dns_suffixes, ecr_images, ecr_uri

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "error of CreateTrainingJob for another Region and suffix, aws-samples/mlops-amazon-sagemaker#9 (seen)",
    "botocore partitions.json: the DNS suffix of each partition (seen)",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-2.amazonaws.com/churn:1.0
      - Image: 123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/churn:1.0
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-2.amazonaws.com.cn/churn:1.0   # <- here
      - Image: 123456789012.dkr.ecr.cn-north-1.amazonaws.com/churn:1.0   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image whose DNS suffix does not belong to its Region; unknown Regions are skipped."""
    for path, image in ecr_images(doc):
        partition = facts.partition(image.region)
        if partition is not None and image.suffix not in dns_suffixes(partition):
            message = f"the host ends with {image.suffix}, but {image.region} is in the partition {partition}"
            yield path, message, f"use {ecr_uri(image.account, image.region, image.rest, facts)}"
