"""What ECR's scans say of an image: the `scan` of a scenario's `account.image`, as DescribeImageScanFindings tells it.

    clean      a basic scan, finished, without findings (the default)
    critical   a basic scan with findings, two of them Critical or High
    enhanced   the same findings by enhanced scanning, which goes on
    none       never scanned; a scan that is started finds nothing
    old        the same, scanned 100 days ago
    failed     two days ago ECR could not scan it
    pending    the scan goes on

Texts of statuses are those seen in answers of ECR; the vulnerabilities are real ones. Whether ECR scans an index is
not known; here it does.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from sagemaker_marketplace.sandbox.wire import ACCOUNT, Members

_TRACKER = "https://security-tracker.debian.org/tracker/"


class _Vulnerability(NamedTuple):
    name: str
    severity: str
    package: str
    version: str
    fixed: str
    score: float


_VULNERABILITIES = (
    _Vulnerability("CVE-2022-0563", "MEDIUM", "util-linux", "2.36.1-8", "2.38-1", 5.5),
    _Vulnerability("CVE-2023-38545", "CRITICAL", "curl", "7.88.1-10", "7.88.1-10+deb12u4", 9.8),
    _Vulnerability("CVE-2023-4911", "HIGH", "glibc", "2.36-9", "2.36-9+deb12u3", 7.8),
    _Vulnerability("CVE-2023-5678", "MEDIUM", "openssl", "3.0.11-1", "3.0.13-1", 5.3),
)
_COMPLETE = {"status": "COMPLETE", "description": "The scan was completed successfully."}
_STATUSES = {
    "enhanced": {"status": "ACTIVE", "description": "Continuous scan is selected for image."},
    "failed": {
        "status": "FAILED",
        "description": "UnsupportedImageError: The operating system and/or package manager are not supported.",
    },
    "pending": {"status": "IN_PROGRESS"},
}
_AGES = {"old": timedelta(days=100), "failed": timedelta(days=2)}


def scanned(scan: str) -> datetime | None:
    """Give when an image nobody pushed was scanned, in the local time moto counts by; None for never."""
    return None if scan == "none" else datetime.now() - _AGES.get(scan, timedelta())


def status(scan: str) -> Members:
    """Give the ImageScanStatus of a scan."""
    return dict(_STATUSES.get(scan, _COMPLETE))


def listed(scan: str) -> str:
    """Give the member that lists a scan's findings."""
    return "enhancedFindings" if scan == "enhanced" else "findings"


def findings(scan: str, region: str) -> list[Members]:
    """Give a scan's findings, in the form its kind of scanning has."""
    if scan not in ("critical", "enhanced"):
        return []
    return [_enhanced(one, region) if scan == "enhanced" else _basic(one) for one in _VULNERABILITIES]


def summary(scan: str, last: datetime) -> Members | None:
    """Give what ImageScanFindings says beside the findings; None where a scan has no result."""
    if scan in ("failed", "pending"):
        return None
    moment = last.timestamp()
    counts = Counter(finding["severity"] for finding in findings(scan, ""))
    return {
        "imageScanCompletedAt": moment,
        "vulnerabilitySourceUpdatedAt": moment,
        "findingSeverityCounts": dict(counts),
    }


def _basic(one: _Vulnerability) -> Members:
    attributes = {"package_name": one.package, "package_version": one.version, "CVSS3_SCORE": str(one.score)}
    return {
        "name": one.name,
        "uri": _TRACKER + one.name,
        "severity": one.severity,
        "attributes": [{"key": key, "value": value} for key, value in attributes.items()],
    }


def _enhanced(one: _Vulnerability, region: str) -> Members:
    package = {
        "name": one.package,
        "version": one.version,
        "fixedInVersion": one.fixed,
        "arch": "AMD64",
        "packageManager": "OS",
    }
    details = {
        "source": "DEBIAN_CVE",
        "sourceUrl": _TRACKER + one.name,
        "vendorSeverity": one.severity,
        "vulnerabilityId": one.name,
        "vulnerablePackages": [package],
    }
    return {
        "awsAccountId": ACCOUNT,
        "findingArn": f"arn:aws:inspector2:{region}:{ACCOUNT}:finding/{one.name}",
        "fixAvailable": "YES",
        "packageVulnerabilityDetails": details,
        "score": one.score,
        "severity": one.severity,
        "status": "ACTIVE",
        "title": f"{one.name} - {one.package}",
        "type": "PACKAGE_VULNERABILITY",
    }
