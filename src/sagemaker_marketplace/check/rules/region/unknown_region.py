"""The manifest's Region must exist and have SageMaker.

A misspelled Region causes an unclear error late, because the client can't resolve the host name. Regions introduced
after this version of the program are also reported. This is correct: every Region introduced after March 2019 is an
opt-in Region, which does not support publishing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import UNKNOWN, Facts
from ....manifest.document import Document
from ....manifest.suggestions import closest_match
from .. import Result
from . import nearby_regions, with_status

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
    """Yield the Region if it is unknown."""
    for path, region in with_status(doc, facts, UNKNOWN):
        similar = _most_similar(region, facts.known_regions())
        hint = f"did you mean {similar}?" if similar else f"use one of {nearby_regions(region, facts)}"
        yield path, f'unknown Region: "{region}"', hint


def _most_similar(region: str, known: list[str]) -> str | None:
    """Prefer transposed letters to similar ones: us-esat-1 is us-east-1, not us-west-1."""
    letters = sorted(region.lower())
    return next((name for name in known if sorted(name) == letters), None) or closest_match(region, known)
