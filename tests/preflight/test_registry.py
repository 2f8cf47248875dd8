"""Parsing of ECR's responses, including those that don't conform to the API."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from hashlib import sha256
from typing import Any

import boto3
import pytest
from botocore.config import Config
from tests.preflight.registry import answering

from sagemaker_marketplace.aws import ecr
from sagemaker_marketplace.aws.queries import Clients, NoAnswer, NotFound, Queries
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import fields

PATH = ("spec", "InferenceSpecification", "Containers", 0, "Image")
URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/iris:1.0"
IMAGE = fields.Image(PATH, URI, "123456789012", "us-east-1", "iris", "1.0", "", PATH)
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.oci.image.index.v1+json"
OCI = "application/vnd.oci.image.manifest.v1+json"
AMD64 = {"os": "linux", "architecture": "amd64"}
ATTESTATION = {
    "platform": {"os": "unknown", "architecture": "unknown"},
    "annotations": {"vnd.docker.reference.type": "attestation-manifest"},
}
URL = {"downloadUrl": "{url}/blob"}

Query = Callable[..., Any]


@pytest.fixture
def query(session: boto3.Session) -> Iterator[Query]:
    """Return a function that runs a query against an endpoint with these answers."""
    with ExitStack() as stack:

        def run(parse: Callable[[Queries, fields.Image], Any], answers: Any, **served: Any) -> Any:
            url, header_names = stack.enter_context(answering(answers, **served))
            config = Config(retries={"total_max_attempts": 1})
            keys = {"aws_access_key_id": "K", "aws_secret_access_key": "secret"}
            client = session.client("ecr", region_name="us-east-1", endpoint_url=url, config=config, **keys)
            stack.enter_context(closing(client))
            account = Queries(Clients(lambda *_: client), "us-east-1", "2026-11-22", Facts())
            result = parse(account, IMAGE)
            assert set(header_names) <= {"accept-encoding", "host", "user-agent"}
            return result

        yield run


def manifest(content: Any, media_type: str | None = DOCKER) -> dict[str, Any]:
    image = {"imageManifest": content if isinstance(content, str) else json.dumps(content)}
    return {"images": [{**image, **({"imageManifestMediaType": media_type} if media_type else {})}], "failures": []}


def of(blob: bytes) -> dict[str, Any]:
    """Return the answers for an image with this config blob."""
    content = {"config": {"digest": f"sha256:{sha256(blob).hexdigest()}"}}
    return {"BatchGetImage": manifest(content), "GetDownloadUrlForLayer": URL}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (manifest({"config": {"digest": "sha256:c"}}), (DOCKER, "sha256:c", ())),
        (manifest({"mediaType": OCI, "config": {"digest": "sha256:c"}}, None), (OCI, "sha256:c", ())),
        (manifest({"config": {"digest": "sha256:c"}}, None), (OCI, "sha256:c", ())),
        (
            manifest({"manifests": [{"platform": AMD64}, ATTESTATION, ATTESTATION, {}]}, INDEX),
            (INDEX, "", ("linux/amd64", "attestations", "unknown/unknown")),
        ),
        (manifest({"manifests": []}, INDEX), (INDEX, "", ())),
    ],
)
def test_a_manifest(answer: Any, expected: tuple[Any, ...], query: Query) -> None:
    assert query(ecr.image_manifest, {"BatchGetImage": answer}) == ecr.Manifest(*expected)


@pytest.mark.parametrize(
    "content", ["{", "[]", "3", '{"config": []}', '{"config": {}}', '{"schemaVersion": 1}', "[" * 100_000]
)
def test_an_invalid_manifest(content: str, query: Query) -> None:
    with pytest.raises(NoAnswer, match=r"^BatchGetImage: invalid response$"):
        query(ecr.image_manifest, {"BatchGetImage": manifest(content)})


def test_a_response_without_manifest(query: Query) -> None:
    with pytest.raises(NoAnswer, match=r"^BatchGetImage: invalid response$"):
        query(ecr.image_manifest, {"BatchGetImage": {"images": [], "failures": []}})
    with pytest.raises(NoAnswer, match=r"^BatchGetImage: KmsError$"):
        query(ecr.image_manifest, {"BatchGetImage": {"images": [], "failures": [{"failureCode": "KmsError"}]}})
    with pytest.raises(NotFound) as absent:
        query(
            ecr.image_manifest,
            {"BatchGetImage": {"failures": [{"failureCode": "ImageNotFound", "failureReason": "gone"}]}},
        )
    assert (absent.value.code, absent.value.message) == ("ImageNotFoundException", "gone")


@pytest.mark.parametrize("answer", [{}, {"imageDetails": []}])
def test_a_response_without_details(answer: Any, query: Query) -> None:
    with pytest.raises(NoAnswer, match=r"^DescribeImages: invalid response$"):
        query(ecr.describe_image, {"DescribeImages": answer})


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ({}, ((), (), "", {})),
        (None, ((), (), "", {})),
        ({"Entrypoint": None, "Cmd": None, "Env": None, "User": None, "Labels": None}, ((), (), "", {})),
        (
            {
                "Entrypoint": ["python", "a.py"],
                "Cmd": ["-v", "1"],
                "Env": ["A=b=c", "PATH=/bin:/opt", "LONE"],
                "User": "1000:0",
                "Labels": {"a": "b"},
            },
            (("python", "a.py"), ("-v", "1"), "1000:0", {"A": "b=c", "PATH": "/bin:/opt", "LONE": ""}, {"a": "b"}),
        ),
    ],
)
def test_a_config(run: Any, expected: tuple[Any, ...], query: Query) -> None:
    blob = json.dumps({**AMD64, "config": run}).encode()
    assert query(ecr.image_config, of(blob), blob=blob) == ecr.Config("linux/amd64", *expected)


def test_an_index_has_no_config(query: Query) -> None:
    assert query(ecr.image_config, {"BatchGetImage": manifest({"manifests": []}, INDEX)}) is None


@pytest.mark.parametrize(
    "blob", [b"", b"\xff", b"{}", b"[]", b'{"os": "linux"}', b'{"os": "a", "architecture": "b", "config": 3}']
)
def test_an_invalid_config(blob: bytes, query: Query) -> None:
    with pytest.raises(NoAnswer, match=r"^the image's config: invalid response$"):
        query(ecr.image_config, of(blob), blob=blob)


@pytest.mark.parametrize(
    ("served", "error"),
    [
        ({"blob": b"{} "}, "HTTP 200, content does not match the digest"),
        ({"blob": b"{}", "status": 403}, "HTTP 403, content does not match the digest"),
        ({"blob": b"{}", "status": 302}, "HTTP 302, content does not match the digest"),
    ],
)
def test_a_blob_that_does_not_match_its_digest(served: dict[str, Any], error: str, query: Query) -> None:
    with pytest.raises(NoAnswer, match=f"^the image's config: {error}$"):
        query(ecr.image_config, of(b"{}"), **served)


def test_a_blob_that_is_too_large(query: Query) -> None:
    blob = json.dumps({**AMD64, "history": " " * 1_000_000}).encode()
    with pytest.raises(NoAnswer, match="HTTP 200, content does not match the digest"):
        query(ecr.image_config, of(blob), blob=blob)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "", "ftp://127.0.0.1/blob"])
def test_an_invalid_url_of_a_blob(url: str, query: Query) -> None:
    with pytest.raises(NoAnswer, match=r"^GetDownloadUrlForLayer: invalid URL$"):
        query(ecr.image_config, {**of(b"{}"), "GetDownloadUrlForLayer": {"downloadUrl": url}})


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.1:1/blob", "EndpointConnectionError"),
        ("http://[/blob", "ValueError"),
        ("https://", "HTTPClientError"),
    ],
)
def test_a_blob_that_cannot_be_downloaded(url: str, error: str, query: Query) -> None:
    with pytest.raises(NoAnswer, match=f"^the image's config: {error}$"):
        query(ecr.image_config, {**of(b"{}"), "GetDownloadUrlForLayer": {"downloadUrl": url}})


def test_a_missing_blob(query: Query) -> None:
    refusal = {"__type": "LayersNotFoundException", "message": "no such layer"}
    with pytest.raises(NoAnswer, match=r"^GetDownloadUrlForLayer: LayersNotFoundException$"):
        query(ecr.image_config, {**of(b"{}"), "GetDownloadUrlForLayer": refusal})


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"imageScanStatus": {"status": "FAILED", "description": "why"}}, ("FAILED", "why", "", False, {}, ())),
        (
            {
                "imageScanStatus": {"status": "COMPLETE"},
                "imageScanFindings": {
                    "imageScanCompletedAt": 1_790_000_000,
                    "findingSeverityCounts": {"HIGH": 2, "CRITICAL": 1, "LOW": 1},
                    "findings": [
                        {"name": "CVE-1", "severity": "HIGH"},
                        {"name": "CVE-2", "severity": "LOW"},
                        {
                            "name": "CVE-3",
                            "severity": "CRITICAL",
                            "attributes": [
                                {"key": "package_version", "value": "3.1"},
                                {"key": "package_name", "value": "zlib"},
                            ],
                        },
                        {"name": "CVE-1", "severity": "HIGH"},
                    ],
                },
            },
            (
                "COMPLETE",
                "",
                "2026-09-21",
                False,
                {"HIGH": 2, "CRITICAL": 1, "LOW": 1},
                (ecr.Vulnerability("CRITICAL", "CVE-3", "zlib 3.1", ""), ecr.Vulnerability("HIGH", "CVE-1", "", "")),
            ),
        ),
        (
            {
                "imageScanStatus": {"status": "ACTIVE"},
                "imageScanFindings": {
                    "enhancedFindings": [
                        {"title": "one without details", "severity": "HIGH"},
                        {"title": "closed", "severity": "HIGH", "status": "CLOSED"},
                        {
                            "title": "CVE-4 - zlib",
                            "severity": "HIGH",
                            "status": "ACTIVE",
                            "packageVulnerabilityDetails": {
                                "vulnerabilityId": "CVE-4",
                                "vulnerablePackages": [{"name": "zlib", "version": "1", "fixedInVersion": "2"}],
                            },
                        },
                    ]
                },
            },
            (
                "ACTIVE",
                "",
                "",
                True,
                {},
                (
                    ecr.Vulnerability("HIGH", "one without details", "", ""),
                    ecr.Vulnerability("HIGH", "CVE-4", "zlib 1", "2"),
                ),
            ),
        ),
    ],
    ids=["failed", "basic", "enhanced"],
)
def test_a_scan(answer: Any, expected: tuple[Any, ...], query: Query) -> None:
    assert query(ecr.last_scan, {"DescribeImageScanFindings": answer}) == ecr.Scan(*expected)


@pytest.mark.parametrize("answer", [{}, {"imageScanStatus": {}}])
def test_a_response_without_scan(answer: Any, query: Query) -> None:
    with pytest.raises(NoAnswer, match=r"^DescribeImageScanFindings: invalid response$"):
        query(ecr.last_scan, {"DescribeImageScanFindings": answer})


def test_at_most_five_pages_of_a_scan_are_read(query: Query) -> None:
    page = {
        "imageScanStatus": {"status": "COMPLETE"},
        "imageScanFindings": {"findings": [{"name": "CVE-1", "severity": "HIGH"}]},
        "nextToken": "on",
    }
    result = query(ecr.last_scan, {"DescribeImageScanFindings": page})
    assert result == ecr.Scan("COMPLETE", "", "", False, {}, (ecr.Vulnerability("HIGH", "CVE-1", "", ""),))


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("", ""), "CVE-1"),
        (("zlib 1", ""), "CVE-1 (zlib 1)"),
        (("", "2"), "CVE-1 (fixed in 2)"),
        (("zlib 1", "2"), "CVE-1 (zlib 1, fixed in 2)"),
    ],
)
def test_a_vulnerability_as_text(parts: tuple[str, str], text: str) -> None:
    assert str(ecr.Vulnerability("HIGH", "CVE-1", *parts)) == text
