"""An image URI should use ECR's standard host, not the FIPS or dual-stack host.

A repository has several hosts: `dkr.ecr.REGION.amazonaws.com`, `dkr.ecr-fips.…` and `dkr-ecr.REGION.on.aws`.
SageMaker's documentation and AWS's samples use the first one, and the service compares the host with the one it
expects. Whether it accepts the others is not documented.

Use the standard host, which refers to the same image. `check --fix` does so.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import STANDARD, dns_suffixes, ecr_images, ecr_uri

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "Amazon ECR user guide, ecr-requests: plain, FIPS and dual-stack hosts (documented)",
    "error of CreateTrainingJob for an unexpected host, aws-samples/mlops-amazon-sagemaker#9 (seen)",
    "that SageMaker does not accept the other hosts is inferred",
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
    """Yield each image with a FIPS or dual-stack host, with the standard host as a fix."""
    for path, image in ecr_images(doc):
        partition = facts.partition(image.region)
        suffixes = dns_suffixes(partition)
        is_standard = image.service == STANDARD and image.suffix == suffixes[0]
        if partition is not None and image.suffix in suffixes and not is_standard:
            host = "FIPS" if "fips" in image.service else "dual-stack"
            message = f"the image URI uses ECR's {host} host, which SageMaker is not known to accept"
            standard_uri = ecr_uri(image.account, image.region, image.rest, facts)
            yield path, message, f"use {standard_uri}", (), ("replace", path, standard_uri)
