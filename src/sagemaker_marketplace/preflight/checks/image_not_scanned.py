"""Every image should have a completed scan in ECR.

AWS Marketplace uses the scan, and the validation ends with `No scan scheduled` if SageMaker could not start one. ECR
scans an image on push if the repository is configured so, or on request, once in 24 hours.

Start a scan and wait for it; `scanOnPush` of the repository scans every later push. If the scan failed with
`UnsupportedImageError`, ECR does not support the image's distribution: it has none (`FROM scratch`), or one that is too
new or no longer maintained. Another scan of the image fails in the same way, so it needs another base image.
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
    "ECR user guide, image-scanning-troubleshooting: UnsupportedImageError (documented)",
    "aws-observability/aws-otel-collector#2193, minio/object-browser#2532: ECR's answer for such an image (seen)",
)
_NEVER = "never"
_WAIT = "wait until the scan is done"
_HINTS = {"IN_PROGRESS": _WAIT, "PENDING": _WAIT}
_UNSUPPORTED = ("UnsupportedImage", "UNSUPPORTED_IMAGE")
_OTHER_BASE = "build it on a base image whose distribution ECR can scan, because another scan fails in the same way"


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each image that was not scanned, or whose scan has no findings yet, with ECR's description of it."""
    for image, scan in _images.outcomes(doc, account, _scan):
        if scan == _NEVER:
            yield image.path, "the image was never scanned", _images.rescan(image)
        elif isinstance(scan, ecr.Scan) and not scan.has_findings:
            description = f": {_images.short(scan.description)}" if scan.description else ""
            yield image.path, f"the scan of the image is {scan.status}{description}", _hint(image, scan)


def _hint(image: fields.Image, scan: ecr.Scan) -> str:
    if any(mark in f"{scan.status} {scan.description}" for mark in _UNSUPPORTED):
        return _OTHER_BASE
    return _HINTS.get(scan.status) or _images.rescan(image)


def _scan(account: Queries, image: fields.Image) -> ecr.Scan | str:
    """The last scan; `never` if there is none, empty for an index, which ECR does not scan. Raises NotFound."""
    try:
        return ecr.last_scan(account, image)
    except NotFound as absent:
        if absent.code != "ScanNotFoundException":
            raise
        # image-index reports an index.
        return "" if ecr.is_index(account, image) else _NEVER
