"""Images in Amazon ECR: details, manifests, configs and scans. Each function raises what `Queries.query` raises."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, TypeVar

from ..manifest.fields import Image
from ..manifest.paths import Path
from . import certificates
from .queries import NoAnswer, NotFound, Queries

T = TypeVar("T")


_DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
_DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
OCI = "application/vnd.oci.image.manifest.v1+json"
_OCI_INDEX = "application/vnd.oci.image.index.v1+json"
_INDEXES = (_DOCKER_LIST, _OCI_INDEX)
# The layout of an attestation in an index is BuildKit's: docs/attestations/attestation-storage.md of moby/buildkit.
_ATTESTATION = "vnd.docker.reference.type"
_MAX_CONFIG_BYTES = 1_000_000
_TIMEOUT_SECONDS = 30
# The page size is ECR's maximum; five pages of findings are more than anyone reads.
_PAGE_SIZE, _MAX_PAGES = 1000, 5
_SERIOUS = ("CRITICAL", "HIGH")
# A scan with one of these statuses has findings; images that Amazon Inspector scans continuously are ACTIVE.
_COMPLETE, _CONTINUOUS = "COMPLETE", "ACTIVE"


@dataclass(frozen=True)
class Manifest:
    """The manifest of a single image, with the digest of its config, or an index with the platforms it lists."""

    media_type: str
    config_digest: str
    platforms: tuple[str, ...]

    @property
    def is_index(self) -> bool:
        """Whether it lists other manifests."""
        return self.media_type in _INDEXES


@dataclass(frozen=True)
class Config:
    """How an image runs: ENTRYPOINT, CMD, USER and environment variables; its labels."""

    platform: str
    entry_point: tuple[str, ...]
    command: tuple[str, ...]
    user: str
    variables: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Vulnerability:
    """A finding of a scan; `package` and `fixed_in` are empty if the scan does not report them."""

    severity: str
    name: str
    package: str
    fixed_in: str

    def __str__(self) -> str:
        """Return the name, with the package and the fixed version if known."""
        fixed_in = f"fixed in {self.fixed_in}" if self.fixed_in else ""
        details = ", ".join(part for part in (self.package, fixed_in) if part)
        return f"{self.name} ({details})" if details else self.name


@dataclass(frozen=True)
class Scan:
    """A scan: status and its description, end date (YYYY-MM-DD, or empty), findings by severity, the serious ones."""

    status: str
    description: str
    ended: str
    enhanced: bool
    counts: Mapping[str, int]
    serious_findings: tuple[Vulnerability, ...]

    @property
    def has_findings(self) -> bool:
        """Whether the scan is complete, so that no findings means that there are none."""
        return self.status in (_COMPLETE, _CONTINUOUS)

    @property
    def serious_counts(self) -> dict[str, int]:
        """The number of Critical and High findings, by severity; at least as many as are listed."""
        listed = {name: sum(finding.severity == name for finding in self.serious_findings) for name in _SERIOUS}
        numbers = {name: max(self.counts.get(name, 0), number) for name, number in listed.items()}
        return {name: number for name, number in numbers.items() if number}


@dataclass(frozen=True)
class Login:
    """User name and password for the registries of a Region, for 12 hours."""

    user: str
    password: str = field(repr=False)


def log_in(account: Queries, image: Image) -> Login:
    """Return the login for the registry of an image.

    Source: ECR API, GetAuthorizationToken: `user:password`, encoded as Base64; valid for every registry of the Region
    that the caller has access to.
    """
    answer = account.query(image.path, "ecr", "GetAuthorizationToken", {}, image.region)
    return _parse(image.path, "GetAuthorizationToken", lambda: _parse_login(answer["authorizationData"][0]))


def describe_image(account: Queries, image: Image) -> dict[str, Any]:
    """Return ECR's ImageDetail: digest, tags, compressed size in bytes, media type."""
    request = {**image.query, "imageIds": [image.image_id]}
    answer = account.query(image.path, "ecr", "DescribeImages", request, image.region)
    detail: dict[str, Any] = _parse(image.path, "DescribeImages", lambda: dict(answer["imageDetails"][0]))
    return detail


