"""The end of an image's host must be that of its Region's partition.

Registries in China are at `amazonaws.com.cn`, those of the Regions products are published from at `amazonaws.com`. A
host with the Region of one and the end of the other does not exist, and SageMaker compares Region and end before it
pulls anything ("Invalid DNS suffix").

Write the host as ECR shows it beside the repository.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import in_ecr, suffixes, uri

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "CreateTrainingJob's refusal of another Region and suffix, aws-samples/mlops-amazon-sagemaker#9 (seen)",
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
    """Yield each image whose host ends as no host of its Region does; a Region nobody knows has no end to compare."""
    for path, image in in_ecr(doc):
        partition = facts.partition(image.region)
        if partition is not None and image.suffix not in suffixes(partition):
            message = f"the host ends with {image.suffix}, {image.region} belongs to the partition {partition}"
            yield path, message, f"write {uri(image.account, image.region, image.rest, facts)}"
