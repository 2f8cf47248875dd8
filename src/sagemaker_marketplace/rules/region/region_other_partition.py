"""A product can't be published from China, GovCloud or another partition of its own.

AWS Marketplace's product API takes only resource ARNs that begin with `arn:aws:`. Resources in the China, GovCloud,
European Sovereign Cloud and isolated Regions have another partition in their ARN. No page says so in words: this is
read from the patterns of the API, and from the rule that a publishing Region is one that is on by default.

Create the resource in a Region of the commercial partition.
"""

from __future__ import annotations

from ...core.facts import OTHER_PARTITION
from . import alternatives, standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace Catalog API shapes: patterns of resource ARNs (seen)",
    "AWS Marketplace seller guide, ml-service-restrictions-and-limits: Regions on by default (documented)",
)
GOOD = ("region: us-west-2",)
BAD = (
    "region: us-gov-west-1   # <- here",
    "region: cn-north-1   # <- here",
    "region: eusc-de-east-1   # <- here",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the Region if it is of another partition than `aws`."""
    for path, region in standing(doc, facts, OTHER_PARTITION):
        message = f"{region} is in the partition {facts.partition(region)}: products are published from aws only"
        yield path, message, f"publish from a commercial Region: {alternatives(region, facts)}"
