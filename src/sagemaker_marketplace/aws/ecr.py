"""What ECR knows of an image. Each function takes the account and an image, and raises what a question raises."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, TypeVar

from ..manifest.fields import Image
from ..manifest.paths import Path
from .queries import NoAnswer, NotFound, Queries

T = TypeVar("T")


_DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
_DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
OCI = "application/vnd.oci.image.manifest.v1+json"
_OCI_INDEX = "application/vnd.oci.image.index.v1+json"
_INDEXES = (_DOCKER_LIST, _OCI_INDEX)
# The layout of an attestation in an index is BuildKit's: docs/attestations/attestation-storage.md of moby/buildkit.
_ATTESTS = "vnd.docker.reference.type"
_MOST_OF_A_CONFIG = 1_000_000
_SECONDS = 30
# ECR's own maximum for a page; nobody reads further than a few pages of findings.
_FINDINGS_A_PAGE, _PAGES = 1000, 5
_WORST = ("CRITICAL", "HIGH")
# A scan with one of these words has findings; ACTIVE is said of images that Amazon Inspector keeps scanning.
_DONE, _WATCHED = "COMPLETE", "ACTIVE"


@dataclass(frozen=True)
class Manifest:
    """An image's manifest: of one image, with the digest of its config blob, or an index with what it lists."""

    media_type: str
    config: str
    listed: tuple[str, ...]

    @property
    def is_index(self) -> bool:
        """Whether it lists other manifests."""
        return self.media_type in _INDEXES


@dataclass(frozen=True)
class Config:
    """What an image says about how it is run; `search_path` is its PATH."""

    platform: str
    entry_point: tuple[str, ...]
    user: str
    search_path: str


@dataclass(frozen=True)
class Vulnerability:
    """One finding of a scan; `package` and `fixed` are empty where the scan does not tell."""

    severity: str
    name: str
    package: str
    fixed: str

    def __str__(self) -> str:
        """In short, for people."""
        more = ", ".join(part for part in (self.package, f"fixed in {self.fixed}" if self.fixed else "") if part)
        return f"{self.name} ({more})" if more else self.name


@dataclass(frozen=True)
class Scan:
    """A scan: its status, the day it ended (YYYY-MM-DD, or empty), findings by severity, Critical and High ones."""

    status: str
    ended: str
    enhanced: bool
    counts: Mapping[str, int]
    worst: tuple[Vulnerability, ...]

    @property
    def has_findings(self) -> bool:
        """Whether the scan got so far that its findings, or that it has none, can be believed."""
        return self.status in (_DONE, _WATCHED)

    @property
    def serious(self) -> dict[str, int]:
        """How many Critical and High findings there are, by severity, none left out that were listed."""
        listed = {name: sum(one.severity == name for one in self.worst) for name in _WORST}
        numbers = {name: max(self.counts.get(name, 0), number) for name, number in listed.items()}
        return {name: number for name, number in numbers.items() if number}


def described(account: Queries, image: Image) -> dict[str, Any]:
    """ECR's ImageDetail: digest, tags, compressed size in bytes, media type."""
    request = {**image.query, "imageIds": [image.image_id]}
    answer = account.ask(image.path, "ecr", "DescribeImages", request, image.region)
    detail: dict[str, Any] = _told(image.path, "DescribeImages", lambda: dict(answer["imageDetails"][0]))
    return detail


def is_index(account: Queries, image: Image) -> bool:
    """Whether the image's tag or digest names an index, by ECR's description of it."""
    return described(account, image).get("imageManifestMediaType") in _INDEXES


def manifest(account: Queries, image: Image) -> Manifest:
    """The manifest an image's tag or digest names. Raises Absent where ECR counts the image as a failure, too."""
    accepted = [_DOCKER, OCI, *_INDEXES]
    request = {**image.query, "imageIds": [image.image_id], "acceptedMediaTypes": accepted}
    answer = account.ask(image.path, "ecr", "BatchGetImage", request, image.region)
    for failure in answer.get("failures", ()):
        if failure.get("failureCode") == "ImageNotFound":
            raise NotFound("ImageNotFoundException", failure.get("failureReason", ""), answer["Headers"])
        raise NoAnswer(image.path, f"BatchGetImage: {failure.get('failureCode')}")
    return _told(image.path, "BatchGetImage", lambda: _manifest(answer["images"][0]))


def config(account: Queries, image: Image) -> Config | None:
    """How the image is run, from its config blob; None for an index, which has none."""
    digest = manifest(account, image).config
    if not digest:
        return None
    request = {**image.query, "layerDigest": digest}
    try:
        answer = account.ask(image.path, "ecr", "GetDownloadUrlForLayer", request, image.region)
    except NotFound as absent:
        # The image is there: its parts can only be missing for a moment.
        raise NoAnswer(image.path, f"GetDownloadUrlForLayer: {absent.code}") from None
    url = str(answer.get("downloadUrl"))
    blob = account.once(image.path, f"blob {image.region} {digest}", lambda: _blob(image.path, url, digest))
    return _told(image.path, "the image's config", lambda: _config(blob))


