"""Every image should have a completed scan in ECR.

AWS Marketplace uses the scan, and the validation ends with `No scan scheduled` if SageMaker could not start one. ECR
scans an image on push if the repository is configured so, or on request, once in 24 hours.

Start a scan and wait for it; `scanOnPush` of the repository scans every later push. An image that ECR can't scan,
because its system is unknown or no longer maintained, needs another base image.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import ecr
from ...aws.queries import NotFound, Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:DescribeImageScanFindings", "ecr:DescribeImages")
SOURCES = (
    "AWS Marketplace seller guide, machine learning troubleshooting: No scan scheduled, scan it by hand (documented)",
    "ECR API, ImageScanStatus and StartImageScan: the words and the limit (documented)",
)
_NEVER = "never"
_WAIT = "wait until the scan is done"
_HINTS = {
    "IN_PROGRESS": _WAIT,
    "PENDING": _WAIT,
    "UNSUPPORTED_IMAGE": "build it on a base image that ECR can scan: a version its makers still maintain",
}


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each image that was not scanned, or whose scan has not come to findings."""
    for image, status in _images.outcomes(doc, account, _status):
        if status == _NEVER:
            yield image.path, "the image was never scanned", _images.rescan(image)
        elif status and not isinstance(status, NotFound):
            yield image.path, f"the scan of the image is {status}", _HINTS.get(status) or _images.rescan(image)


def _status(account: Queries, image: fields.Image) -> str:
    """The status of a scan without findings; empty for one that has them, or that can't be. Raises NotFound."""
    try:
        scan = ecr.last_scan(account, image)
    except NotFound as absent:
        if absent.code != "ScanNotFoundException":
            raise
        # ECR does not scan an index; image-index reports it.
        return "" if ecr.is_index(account, image) else _NEVER
    return "" if scan.has_findings else scan.status
