"""Publishing from Osaka fits the written rule, but no listing from there has been seen.

ap-northeast-3 has SageMaker and is on by default, which is all the seller guide asks for. The sample product entities
AWS publishes name every other Region of that kind and leave this one out. The sources disagree, so this is a warning.

If the Region is not a must, publish from Tokyo. If it is, ask AWS Marketplace Seller Operations first and ignore this
rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import UNCONFIRMED, Facts
from ....manifest.document import Document
from .. import Result
from . import standing

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-service-restrictions-and-limits: the rule admits it (documented)",
    "awslabs/aws-marketplace-catalog-api-shapes-for-python, sample entities of June 2025: it is missing (seen)",
)
GOOD = ("region: ap-northeast-1",)
BAD = ("region: ap-northeast-3   # <- here",)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the Region if publishing from it is in doubt."""
    for path, region in standing(doc, facts, UNCONFIRMED):
        message = f"no product is known to be published from {region}, though the written rule allows it"
        yield path, message, "publish from ap-northeast-1, or ask AWS Marketplace Seller Operations first"
