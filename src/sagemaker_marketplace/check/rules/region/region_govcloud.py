"""The manifest's Region must not be in AWS GovCloud (US).

According to the GovCloud user guide, machine learning products are not supported there. GovCloud accounts belong to
another partition, with separate roles, images and buckets. `region-other-partition` covers China and the other
partitions, for which the limit is not documented.

Create the resource in a Region of the `aws` partition.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import OTHER_PARTITION, Facts
from ....manifest.document import Document
from .. import Result
from . import GOVCLOUD, nearby_regions, with_status

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS GovCloud (US) user guide, govcloud-marketplace: no machine-learning products (documented)",
    "awslabs/aws-marketplace-catalog-api-shapes-for-python: only ARNs that begin with arn:aws: (seen)",
)
GOOD = ("region: us-west-2", "region: us-east-1")
BAD = (
    "region: us-gov-west-1   # <- here",
    "region: us-gov-east-1   # <- here",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the Region if it is in GovCloud."""
    for path, region in with_status(doc, facts, OTHER_PARTITION):
        partition = facts.partition(region)
        if partition == GOVCLOUD:
            message = f"{region} is in the partition {partition}, which does not support publishing"
            yield path, message, f"use a commercial Region: {nearby_regions(region, facts)}"
