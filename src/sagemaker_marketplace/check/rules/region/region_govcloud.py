"""A product can't be published from AWS GovCloud (US).

AWS Marketplace has no machine-learning products there: the GovCloud user guide says that they are not supported. An
account of GovCloud belongs to another partition, with roles, images and buckets of its own. China and the other
partitions have a rule of their own, because no page says it of them.

Create the resource in a Region of the commercial partition.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import OTHER_PARTITION, Facts
from ....manifest.document import Document
from .. import Result
from . import GOVCLOUD, alternatives, standing

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
    """Yield the Region if it is one of GovCloud's."""
    for path, region in standing(doc, facts, OTHER_PARTITION):
        partition = facts.partition(region)
        if partition == GOVCLOUD:
            message = f"{region} is in the partition {partition}: products are published from aws only"
            yield path, message, f"publish from a commercial Region: {alternatives(region, facts)}"
