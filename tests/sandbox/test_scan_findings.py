"""ECR scans: findings of basic and enhanced scanning, pagination, and images without a scan."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox.server import Sandbox

NAMED = {"registryId": "123456789012", "repositoryName": "iris"}
TAG = {"imageTag": "2.0"}
COMPLETE = {"status": "COMPLETE", "description": "The scan was completed successfully."}
ACTIVE = {"status": "ACTIVE", "description": "Continuous scan is selected for image."}
FAILED = {
    "status": "FAILED",
    "description": "UnsupportedImageError: The operating system and/or package manager are not supported.",
}
COUNTS = {"MEDIUM": 2, "CRITICAL": 1, "HIGH": 1}
NAMES = ["CVE-2022-0563", "CVE-2023-38545", "CVE-2023-4911", "CVE-2023-5678"]
# scenario: status, field with the findings, their counts and names; the scan's age in days
SCANS: dict[str, tuple[Any, str | None, Any, list[str], int]] = {
    "success": (COMPLETE, "findings", {}, [], 0),
    "scan-critical": (COMPLETE, "findings", COUNTS, NAMES, 0),
    "scan-enhanced": (ACTIVE, "enhancedFindings", COUNTS, NAMES, 0),
    "scan-outdated": (COMPLETE, "findings", {}, [], 100),
    "scan-failed": (FAILED, None, None, [], 2),
}


def name(finding: dict[str, Any]) -> str:
    """Return the CVE of a finding, of basic or enhanced scanning."""
    named: str = finding.get("name") or finding["packageVulnerabilityDetails"]["vulnerabilityId"]
    return named


def code(call: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as raised:
        call()
    return str(raised.value.response["Error"]["Code"])


@pytest.mark.parametrize("scenario", SCANS)
def test_scan_results(scenario: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any]) -> None:
    status, listed, counts, names, days = SCANS[scenario]
    ecr = connect(serve(scenario), "ecr")
    (detail,) = ecr.describe_images(**NAMED, imageIds=[TAG])["imageDetails"]
    found = ecr.describe_image_scan_findings(**NAMED, imageId=TAG)
    assert (found["imageScanStatus"], detail["imageScanStatus"]) == (status, status)
    assert found["imageId"] == {**TAG, "imageDigest": detail["imageDigest"]}
    if listed is None:
        assert ("imageScanFindings" in found, "imageScanFindingsSummary" in detail) == (False, False)
        return
    scan = found["imageScanFindings"]
    assert set(scan) == {"imageScanCompletedAt", "vulnerabilitySourceUpdatedAt", "findingSeverityCounts", listed}
    assert [name(finding) for finding in scan[listed]] == names
    assert scan["findingSeverityCounts"] == detail["imageScanFindingsSummary"]["findingSeverityCounts"] == counts
    assert (datetime.now(UTC) - scan["imageScanCompletedAt"]) // timedelta(hours=1) in (days * 24, days * 24 + 1)


@pytest.mark.parametrize(("scenario", "listed"), [("scan-critical", "findings"), ("scan-enhanced", "enhancedFindings")])
def test_findings_are_paginated(
    scenario: str, listed: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any]
) -> None:
    ecr = connect(serve(scenario), "ecr")
    paginator = ecr.get_paginator("describe_image_scan_findings")
    assert ecr.describe_images(**NAMED, imageIds=[TAG])["imageDetails"]
    pages = list(paginator.paginate(**NAMED, imageId=TAG, PaginationConfig={"PageSize": 3}))
    assert [[name(one) for one in page["imageScanFindings"][listed]] for page in pages] == [NAMES[:3], NAMES[3:]]
    assert [page["imageScanFindings"]["findingSeverityCounts"] for page in pages] == [COUNTS, COUNTS]
    wrong = {**NAMED, "imageId": TAG, "nextToken": "9"}
    assert code(lambda: ecr.describe_image_scan_findings(**wrong)) == "InvalidParameterException"


def test_packages_and_versions(serve: Callable[[str], Sandbox], connect: Callable[..., Any]) -> None:
    packages = {
        scenario: connect(serve(scenario), "ecr").describe_image_scan_findings(**NAMED, imageId=TAG)[
            "imageScanFindings"
        ][listed][1]
        for scenario, listed in (("scan-critical", "findings"), ("scan-enhanced", "enhancedFindings"))
    }
    basic, enhanced = packages.values()
    assert (basic["severity"], {item["key"]: item["value"] for item in basic["attributes"]}) == (
        "CRITICAL",
        {"package_name": "curl", "package_version": "7.88.1-10", "CVSS3_SCORE": "9.8"},
    )
    (package,) = enhanced["packageVulnerabilityDetails"]["vulnerablePackages"]
    assert (enhanced["severity"], package["name"], package["version"], package["fixedInVersion"]) == (
        "CRITICAL",
        "curl",
        "7.88.1-10",
        "7.88.1-10+deb12u4",
    )


@pytest.mark.parametrize("pushed", [False, True], ids=["default image", "pushed image"])
def test_a_missing_scan_can_be_started(
    pushed: bool, serve: Callable[[str], Sandbox], connect: Callable[..., Any]
) -> None:
    ecr = connect(serve("success" if pushed else "scan-missing"), "ecr")
    if pushed:
        ecr.create_repository(repositoryName="iris")
        ecr.put_image(**NAMED, imageManifest='{"mediaType": "m", "layers": []}', imageTag="2.0")
    (detail,) = ecr.describe_images(**NAMED, imageIds=[TAG])["imageDetails"]
    assert "imageScanStatus" not in detail
    assert code(lambda: ecr.describe_image_scan_findings(**NAMED, imageId=TAG)) == "ScanNotFoundException"
    assert ecr.start_image_scan(**NAMED, imageId=TAG)["imageScanStatus"] == {"status": "IN_PROGRESS"}
    found = ecr.describe_image_scan_findings(**NAMED, imageId=TAG)
    assert (found["imageScanStatus"], found["imageScanFindings"]["findings"]) == (COMPLETE, [])


def test_an_old_scan_can_be_repeated(serve: Callable[[str], Sandbox], connect: Callable[..., Any]) -> None:
    ecr = connect(serve("scan-outdated"), "ecr")
    ecr.start_image_scan(**NAMED, imageId=TAG)
    scan = ecr.describe_image_scan_findings(**NAMED, imageId=TAG)["imageScanFindings"]
    assert datetime.now(UTC) - scan["imageScanCompletedAt"] < timedelta(days=1)
