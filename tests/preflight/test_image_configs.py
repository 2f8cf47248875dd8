"""Checks of images that the sandbox doesn't provide, by manifest, config and scan."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from hashlib import sha256
from typing import Any

import boto3
import pytest
from botocore.config import Config
from tests.preflight.conftest import lines, parsed
from tests.preflight.registry import answering
from tests.preflight.test_images import (
    BUILD_HINT,
    EXEC,
    IMAGE_CHECKS,
    OTHER_BASE,
    REBUILD,
    SCAN,
    checks_that_call,
    package,
)

DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
PATH = "PATH=/usr/local/bin:/usr/bin:/bin"
ADDITIONAL = """\
kind: ModelPackage
region: us-east-1
spec:
  ModelPackageName: iris-2
  AdditionalInferenceSpecifications:
    - Name: graviton
      Containers:
        - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/iris:1.0
"""

Examine = Callable[..., list[str]]


@pytest.fixture
def examine(session: boto3.Session) -> Iterator[Examine]:
    """Return a function that checks a valid image in which some fields and responses are different."""
    with ExitStack() as stack:

        def examined(manifest: str = package(), *, platform: Any = None, run: Any = None, **answers: Any) -> list[str]:
            platform_fields = {"os": "linux", "architecture": "amd64", **(platform or {})}
            blob = json.dumps(
                {**platform_fields, "config": {"Entrypoint": ["/entry"], "Env": [PATH], **(run or {})}}
            ).encode()
            url, _ = stack.enter_context(answering({**_valid_answers(blob), **answers}, blob))
            config = Config(retries={"total_max_attempts": 1})
            keys = {"aws_access_key_id": "K", "aws_secret_access_key": "secret"}
            make = partial(session.client, region_name="us-east-1", endpoint_url=url, config=config, **keys)
            client = stack.enter_context(closing(make("ecr")))
            return lines(parsed(manifest), lambda *_: client, IMAGE_CHECKS)

        yield examined


def _valid_answers(blob: bytes) -> dict[str, Any]:
    content = {"config": {"digest": f"sha256:{sha256(blob).hexdigest()}"}}
    return {
        "DescribeImages": {"imageDetails": [{"imageDigest": "sha256:0", "imageSizeInBytes": 10 * 1024**3}]},
        "BatchGetImage": {"images": [{"imageManifest": json.dumps(content), "imageManifestMediaType": DOCKER}]},
        "GetDownloadUrlForLayer": {"downloadUrl": "{url}/blob"},
        "DescribeImageScanFindings": scan("COMPLETE"),
    }


def scan(status: str, **findings: Any) -> dict[str, Any]:
    return {"imageScanStatus": {"status": status}, "imageScanFindings": findings}


def test_a_valid_image(examine: Examine) -> None:
    assert examine() == []


@pytest.mark.parametrize(
    "entry_point",
    [
        ["/bin/sh", "-c"],
        ["/bin/sh", "-c", 'exec "$@"', "--"],
        ["bash", "-c", "run ${1:-serve}"],
        ["/bin/sh", "/entry.sh"],
        ["python", "-c", "import serve"],
    ],
)
def test_an_entry_point_that_can_receive_its_argument(entry_point: list[str], examine: Examine) -> None:
    assert examine(run={"Entrypoint": entry_point}) == []


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (
            {"Entrypoint": ["/bin/bash", "-o", "pipefail", "-c", "$HOME/run $PORT"]},
            [
                "7:16 warning image-entry-point: the ENTRYPOINT is in shell form and never sees the argument serve: "
                f"$HOME/run $PORT | {EXEC}"
            ],
        ),
        (
            {"Entrypoint": ["sh", "-c", "x" * 101]},
            [
                "7:16 warning image-entry-point: the ENTRYPOINT is in shell form and never sees the argument serve: "
                f"{'x' * 100}… | {EXEC}"
            ],
        ),
        (
            {"Entrypoint": ["/usr/bin/tini", "--", "python", "serve.py"]},
            [
                "7:16 info image-init: the ENTRYPOINT is tini: AWS's guide says it mistakes the argument serve | make "
                "the program itself the ENTRYPOINT"
            ],
        ),
        (
            {"Entrypoint": None},
            [
                "7:16 info image-serve-on-path: the image has no ENTRYPOINT: serve must be an executable on its PATH "
                "(/usr/local/bin:/usr/bin:/bin) | put it there, or write an ENTRYPOINT that takes the argument"
            ],
        ),
        (
            {"Entrypoint": [], "Env": []},
            [
                "7:16 info image-serve-on-path: the image has no ENTRYPOINT: serve must be an executable on its PATH | "
                "put it there, or write an ENTRYPOINT that takes the argument"
            ],
        ),
        (
            {"User": "app:app"},
            [
                "7:16 info image-user: the image runs as the user app:app, which may lack permissions below /opt/ml | "
                "remove USER from the Dockerfile, or test the container with such files"
            ],
        ),
        ({"User": "root"}, []),
        ({"User": "0:0"}, []),
    ],
)
def test_the_config_of_an_image(run: dict[str, Any], expected: list[str], examine: Examine) -> None:
    assert examine(run=run) == expected


@pytest.mark.parametrize(
    ("platform", "manifest", "expected"),
    [
        (
            {"os": "windows"},
            package(),
            [
                "7:16 error image-architecture: the image is built for windows/amd64, but the validation's machines "
                "are linux/amd64 | build it with docker build --platform linux/amd64 and push it again"
            ],
        ),
        ({"architecture": "arm64"}, ADDITIONAL, []),
    ],
)
def test_the_platform_of_an_image(
    platform: dict[str, str], manifest: str, expected: list[str], examine: Examine
) -> None:
    assert examine(manifest, platform=platform) == expected


def test_a_large_image(examine: Examine) -> None:
    details = {"imageDetails": [{"imageDigest": "sha256:0", "imageSizeInBytes": 12 * 1024**3}]}
    assert examine(DescribeImages=details) == [
        "7:16 info image-size: the image is 12.0 GiB compressed, and every job pulls it first | build in stages, and "
        "leave out what the container does not need at run time"
    ]


def test_a_list_of_platforms_is_reported_once(examine: Examine) -> None:
    platforms = [{"platform": {"os": "linux", "architecture": name}} for name in ("amd64", "arm64")]
    image = {"imageManifest": json.dumps({"manifests": platforms}), "imageManifestMediaType": DOCKER_LIST}
    findings = examine(
        BatchGetImage={"images": [image]},
        DescribeImages={"imageDetails": [{"imageDigest": "sha256:0", "imageManifestMediaType": DOCKER_LIST}]},
        DescribeImageScanFindings={"__type": "ScanNotFoundException", "message": "none"},
    )
    assert findings == [
        "7:16 error image-index: the tag refers to an image index (linux/amd64, linux/arm64); SageMaker "
        f"requires a single-platform image | {BUILD_HINT}"
    ]


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        ("PENDING", "wait until the scan is done"),
        ("IN_PROGRESS", "wait until the scan is done"),
        ("UNSUPPORTED_IMAGE", OTHER_BASE),
        ("SCAN_ELIGIBILITY_EXPIRED", SCAN),
    ],
)
def test_a_scan_without_findings(status: str, hint: str, examine: Examine) -> None:
    findings = examine(DescribeImageScanFindings=scan(status, findings=[{"name": "CVE-1", "severity": "HIGH"}]))
    assert findings == [f"7:16 warning image-not-scanned: the scan of the image is {status} | {hint}"]


def test_a_failed_scan_that_can_be_repeated(examine: Examine) -> None:
    status = {"status": "FAILED", "description": f"Internal error {'x' * 100}"}
    assert examine(DescribeImageScanFindings={"imageScanStatus": status}) == [
        f"7:16 warning image-not-scanned: the scan of the image is FAILED: Internal error {'x' * 85}… | {SCAN}"
    ]


@pytest.mark.parametrize(
    ("counts", "number", "summary"),
    [
        ({"HIGH": 7, "CRITICAL": 0, "MEDIUM": 9}, 7, "7 High: CVE-0, CVE-1, CVE-2, CVE-3, CVE-4, and 2 more"),
        ({"HIGH": 5}, 5, "5 High: CVE-0, CVE-1, CVE-2, CVE-3, CVE-4"),
        ({"CRITICAL": 2}, 0, "2 Critical"),
        ({}, 1, "1 High: CVE-0"),
    ],
)
def test_many_findings(counts: dict[str, int], number: int, summary: str, examine: Examine) -> None:
    named = [{"name": f"CVE-{index}", "severity": "HIGH"} for index in range(number)]
    answer = scan("COMPLETE", findings=named, findingSeverityCounts=counts)
    assert examine(DescribeImageScanFindings=answer) == [
        f"7:16 error image-scan-findings: the scan found {summary} | {REBUILD}"
    ]


def test_medium_findings_are_not_reported(examine: Examine) -> None:
    answer = scan("COMPLETE", findings=[{"name": "CVE-1", "severity": "MEDIUM"}], findingSeverityCounts={"MEDIUM": 1})
    assert examine(DescribeImageScanFindings=answer) == []


def test_invalid_responses_of_the_registry(examine: Examine) -> None:
    assert examine(DescribeImages={"imageDetails": []}, BatchGetImage={}, DescribeImageScanFindings="[") == [
        f"7:16 info no-response: no valid response ({operation}: invalid response); not checked: {checks} | "
        "rerun to check again"
        for operation, checks in (
            ("BatchGetImage", checks_that_call("ecr:BatchGetImage")),
            ("DescribeImageScanFindings", checks_that_call("ecr:DescribeImageScanFindings")),
            ("DescribeImages", checks_that_call("ecr:DescribeImages")),
        )
    ]
