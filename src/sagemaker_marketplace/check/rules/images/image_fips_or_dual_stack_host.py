"""An image should be named by ECR's plain host, not by its FIPS or dual-stack one.

A repository can be reached by several hosts: `dkr.ecr.REGION.amazonaws.com`, `dkr.ecr-fips.…` and
`dkr-ecr.REGION.on.aws`. SageMaker's documents and AWS's samples write the first, and the service compares the host with
the one it expects. Whether it takes the others is not documented, so this is a warning.

The plain host names the same image, which `check --fix` writes.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import PLAIN, in_ecr, suffixes, uri

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "Amazon ECR user guide, ecr-requests: plain, FIPS and dual-stack hosts (documented)",
    "CreateTrainingJob's refusal of a host it does not expect, aws-samples/mlops-amazon-sagemaker#9 (seen)",
    "that SageMaker does not take the other hosts is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-2.amazonaws.com/churn:1.0
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr-fips.us-east-2.amazonaws.com/churn:1.0   # <- here
      - Image: 123456789012.dkr-ecr.us-east-2.on.aws/churn:1.0   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image on another host of its Region than the plain one, with the plain one as a fix."""
    for path, image in in_ecr(doc):
        partition = facts.partition(image.region)
        ends = suffixes(partition)
        plain = image.service == PLAIN and image.suffix == ends[0]
        if partition is not None and image.suffix in ends and not plain:
            which = "FIPS" if "fips" in image.service else "dual-stack"
            message = f"the image is named by ECR's {which} host, which SageMaker is not known to take"
            proper = uri(image.account, image.region, image.rest, facts)
            yield path, message, f"write {proper}", (), ("replace", path, proper)
