"""The manifest's Region must be enabled by default in every AWS account.

AWS Marketplace accepts only model packages and algorithms from Regions that have SageMaker and are enabled by default.
Regions introduced after March 2019 are disabled until an account opts in. SageMaker can create and validate the
resource there, so the error appears late: when you add the resource to a listing.

Create the resource in a Region that is enabled by default, and copy images, artifacts and test data there first. Buyers
can still use the product in other Regions, which you choose in the listing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import OPT_IN, Facts
from ....manifest.document import Document
from .. import Result
from . import nearby_regions, with_status

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-service-restrictions-and-limits: the rule (documented)",
    "AWS Account Management guide, manage-acct-regions: which Regions are enabled by default (documented)",
)
GOOD = ("region: eu-central-1", "region: us-east-2")
BAD = (
    "region: eu-south-1   # <- here",
    "region: me-central-1   # <- here",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the Region if it is an opt-in Region."""
    for path, region in with_status(doc, facts, OPT_IN):
        message = f"{region} is an opt-in Region, which does not support publishing"
        yield path, message, f"use a Region that is enabled by default: {nearby_regions(region, facts)}"
