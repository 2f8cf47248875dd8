"""The manifest's Region should be in the `aws` partition.

Accounts in China, the European Sovereign Cloud and isolated Regions belong to other partitions. The AWS Marketplace
portal and Catalog API are in the `aws` partition and accept only ARNs that begin with `arn:aws:`. That publishing from
other partitions is not possible is inferred from those patterns; it is documented only for GovCloud.

Create the resource in a Region of the `aws` partition, or ask AWS Marketplace Seller Operations first.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import OTHER_PARTITION, Facts
from ....manifest.document import Document
from .. import Result
from . import GOVCLOUD, nearby_regions, with_status

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "awslabs/aws-marketplace-catalog-api-shapes-for-python: only ARNs that begin with arn:aws: (seen)",
    "botocore endpoints.json: the Catalog API is in us-east-1 of the commercial partition (seen)",
    "that other partitions do not support publishing is inferred",
)
GOOD = ("region: us-west-2",)
BAD = (
    "region: cn-north-1   # <- here",
    "region: eusc-de-east-1   # <- here",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the Region if it is neither in `aws` nor in GovCloud."""
    for path, region in with_status(doc, facts, OTHER_PARTITION):
        partition = facts.partition(region)
        if partition != GOVCLOUD:
            message = f"{region} is in the partition {partition}, and publishing is only known to work from aws"
            yield path, message, f"use a commercial Region: {nearby_regions(region, facts)}"