def current_digest(account: Queries, image: Image) -> str:
    """Return the digest that the image's tag or digest refers to."""
    detail = describe_image(account, image)
    return _parse(image.path, "DescribeImages", lambda: str(detail["imageDigest"]))


def is_index(account: Queries, image: Image) -> bool:
    """Whether the image's tag or digest refers to an index, by ECR's description of it."""
    return describe_image(account, image).get("imageManifestMediaType") in _INDEXES


def image_manifest(account: Queries, image: Image) -> Manifest:
    """Return the manifest that the image's tag or digest refers to.

    Raises NotFound also for an image that ECR returns as a failure.
    """
    accepted = [_DOCKER, OCI, *_INDEXES]
    request = {**image.query, "imageIds": [image.image_id], "acceptedMediaTypes": accepted}
    answer = account.query(image.path, "ecr", "BatchGetImage", request, image.region)
    for failure in answer.get("failures", ()):
        if failure.get("failureCode") == "ImageNotFound":
            raise NotFound("ImageNotFoundException", failure.get("failureReason", ""), answer["Headers"])
        raise NoAnswer(image.path, f"BatchGetImage: {failure.get('failureCode')}")
    return _parse(image.path, "BatchGetImage", lambda: _parse_manifest(answer["images"][0]))


def image_config(account: Queries, image: Image) -> Config | None:
    """Return the image's config; None for an index, which has none."""
    digest = image_manifest(account, image).config_digest
    if not digest:
        return None
    request = {**image.query, "layerDigest": digest}
    try:
        answer = account.query(image.path, "ecr", "GetDownloadUrlForLayer", request, image.region)
    except NotFound as absent:
        # The image exists, so its config can only be missing temporarily.
        raise NoAnswer(image.path, f"GetDownloadUrlForLayer: {absent.code}") from None
    url = str(answer.get("downloadUrl"))
    blob = account.cached(image.path, f"blob {image.region} {digest}", lambda: _download(image.path, url, digest))
    return _parse(image.path, "the image's config", lambda: _parse_config(blob))


def last_scan(account: Queries, image: Image) -> Scan:
    """Return the last scan of the image, with the Critical and High ones of its first 5,000 findings."""
    request = {**image.query, "imageId": image.image_id, "maxResults": _PAGE_SIZE}
    pages = []
    for _ in range(_MAX_PAGES):
        pages.append(account.query(image.path, "ecr", "DescribeImageScanFindings", request, image.region))
        if not pages[-1].get("nextToken"):
            break
        request = {**request, "nextToken": pages[-1]["nextToken"]}
    return _parse(image.path, "DescribeImageScanFindings", lambda: _parse_scan(pages))


def _parse(path: Path, what: str, read: Callable[[], T]) -> T:
    """Return what `read` reads from a response. Raises NoAnswer for a response that its API does not describe."""
    try:
        return read()
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError):
        raise NoAnswer(path, f"{what}: invalid response") from None


def _parse_login(authorization: Mapping[str, Any]) -> Login:
    user, separator, password = b64decode(authorization["authorizationToken"], validate=True).decode().partition(":")
    if not separator:
        raise ValueError("a token without a password")
    return Login(user, password)


def _parse_manifest(answer: Mapping[str, Any]) -> Manifest:
    content = json.loads(answer["imageManifest"])
    media_type = answer.get("imageManifestMediaType") or content.get("mediaType") or OCI
    manifest = Manifest(media_type, "", ())
    if manifest.is_index:
        return replace(manifest, platforms=tuple(dict.fromkeys(_platform(entry) for entry in content["manifests"])))
    return replace(manifest, config_digest=str(content["config"]["digest"]))


def _platform(entry: Mapping[str, Any]) -> str:
    if _ATTESTATION in (entry.get("annotations") or {}):
        return "attestations"
    platform = entry.get("platform") or {}
    return f"{platform.get('os', 'unknown')}/{platform.get('architecture', 'unknown')}"


