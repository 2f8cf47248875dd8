"""Checks of the images in a manifest, by scenario."""

from typing import Any

import pytest
from tests.preflight.conftest import RunPreflight
from tests.preflight.connections import Connect

from sagemaker_marketplace import plugins
from sagemaker_marketplace.sandbox import image_content

REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
BUILD_HINT = (
    "build with docker buildx build --platform linux/amd64 --provenance=false --sbom=false --output "
    "type=registry,oci-mediatypes=false; for docker/build-push-action: platforms: linux/amd64, provenance: false, "
    "sbom: false, outputs: type=registry,oci-mediatypes=false"
)
SCAN = "scan it: aws ecr start-image-scan --repository-name iris --image-id imageTag=1.0 --region us-east-1"
OTHER_BASE = "build it on a base image whose distribution ECR can scan, because another scan fails in the same way"
REBUILD = "rebuild it on a patched base image, push it, and let it be scanned again"
EXEC = 'write it in exec form: ENTRYPOINT ["program", "argument"]'
IMAGE_CHECKS = [check.name for check in plugins.checks() if check.name.startswith("image-")]


def checks_that_call(action: str) -> str:
    """Return the checks of a package's images whose first call needs an IAM action.

    Without those that call nothing for `package`: it has no digest and no GPU.
    """
    first = {
        check.name: check.module.ACTIONS[0]
        for check in plugins.checks()
        if check.name in IMAGE_CHECKS and "ModelPackage" in check.module.KINDS
    }
    silent = ("image-digest-moved", "image-cuda-too-new")
    return ", ".join(name for name in first if first[name] == action and name not in silent)


def package(image: str = f"{REGISTRY}/iris:1.0", digest: str | None = None) -> str:
    """Return a manifest with an image on line 7, and its digest, if any, on line 8."""
    digest_line = f"        ImageDigest: {digest}\n" if digest else ""
    return f"""\
kind: ModelPackage
region: us-east-1
spec:
  ModelPackageName: iris-2
  InferenceSpecification:
    Containers:
      - Image: {image}
{digest_line}\
    SupportedContentTypes: [text/csv]
    SupportedResponseMIMETypes: [text/csv]
"""


def algorithm(training: str, inference: str) -> str:
    """Return a manifest with its two images on lines 6 and 9."""
    return f"""\
kind: Algorithm
region: us-east-1
spec:
  AlgorithmName: iris-2
  TrainingSpecification:
    TrainingImage: {training}
  InferenceSpecification:
    Containers:
      - Image: {inference}
"""


def image_findings(run_preflight: RunPreflight, scenario: str, manifest: str, **more: Any) -> list[str]:
    """Run only the checks of images."""
    return run_preflight(scenario, manifest, select=IMAGE_CHECKS, **more)


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("success", []),
        (
            "repository-missing",
            [
                "7:16 error image-missing: repository not found in account 123456789012, us-east-1: iris | fix "
                "the repository name, or create it and push the image"
            ],
        ),
        (
            "image-not-pushed",
            [
                "7:16 error image-missing: the repository iris has no image 1.0 in us-east-1 | push it first: "
                f"docker push {REGISTRY}/iris:1.0"
            ],
        ),
        (
            "image-index",
            [
                "7:16 error image-index: the tag refers to an image index (linux/amd64, attestations); "
                f"SageMaker requires a single-platform image | {BUILD_HINT}"
            ],
        ),
        (
            "image-oci",
            [
                "7:16 warning image-oci-manifest: the image has an OCI manifest, which SageMaker refused until 2025 at "
                f"least | {BUILD_HINT}"
            ],
        ),
        (
            "image-arm64",
            [
                "7:16 error image-architecture: the image is built for linux/arm64, but the validation's machines are "
                "linux/amd64 | build it with docker build --platform linux/amd64 and push it again"
            ],
        ),
        (
            "image-entry-point",
            [
                "7:16 warning image-entry-point: the ENTRYPOINT is in shell form and never sees the argument serve: "
                f"python3 /opt/program/serve.py | {EXEC}"
            ],
        ),
        ("scan-missing", [f"7:16 warning image-not-scanned: the image was never scanned | {SCAN}"]),
        (
            "scan-failed",
            [
                "7:16 warning image-not-scanned: the scan of the image is FAILED: UnsupportedImageError: The operating "
                f"system and/or package manager are not supported. | {OTHER_BASE}"
            ],
        ),
        (
            "image-argument-refused",
            [
                "7:16 error image-argument-refused: supervisord refuses the argument serve, which SageMaker adds to "
                "the ENTRYPOINT | write a start script as ENTRYPOINT that runs supervisord without the argument, and "
                "the words of CMD"
            ],
        ),
        (
            "image-argument-as-script",
            [
                "7:16 warning image-argument-as-script: python has no script in the ENTRYPOINT and interprets the "
                "argument serve as one | put the script into ENTRYPOINT, because SageMaker replaces CMD"
            ],
        ),
        (
            "scan-outdated",
            [
                "7:16 info image-scan-old: the scan of the image is 100 days old, what became known since is not in it "
                f"| {SCAN}"
            ],
        ),
        (
            "scan-critical",
            [
                "7:16 error image-scan-findings: the scan found 1 Critical and 1 High: CVE-2023-38545 (curl "
                f"7.88.1-10), CVE-2023-4911 (glibc 2.36-9) | {REBUILD}"
            ],
        ),
        (
            "scan-enhanced",
            [
                "7:16 error image-scan-findings: the scan found 1 Critical and 1 High: CVE-2023-38545 (curl "
                "7.88.1-10, fixed in 7.88.1-10+deb12u4), CVE-2023-4911 (glibc 2.36-9, fixed in 2.36-9+deb12u3) | "
                f"{REBUILD}",
                "7:16 info image-scan-enhanced: the image has an enhanced scan, and the validation may find no basic "
                'one to start | set the repository to basic scanning if the validation ends with "No scan scheduled"',
            ],
        ),
        (
            "caller-without-permissions",
            [
                f"7:16 info permission-missing: missing permission ecr:{action}; not checked: {checks} | add "
                f"ecr:{action} to the caller's IAM policy; sagemaker-marketplace iam-policy prints the policy"
                for action, checks in (
                    ("BatchGetImage", checks_that_call("ecr:BatchGetImage")),
                    ("DescribeImageScanFindings", checks_that_call("ecr:DescribeImageScanFindings")),
                    ("DescribeImages", checks_that_call("ecr:DescribeImages")),
                )
            ],
        ),
    ],
)
def test_image_scenarios(scenario: str, expected: list[str], run_preflight: RunPreflight) -> None:
    assert image_findings(run_preflight, scenario, package()) == expected


