"""ECR: moto's, with images nobody pushed found where they are asked for, their blobs, and scans with findings.

Keys of a scenario's `account.image` are told in `images` and `scans`. A repository that a call names and nobody
created is made, and an image asked for by tag is put into it; a digest is known once its image was asked for by tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from threading import RLock
from typing import Any
from weakref import WeakSet

from moto.ecr.exceptions import RepositoryNotFoundException
from moto.ecr.models import ECR_REPOSITORY_NAME_PATTERN, Image, Repository, ecr_backends
from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import images, scans
from sagemaker_marketplace.sandbox.answers import answer, page
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.images import Content
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.wire import ACCOUNT, Members, ServiceError

_BLOBS = "/_sandbox/blobs/"
_MADE_BY_USERS = ("CreateRepository", "DeleteRepository")
_LOOKS = ("DescribeImages", "BatchGetImage", "DescribeImageScanFindings", "StartImageScan")
_PAGE = 100
_CONVERTED = {images.DOCKER: images.OCI, images.OCI: images.DOCKER}
_lock = RLock()
_furnished: WeakSet[Repository] = WeakSet()


class Furnished(Image):
    """An image nobody pushed, with members of ECR's ImageDetail that moto's images lack."""

    def __init__(self, repository: str, tag: str | None, content: Content, scan: str) -> None:
        """Take the repository's name, the tag, None for what an index refers to, and what ECR's scan says."""
        super().__init__(ACCOUNT, tag or "", content.manifest, repository, content.media_type, content.digest)
        self.image_tags = [tag] if tag else []
        self.content, self.scan = content, scan
        self.last_scan = scans.scanned(scan)

    @property
    def image_size_in_bytes(self) -> int:
        """The compressed size."""
        return self.content.size

    @property
    def image_scan_status(self) -> Members | None:
        """The scan's status, None before the first scan."""
        return scans.status(self.scan) if self.last_scan else None

    @property
    def image_scan_findings_summary(self) -> Members | None:
        """What the scan found, in numbers."""
        return scans.summary(self.scan, self.last_scan) if self.last_scan else None


def front(asked: Asked, scenario: Scenario) -> Response | None:
    """Make ready the repositories and images a call names; answer what moto can't, and leave the rest to it.

    Raises ServiceError for another account's registry, with moto's text, and for what is not there.
    """
    if asked.path.startswith(_BLOBS):
        return _blob(asked.path.removeprefix(_BLOBS))
    if asked.service != "ecr" or asked.region not in ecr_backends[ACCOUNT]:
        return None
    image: Mapping[str, Any] = scenario.account.get("image", {})
    with _lock:
        for name in (asked.members.get("repositoryName"), *(asked.members.get("repositoryNames") or ())):
            if isinstance(name, str) and asked.operation not in _MADE_BY_USERS:
                _furnish_repository(asked, name, image)
        repository = ecr_backends[ACCOUNT][asked.region].repositories.get(asked.members.get("repositoryName", ""))
        if repository is None:
            return None
        if asked.operation in _LOOKS:
            _furnish_images(asked, repository, image)
        operation = _OPERATIONS.get(asked.operation)
        return operation(asked, repository, image) if operation else None


def _furnish_repository(asked: Asked, name: str, image: Mapping[str, Any]) -> None:
    owner = asked.members.get("registryId") or ACCOUNT
    if owner != ACCOUNT:
        absent = RepositoryNotFoundException(name, owner)
        raise ServiceError(absent.code, str(absent.message))
    backend = ecr_backends[ACCOUNT][asked.region]
    sound = re.fullmatch(ECR_REPOSITORY_NAME_PATTERN, name)
    if name not in backend.repositories and sound and image.get("missing") != "repository":
        _furnished.add(backend.create_repository(name, None, {}, None, "", []))


def _furnish_images(asked: Asked, repository: Repository, image: Mapping[str, Any]) -> None:
    if repository not in _furnished or image.get("missing") == "tag":
        return
    for wanted in _wanted(asked):
        tag = wanted.get("imageTag")
        if not tag or _find(repository, {"imageTag": tag}):
            continue
        for index, content in enumerate(images.contents(f"{repository.name}:{tag}", image)):
            named = None if index else tag
            repository.images.append(Furnished(repository.name, named, content, image.get("scan", "clean")))
            repository.layers.update(content.blobs)


