"""The scan of an image must have no Critical or High findings.

AWS Marketplace requires that findings of these severities are fixed before the product can be created. The guide does
not distinguish basic and enhanced scanning, so both count. The message lists at most five findings, the critical ones
first; `aws ecr describe-image-scan-findings` lists all.

Rebuild on a patched base image, or update the listed packages. Report a wrong finding to AWS Marketplace's seller
operations team.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:DescribeImageScanFindings",)
SOURCES = (
    "AWS Marketplace seller guide, uploading your images: Critical and High findings must be fixed (documented)",
)
_NAMED = 5


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each image with such findings, and the first of them."""
    for image, scan in _images.scans(doc, account):
        if scan.has_findings and scan.serious_counts:
            numbers = " and ".join(f"{number} {name.capitalize()}" for name, number in scan.serious_counts.items())
            named = [str(finding) for finding in scan.serious_findings[:_NAMED]]
            left = sum(scan.serious_counts.values()) - len(named)
            rest = [f"and {left} more"] if named and left else []
            message = f"the scan found {numbers}{': ' if named else ''}{', '.join([*named, *rest])}"
            yield image.path, message, "rebuild it on a patched base image, push it, and let it be scanned again"
