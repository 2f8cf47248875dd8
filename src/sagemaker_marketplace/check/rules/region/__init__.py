"""Region: where a product can be published.

AWS Marketplace publishes from the Region in which the resource was created. Its images, model artifacts and test data
must be in the same Region.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path

GOVCLOUD = "aws-us-gov"


def with_status(doc: Document, facts: Facts, status: str) -> Iterator[tuple[Path, str]]:
    """Yield the manifest's Region if its publishing status is `status`, one of those of `Facts.publishing`."""
    for path, region in doc.strings("region"):
        if facts.publishing(region) == status:
            yield path, region


def nearby_regions(region: str, facts: Facts) -> str:
    """Return Regions that support publishing, in the same geographic area if there are any."""
    area = region.partition("-")[0] + "-"
    near = [name for name in facts.regions() if name.startswith(area)]
    return ", ".join(near or facts.regions())