def _download(path: Path, url: str, digest: str) -> bytes:
    """Download a config from the address that ECR returned, which is signed and gets no credentials of the caller.

    Raises NoAnswer for an error, for more than the maximum size, and for content with another digest.
    """
    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import BotoCoreError
    from botocore.httpsession import URLLib3Session
    from botocore.response import StreamingBody
    from botocore.utils import get_environ_proxies

    if not url.startswith(("https://", "http://")):
        raise NoAnswer(path, "GetDownloadUrlForLayer: invalid URL")
    try:
        options = {"verify": certificates.bundle(), "proxies": get_environ_proxies(url), "timeout": _TIMEOUT_SECONDS}
        with closing(URLLib3Session(**options)) as session:
            answer = session.send(AWSRequest("GET", url, stream_output=True).prepare())
            with closing(StreamingBody(answer.raw, None)) as body:
                blob: bytes = body.read(_MAX_CONFIG_BYTES + 1)
    except (BotoCoreError, OSError, ValueError) as error:
        raise NoAnswer(path, f"the image's config: {type(error).__name__}") from None
    if answer.status_code != 200 or f"sha256:{sha256(blob).hexdigest()}" != digest:
        raise NoAnswer(path, f"the image's config: HTTP {answer.status_code}, content does not match the digest")
    return blob


def _parse_config(blob: bytes) -> Config:
    content = json.loads(blob)
    settings = content.get("config") or {}
    variables = dict(assignment.partition("=")[::2] for assignment in settings.get("Env") or ())
    entry_point, command = (tuple(str(word) for word in settings.get(key) or ()) for key in ("Entrypoint", "Cmd"))
    platform = f"{content['os']}/{content['architecture']}"
    labels = {str(name): str(value) for name, value in (settings.get("Labels") or {}).items()}
    return Config(platform, entry_point, command, str(settings.get("User") or ""), variables, labels)


def _parse_scan(pages: list[dict[str, Any]]) -> Scan:
    status = str(pages[0]["imageScanStatus"]["status"])
    description = str(pages[0]["imageScanStatus"].get("description") or "")
    parts = [page.get("imageScanFindings") or {} for page in pages]
    ended = parts[0].get("imageScanCompletedAt")
    findings = [_parse_basic(item) for part in parts for item in part.get("findings") or ()]
    findings += [
        _parse_enhanced(item)
        for part in parts
        for item in part.get("enhancedFindings") or ()
        if item.get("status", "ACTIVE") == "ACTIVE"
    ]
    serious = [finding for severity in _SERIOUS for finding in findings if finding.severity == severity]
    counts = {str(name): int(number) for name, number in (parts[0].get("findingSeverityCounts") or {}).items()}
    enhanced = status == _CONTINUOUS or any("enhancedFindings" in part for part in parts)
    end_date = f"{ended:%Y-%m-%d}" if ended else ""
    return Scan(status, description, end_date, enhanced, counts, tuple(dict.fromkeys(serious)))


def _parse_basic(finding: Mapping[str, Any]) -> Vulnerability:
    attributes = {item["key"]: item.get("value", "") for item in finding.get("attributes") or ()}
    package = " ".join(attributes[key] for key in ("package_name", "package_version") if attributes.get(key))
    return Vulnerability(str(finding.get("severity", "")), str(finding["name"]), package, "")


def _parse_enhanced(finding: Mapping[str, Any]) -> Vulnerability:
    details = finding.get("packageVulnerabilityDetails") or {}
    name = str(details.get("vulnerabilityId") or finding["title"])
    package: Mapping[str, Any] = next(iter(details.get("vulnerablePackages") or ()), {})
    package_version = " ".join(package[key] for key in ("name", "version") if package.get(key))
    return Vulnerability(
        str(finding.get("severity", "")), name, package_version, str(package.get("fixedInVersion") or "")
    )