def test_an_image_without_a_tag_is_latest(run_preflight: RunPreflight) -> None:
    assert image_findings(run_preflight, "image-not-pushed", package(f"{REGISTRY}/iris")) == [
        "7:16 error image-missing: the repository iris has no image latest in us-east-1 | without a tag, latest is "
        f"meant: write the tag that was pushed, or push {REGISTRY}/iris:latest"
    ]


def test_an_image_in_another_region_is_checked_there(run_preflight: RunPreflight) -> None:
    other_region = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/iris:1.0"
    assert image_findings(run_preflight, "success", package(other_region)) == []
    assert image_findings(run_preflight, "image-not-pushed", package(other_region)) == [
        "7:16 error image-missing: the repository iris has no image 1.0 in eu-west-1 | push it first: docker push "
        f"{other_region}"
    ]


def push(connect: Connect) -> None:
    """Push the image own:1.0. The sandbox has no blobs for pushed images."""
    ecr = connect("ecr", "us-east-1")
    ecr.create_repository(repositoryName="own")
    ecr.put_image(repositoryName="own", imageTag="1.0", imageManifest=image_content.contents("own", {})[0].manifest)


def test_a_missing_image_after_one_that_exists(run_preflight: RunPreflight) -> None:
    manifest = algorithm(f"{REGISTRY}/own:1.0", f"{REGISTRY}/iris:1.0")
    assert run_preflight("image-not-pushed", manifest, prepare=push, select=("image-missing",)) == [
        "9:16 error image-missing: the repository iris has no image 1.0 in us-east-1 | push it first: "
        f"docker push {REGISTRY}/iris:1.0"
    ]


def test_an_image_without_a_response_does_not_stop_the_check_of_other_images(run_preflight: RunPreflight) -> None:
    manifest = algorithm(f"{REGISTRY}/own:1.0", f"{REGISTRY}/iris:1.0")
    findings = run_preflight("image-arm64", manifest, prepare=push, select=("image-architecture",))
    assert findings == [
        "6:20 info no-response: no valid response (GetDownloadUrlForLayer: LayersNotFoundException); not checked: "
        "image-architecture | rerun to check again",
        "9:16 error image-architecture: the image is built for linux/arm64, but the validation's machines are "
        "linux/amd64 | build it with docker build --platform linux/amd64 and push it again",
    ]


@pytest.mark.parametrize(
    ("inference", "locations"),
    [
        ("iris:1.0", {"6:20": "train or serve"}),
        ("iris-serve:1.0", {"6:20": "train", "9:16": "serve"}),
    ],
)
def test_an_image_for_both_uses(inference: str, locations: dict[str, str], run_preflight: RunPreflight) -> None:
    manifest = algorithm(f"{REGISTRY}/iris:1.0", f"{REGISTRY}/{inference}")
    assert image_findings(run_preflight, "image-entry-point", manifest) == [
        f"{location} warning image-entry-point: the ENTRYPOINT is in shell form and never sees the argument "
        f"{argument}: python3 /opt/program/serve.py | {EXEC}"
        for location, argument in locations.items()
    ]
