"""The repository should use ECR's basic scanning.

The validation starts a scan with ECR's StartImageScan, which belongs to basic scanning. A registry with enhanced
scanning (Amazon Inspector) is therefore a likely cause of `No scan scheduled`; this is unconfirmed, so it is only
advice.

If the validation ends with that message, set the repository to basic scanning, push the image again and rerun.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:DescribeImageScanFindings",)
SOURCES = (
    "ECR API, StartImageScan: starts a basic scan (documented)",
    "AWS Marketplace seller guide, troubleshooting: No scan scheduled (documented); that this is a cause is inferred",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each image with an enhanced scan."""
    for image, scan in _images.scans(doc, account):
        if scan.enhanced:
            message = "the image has an enhanced scan, and the validation may find no basic one to start"
            yield (
                image.path,
                message,
                'set the repository to basic scanning if the validation ends with "No scan scheduled"',
            )
