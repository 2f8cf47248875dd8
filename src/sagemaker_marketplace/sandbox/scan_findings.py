"""ECR image scans: the `scan` of a scenario's `account.image`, in the format of DescribeImageScanFindings.

    clean      a completed basic scan without findings (the default)
    critical   a basic scan with findings, two of them Critical or High
    enhanced   the same findings from enhanced scanning, which is continuous
    none       never scanned; a new scan has no findings
    old        a basic scan without findings, 100 days ago
    failed     a scan that failed two days ago
    pending    a scan in progress

Status descriptions were seen in responses of ECR; the vulnerabilities are real. Whether ECR scans an image index is
not known; here it does.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from sagemaker_marketplace.sandbox.json_protocol import JsonObject, Owner

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


def scan_time(scan: str) -> datetime | None:
    """Return when a default image was scanned, in local time as moto expects; None if it never was."""
    return None if scan == "none" else datetime.now() - _AGES.get(scan, timedelta())


def status(scan: str) -> JsonObject:
    """Return the ImageScanStatus of a scan."""
    return dict(_STATUSES.get(scan, _COMPLETE))


def findings_key(scan: str) -> str:
    """Return the key of the list of findings."""
    return "enhancedFindings" if scan == "enhanced" else "findings"


def findings(scan: str, owner: Owner) -> list[JsonObject]:
    """Return a scan's findings, in the format of its scan type."""
    if scan not in ("critical", "enhanced"):
        return []
    return [_enhanced_finding(item, owner) if scan == "enhanced" else _basic_finding(item) for item in _VULNERABILITIES]


def summary(scan: str, last: datetime) -> JsonObject | None:
    """Return the fields of ImageScanFindings other than the findings; None if the scan has no result."""
    if scan in ("failed", "pending"):
        return None
    timestamp = last.timestamp()
    counts = Counter(finding["severity"] for finding in findings(scan, Owner("", "")))
    return {
        "imageScanCompletedAt": timestamp,
        "vulnerabilitySourceUpdatedAt": timestamp,
        "findingSeverityCounts": dict(counts),
    }


def _basic_finding(item: _Vulnerability) -> JsonObject:
    attributes = {"package_name": item.package, "package_version": item.version, "CVSS3_SCORE": str(item.score)}
    return {
        "name": item.name,
        "uri": _TRACKER + item.name,
        "severity": item.severity,
        "attributes": [{"key": key, "value": value} for key, value in attributes.items()],
    }


def _enhanced_finding(item: _Vulnerability, owner: Owner) -> JsonObject:
    package = {
        "name": item.package,
        "version": item.version,
        "fixedInVersion": item.fixed,
        "arch": "AMD64",
        "packageManager": "OS",
    }
    details = {
        "source": "DEBIAN_CVE",
        "sourceUrl": _TRACKER + item.name,
        "vendorSeverity": item.severity,
        "vulnerabilityId": item.name,
        "vulnerablePackages": [package],
    }
    return {
        "awsAccountId": owner.account,
        "findingArn": f"arn:aws:inspector2:{owner.region}:{owner.account}:finding/{item.name}",
        "fixAvailable": "YES",
        "packageVulnerabilityDetails": details,
        "score": item.score,
        "severity": item.severity,
        "status": "ACTIVE",
        "title": f"{item.name} - {item.package}",
        "type": "PACKAGE_VULNERABILITY",
    }