def scanned(account: Queries, image: Image) -> Scan:
    """The last scan of the image; Critical and High findings of its first 5,000."""
    request = {**image.query, "imageId": image.image_id, "maxResults": _FINDINGS_A_PAGE}
    pages = []
    for _ in range(_PAGES):
        pages.append(account.ask(image.path, "ecr", "DescribeImageScanFindings", request, image.region))
        if not pages[-1].get("nextToken"):
            break
        request = {**request, "nextToken": pages[-1]["nextToken"]}
    return _told(image.path, "DescribeImageScanFindings", lambda: _scan(pages))


def _told(path: Path, what: str, read: Callable[[], T]) -> T:
    """Read an answer; one that is not of the form its API describes is none."""
    try:
        return read()
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError):
        raise NoAnswer(path, f"{what}: the answer is not understood") from None


def _manifest(answer: Mapping[str, Any]) -> Manifest:
    content = json.loads(answer["imageManifest"])
    media_type = answer.get("imageManifestMediaType") or content.get("mediaType") or OCI
    found = Manifest(media_type, "", ())
    if found.is_index:
        return replace(found, listed=tuple(dict.fromkeys(_listed(one) for one in content["manifests"])))
    return replace(found, config=str(content["config"]["digest"]))


def _listed(entry: Mapping[str, Any]) -> str:
    if _ATTESTS in (entry.get("annotations") or {}):
        return "attestations"
    platform = entry.get("platform") or {}
    return f"{platform.get('os', 'unknown')}/{platform.get('architecture', 'unknown')}"


def _blob(path: Path, url: str, digest: str) -> bytes:
    """Get a config blob from where ECR keeps it: nothing of the caller's goes there, and only so much is read.

    Raises Unanswered for whatever comes instead.
    """

    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import BotoCoreError
    from botocore.httpsession import URLLib3Session
    from botocore.response import StreamingBody
    from botocore.utils import get_environ_proxies

    if not url.startswith(("https://", "http://")):
        raise NoAnswer(path, "GetDownloadUrlForLayer: no URL")
    try:
        with closing(URLLib3Session(timeout=_SECONDS, proxies=get_environ_proxies(url))) as session:
            answer = session.send(AWSRequest("GET", url, stream_output=True).prepare())
            with closing(StreamingBody(answer.raw, None)) as body:
                blob: bytes = body.read(_MOST_OF_A_CONFIG + 1)
    except (BotoCoreError, OSError, ValueError) as error:
        raise NoAnswer(path, f"the image's config: {type(error).__name__}") from None
    if answer.status_code != 200 or f"sha256:{sha256(blob).hexdigest()}" != digest:
        raise NoAnswer(path, f"the image's config: HTTP {answer.status_code}, not the blob of this digest")
    return blob


def _config(blob: bytes) -> Config:
    content = json.loads(blob)
    run = content.get("config") or {}
    variables = dict(one.partition("=")[::2] for one in run.get("Env") or ())
    entry_point = tuple(str(word) for word in run.get("Entrypoint") or ())
    platform = f"{content['os']}/{content['architecture']}"
    return Config(platform, entry_point, str(run.get("User") or ""), variables.get("PATH", ""))


def _scan(pages: list[dict[str, Any]]) -> Scan:
    status = str(pages[0]["imageScanStatus"]["status"])
    parts = [page.get("imageScanFindings") or {} for page in pages]
    ended = parts[0].get("imageScanCompletedAt")
    found = [_basic(one) for part in parts for one in part.get("findings") or ()]
    found += [
        _enhanced(one)
        for part in parts
        for one in part.get("enhancedFindings") or ()
        if one.get("status", "ACTIVE") == "ACTIVE"
    ]
    worst = sorted((one for one in found if one.severity in _WORST), key=lambda one: _WORST.index(one.severity))
    counts = {str(name): int(number) for name, number in (parts[0].get("findingSeverityCounts") or {}).items()}
    enhanced = status == _WATCHED or any("enhancedFindings" in part for part in parts)
    return Scan(status, f"{ended:%Y-%m-%d}" if ended else "", enhanced, counts, tuple(dict.fromkeys(worst)))


def _basic(finding: Mapping[str, Any]) -> Vulnerability:
    told = {one["key"]: one.get("value", "") for one in finding.get("attributes") or ()}
    package = " ".join(told[key] for key in ("package_name", "package_version") if told.get(key))
    return Vulnerability(str(finding.get("severity", "")), str(finding["name"]), package, "")


def _enhanced(finding: Mapping[str, Any]) -> Vulnerability:
    details = finding.get("packageVulnerabilityDetails") or {}
    name = str(details.get("vulnerabilityId") or finding["title"])
    package: Mapping[str, Any] = next(iter(details.get("vulnerablePackages") or ()), {})
    versioned = " ".join(package[key] for key in ("name", "version") if package.get(key))
    return Vulnerability(str(finding.get("severity", "")), name, versioned, str(package.get("fixedInVersion") or ""))
