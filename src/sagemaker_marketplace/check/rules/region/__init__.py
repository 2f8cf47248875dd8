"""Region: where a product can be published from.

AWS Marketplace publishes from the Region the resource is created in. Everything it needs has to be there: the images,
the model artifacts, the test data.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path

GOVCLOUD = "aws-us-gov"


def standing(doc: Document, facts: Facts, wanted: str) -> Iterator[tuple[Path, str]]:
    """Yield the manifest's Region when publishing from it stands as `wanted` (a word of `Facts.publishing`)."""
    for path, region in doc.strings("region"):
        if facts.publishing(region) == wanted:
            yield path, region


def alternatives(region: str, facts: Facts) -> str:
    """The Regions to publish from instead: those of the same part of the world, if there are any."""
    area = region.partition("-")[0] + "-"
    near = [name for name in facts.regions() if name.startswith(area)]
    return ", ".join(near or facts.regions())
