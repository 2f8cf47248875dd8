"""The scan of an image should be at most thirty days old.

The scan does not include vulnerabilities published since, and a scan for the certification would find them. Thirty days
are our limit, not AWS's. Images that Amazon Inspector scans continuously are not reported.

Scan the image again before the release.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:DescribeImageScanFindings",)
SOURCES = ("ECR API, ImageScanFindings: imageScanCompletedAt (documented); the number of days is our advice",)
_DAYS = 30


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each image whose findings are older than that."""

    for image, scan in _images.scans(doc, account):
        if scan.has_findings and scan.ended and not scan.enhanced:
            days = (date.fromisoformat(account.today) - date.fromisoformat(scan.ended)).days
            if days > _DAYS:
                message = f"the scan of the image is {days} days old, what became known since is not in it"
                yield image.path, message, _images.rescan(image)
