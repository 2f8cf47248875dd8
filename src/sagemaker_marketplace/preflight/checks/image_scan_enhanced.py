"""The registry scans with Amazon Inspector (enhanced scanning) instead of ECR's basic scan.

The validation starts a scan of its own, and ECR's call for that, StartImageScan, is one of basic scanning. A registry
that is set to enhanced scanning is therefore a likely cause of `No scan scheduled`; nobody has confirmed it, so this is
a note.

If the validation ends so, set the repository to basic scanning, push the image again, and release once more.
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
            yield image.path, message, 'if it ends with "No scan scheduled", set the repository to basic scanning'