def _wanted(asked: Asked) -> list[dict[str, str]]:
    """Give the image identifiers of a call."""
    single = asked.members.get("imageId")
    found = [*(asked.members.get("imageIds") or ()), *([single] if single else [])]
    return [wanted for wanted in found if isinstance(wanted, dict)]


def _find(repository: Repository, wanted: Mapping[str, str]) -> Image | None:
    tag, digest = wanted.get("imageTag"), wanted.get("imageDigest")
    for image in repository.images:
        if (tag or digest) and tag in (None, *image.image_tags) and digest in (None, image.image_digest):
            return image
    return None


def _batch_get_image(asked: Asked, repository: Repository, _: Mapping[str, Any]) -> Response:
    found, failures = [], []
    for wanted in _wanted(asked):
        image = _find(repository, wanted)
        if image:
            found.append(_pulled(image, wanted, asked.members.get("acceptedMediaTypes") or []))
        else:
            absent = {"failureCode": "ImageNotFound", "failureReason": "Requested image not found"}
            failures.append({"imageId": wanted, **absent})
    return answer({"images": found, "failures": failures})


def _pulled(image: Image, wanted: Mapping[str, str], accepted: list[str]) -> Members:
    manifest, media_type = image.image_manifest, image.image_manifest_media_type
    other = _CONVERTED.get(media_type or "", "")
    named = {"imageTag": wanted["imageTag"]} if "imageTag" in wanted else {}
    digest = image.image_digest
    if "imageDigest" not in wanted and media_type not in accepted and other in accepted:
        manifest, media_type = images.converted(manifest, other), other
        digest = images.digest(manifest.encode())
    return {
        "registryId": ACCOUNT,
        "repositoryName": image.repository_name,
        "imageId": {"imageDigest": digest, **named},
        "imageManifest": manifest,
        "imageManifestMediaType": media_type,
    }


def _get_download_url_for_layer(asked: Asked, repository: Repository, _: Mapping[str, Any]) -> Response:
    digest = asked.members.get("layerDigest", "")
    if digest not in repository.layers:
        message = f"The layer with digest '{digest}' does not exist in the repository with name '{repository.name}'"
        raise ServiceError("LayersNotFoundException", message)
    return answer({"downloadUrl": f"http://{asked.headers['host']}{_BLOBS}{digest}", "layerDigest": digest})


def _blob(digest: str) -> Response:
    """Answer a config blob; layers have a size and no content."""
    for backend in list(ecr_backends[ACCOUNT].values()):
        for repository in list(backend.repositories.values()):
            for image in repository.images:
                if isinstance(image, Furnished) and images.digest(image.content.config) == digest:
                    return Response(image.content.config, 200, content_type="application/octet-stream")
    return Response(status=404)


def _describe_image_scan_findings(asked: Asked, repository: Repository, image: Mapping[str, Any]) -> Response | None:
    wanted = asked.members.get("imageId", {})
    found = _find(repository, wanted)
    if found is None or found.last_scan is None:
        return None
    scan = found.scan if isinstance(found, Furnished) else image.get("scan", "clean")
    size = int(asked.members.get("maxResults", _PAGE))
    told = scans.findings(scan, asked.region)
    listed, following = page(told, asked.members.get("nextToken"), size, "InvalidParameterException")
    summary = scans.summary(scan, found.last_scan)
    members = {
        "registryId": ACCOUNT,
        "repositoryName": repository.name,
        "imageId": {**wanted, "imageDigest": found.image_digest},
        "imageScanStatus": scans.status(scan),
    }
    if summary:
        members["imageScanFindings"] = {**summary, scans.listed(scan): listed}
    return answer({**members, **({"nextToken": following} if following else {})})


_Operation = Callable[[Asked, Repository, Mapping[str, Any]], Response | None]
_OPERATIONS: dict[str, _Operation] = {
    "BatchGetImage": _batch_get_image,
    "GetDownloadUrlForLayer": _get_download_url_for_layer,
    "DescribeImageScanFindings": _describe_image_scan_findings,
}
