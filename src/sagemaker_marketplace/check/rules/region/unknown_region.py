"""The Region must be one that exists and has SageMaker.

A misspelt Region fails late and unclearly: the client can't reach a host of that name. A Region newer than the data
here is refused too, and rightly: since March 2019 every new Region is one to opt in to, and products can't be
published from those.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import UNKNOWN, Facts
from ....manifest.document import Document
from ....manifest.suggestions import closest_match
from .. import Result
from . import alternatives, standing

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "botocore endpoints.json: Regions with an api.sagemaker endpoint (seen)",
    "AWS Account Management guide, manage-acct-regions: Regions since March 2019 are opt-in (documented)",
)
GOOD = ("region: us-east-1", "region: ap-northeast-3")
BAD = (
    "region: us-esat-1   # <- here",
    "region: Frankfurt   # <- here",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the Region if there is no such Region."""
    for path, region in standing(doc, facts, UNKNOWN):
        near = _meant(region, facts.known_regions())
        hint = f"did you mean {near}?" if near else f"one of {alternatives(region, facts)}"
        yield path, f'"{region}" is no Region with SageMaker', hint


def _meant(region: str, known: list[str]) -> str | None:
    """Letters that only changed places count before letters that are alike: us-esat-1 is us-east-1, not us-west-1."""
    letters = sorted(region.lower())
    return next((name for name in known if sorted(name) == letters), None) or closest_match(region, known)
