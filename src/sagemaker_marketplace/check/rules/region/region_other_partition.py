"""Publishing from China or another partition of its own will probably be refused.

An account in China, the European Sovereign Cloud or an isolated Region belongs to another partition than the sellers'
portal and product API, which take only ARNs that begin with `arn:aws:`. That nothing can be published from there is
read from those patterns: no page says it, as one does of GovCloud. So this is a warning.

Create the resource in a Region of the commercial partition, or ask AWS Marketplace Seller Operations first.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import OTHER_PARTITION, Facts
from ....manifest.document import Document
from .. import Result
from . import GOVCLOUD, alternatives, standing

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "awslabs/aws-marketplace-catalog-api-shapes-for-python: only ARNs that begin with arn:aws: (seen)",
    "botocore endpoints.json: the Catalog API is in us-east-1 of the commercial partition (seen)",
    "that no other partition has a way to publish is inferred",
)
GOOD = ("region: us-west-2",)
BAD = (
    "region: cn-north-1   # <- here",
    "region: eusc-de-east-1   # <- here",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the Region if it is of another partition than `aws` and GovCloud's."""
    for path, region in standing(doc, facts, OTHER_PARTITION):
        partition = facts.partition(region)
        if partition != GOVCLOUD:
            message = f"{region} is in the partition {partition}: products are known to be published from aws only"
            yield path, message, f"publish from a commercial Region: {alternatives(region, facts)}"
