"""A product can't be published from a Region that accounts have to opt in to.

AWS Marketplace takes a model package or algorithm only from a Region that has SageMaker and that is on by default in
every account. The Regions AWS opened since March 2019 are off until an account turns them on. SageMaker works there
and the resource can be created and validated, so the refusal comes late: when it is added to a listing.

Create the resource in a Region that is on by default, and copy images, artifacts and test data there first. Buyers can
still use the product elsewhere: the Regions it is offered in are chosen in the listing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import OPT_IN, Facts
from ....manifest.document import Document
from .. import Result
from . import alternatives, standing

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-service-restrictions-and-limits: the rule (documented)",
    "AWS Account Management guide, manage-acct-regions: which Regions are on by default (documented)",
)
GOOD = ("region: eu-central-1", "region: us-east-2")
BAD = (
    "region: eu-south-1   # <- here",
    "region: me-central-1   # <- here",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the Region if it is an opt-in Region."""
    for path, region in standing(doc, facts, OPT_IN):
        message = f"{region} is an opt-in Region: products can't be published from it"
        yield path, message, f"publish from a Region that is on by default: {alternatives(region, facts)}"
