"""The manifest's Region should be known to support publishing.

Osaka (ap-northeast-3) has SageMaker and is enabled by default, which is all that the seller guide requires. But the
sample product entities that AWS publishes list every other such Region and omit this one.

Publish from Tokyo if you can. Otherwise, ask AWS Marketplace Seller Operations first and ignore this rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import UNCONFIRMED, Facts
from ....manifest.document import Document
from .. import Result
from . import with_status

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-service-restrictions-and-limits: the rule includes it (documented)",
    "awslabs/aws-marketplace-catalog-api-shapes-for-python, sample entities of June 2025: it is missing (seen)",
)
GOOD = ("region: ap-northeast-1",)
BAD = ("region: ap-northeast-3   # <- here",)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the Region if it is unconfirmed that it supports publishing."""
    for path, region in with_status(doc, facts, UNCONFIRMED):
        message = f"{region} is not confirmed to support publishing"
        yield path, message, "use ap-northeast-1, or ask AWS Marketplace Seller Operations first"
