"""ECR: moto's, extended by default images, the content of their blobs, and scans with findings.

With a container engine, a tag that the engine has under its name in ECR is the engine's image, as if it had been pushed
when a call names it.

A scenario's `account.image` is documented in `image_content` and `scan_findings`. A missing repository is created when
a call first names it, and an image when a call first requests its tag; its digest is known from then on.
"""

from __future__ import annotations

import re
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import RLock
from typing import Any
from weakref import WeakSet

from moto.ecr.exceptions import RepositoryNotFoundException
from moto.ecr.models import ECR_REPOSITORY_NAME_PATTERN, Image, Repository, ecr_backends
from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import image_content, scan_findings
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.image_content import Content
from sagemaker_marketplace.sandbox.json_protocol import JsonObject, ServiceError
from sagemaker_marketplace.sandbox.responses import json_response, paginate
from sagemaker_marketplace.sandbox.scenario import Scenario

_BLOBS = "/_sandbox/blobs/"
_ECR_IMAGE = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/([^:@]+)(?::([^@]+))?(?:@(sha256:.+))?")
_USER_OPERATIONS = ("CreateRepository", "DeleteRepository")
_IMAGE_OPERATIONS = ("DescribeImages", "BatchGetImage", "DescribeImageScanFindings", "StartImageScan")
_PAGE = 100
# The password of each registry's login. Source of the lifetime: ECR API, GetAuthorizationToken.
PASSWORD = "sandbox-registry-password"  # noqa: S105 - of a registry that does not exist
_TOKEN_SECONDS = 12 * 3600
_OTHER_FORMAT = {image_content.DOCKER: image_content.OCI, image_content.OCI: image_content.DOCKER}
_lock = RLock()


@dataclass(frozen=True)
class LocalImage:
    """An image of the engine: its digest, its size in bytes, and its config as keys of `account.image`."""

    digest: str
    size: int
    config: Mapping[str, Any]


FindLocal = Callable[[str], LocalImage | None]
_default_repositories: WeakSet[Repository] = WeakSet()


class DefaultImage(Image):
    """A default image, with fields of ECR's ImageDetail that moto's images lack."""

    def __init__(self, repository: Repository, tag: str | None, content: Content, scan: str) -> None:
        """Create an image; `tag` is None for a manifest in an index, `scan` is one of the scans in `scan_findings`."""
        super().__init__(
            repository.registry_id, tag or "", content.manifest, repository.name, content.media_type, content.digest
        )
        self.image_tags = [tag] if tag else []
        self.content, self.scan = content, scan
        self.last_scan = scan_findings.scan_time(scan)

    @property
    def image_size_in_bytes(self) -> int:
        """The compressed size."""
        return self.content.size

    @property
    def image_scan_status(self) -> JsonObject | None:
        """The scan's status, None before the first scan."""
        return scan_findings.status(self.scan) if self.last_scan else None

    @property
    def image_scan_findings_summary(self) -> JsonObject | None:
        """The number of findings by severity."""
        return scan_findings.summary(self.scan, self.last_scan) if self.last_scan else None


def handle(call: ApiCall, scenario: Scenario, find_local: FindLocal | None = None) -> Response | None:
    """Create the default repositories and images that a call names, and respond to operations that moto lacks.

    `find_local` returns the digest of the engine's image under a name, and its size and keys of `account.image`.
    Raises ServiceError for another account's registry, with moto's message, and for a missing layer.
    """
    if call.path.startswith(_BLOBS):
        return _blob_response(call.path.removeprefix(_BLOBS))
    if call.service != "ecr" or call.region not in ecr_backends[call.account]:
        return None
    if call.operation == "GetAuthorizationToken":
        return _get_authorization_token(call)
    image: Mapping[str, Any] = scenario.account.get("image", {})
    with _lock:
        for name in (call.parameters.get("repositoryName"), *(call.parameters.get("repositoryNames") or ())):
            if isinstance(name, str) and call.operation not in _USER_OPERATIONS:
                _ensure_repository(call, name, image)
        repository = ecr_backends[call.account][call.region].repositories.get(call.parameters.get("repositoryName", ""))
        if repository is None:
            return None
        if call.operation in _IMAGE_OPERATIONS:
            _ensure_images(call, repository, image, find_local)
        operation = _OPERATIONS.get(call.operation)
        return operation(call, repository, image) if operation else None


def image_digest(account: str, uri: str, image: Mapping[str, Any]) -> str | None:
    """Return the digest of an image in an account's ECR; None if it is not there."""
    match = _ECR_IMAGE.fullmatch(uri)
    if not match or match[1] != account or match[5]:
        return match[5] if match else None
    name, tag = match[3], match[4] or "latest"
    with _lock:
        repository = ecr_backends[account][match[2]].repositories.get(name)
        stored = _find(repository, {"imageTag": tag}) if repository else None
        if stored:
            return str(stored.image_digest)
        is_user_owned = repository is not None and repository not in _default_repositories
    if is_user_owned or image.get("missing"):
        return None
    return image_content.contents(f"{name}:{tag}", image)[0].digest


def names(uri: str) -> list[str]:
    """Return an image's URI; if it has a digest, also that, and the URIs by tag of the image in ECR."""
    match = _ECR_IMAGE.fullmatch(uri)
    if not match or not match[5]:
        return [uri]
    with _lock:
        repository = ecr_backends[match[1]][match[2]].repositories.get(match[3])
        stored = _find(repository, {"imageDigest": match[5]}) if repository else None
    repository_uri = uri.partition("@")[0].removesuffix(f":{match[4]}")
    return [uri, match[5], *(f"{repository_uri}:{tag}" for tag in (stored.image_tags if stored else ()))]


def _ensure_repository(call: ApiCall, name: str, image: Mapping[str, Any]) -> None:
    owner = call.parameters.get("registryId") or call.account
    if owner != call.account:
        error = RepositoryNotFoundException(name, owner)
        raise ServiceError(error.code, str(error.message))
    backend = ecr_backends[call.account][call.region]
    is_valid = re.fullmatch(ECR_REPOSITORY_NAME_PATTERN, name)
    if name not in backend.repositories and is_valid and image.get("missing") != "repository":
        _default_repositories.add(backend.create_repository(name, None, {}, None, "", []))


def _ensure_images(
    call: ApiCall, repository: Repository, image: Mapping[str, Any], find_local: FindLocal | None
) -> None:
    if repository not in _default_repositories or image.get("missing") == "tag":
        return
    for image_id in _image_ids(call):
        tag = image_id.get("imageTag")
        name = f"{call.account}.dkr.ecr.{call.region}.amazonaws.com/{repository.name}:{tag}"
        local = find_local(name) if tag and find_local else None
        if tag and local:
            _push(repository, tag, local)
        if not tag or _find(repository, {"imageTag": tag}):
            continue
        for index, content in enumerate(image_content.contents(f"{repository.name}:{tag}", image)):
            own_tag = None if index else tag
            repository.images.append(DefaultImage(repository, own_tag, content, image.get("scan", "clean")))
            repository.layers.update(content.blobs)


def _push(repository: Repository, tag: str, local: LocalImage) -> None:
    """Give a tag to a local image, as a push does; an image that had the tag keeps only its digest."""
    for image in repository.images:
        image.remove_tag(tag)
    stored = _find(repository, {"imageDigest": local.digest})
    if stored:
        stored.update_tag(tag)
        return
    [content] = image_content.contents(f"{repository.name}:{tag}", {"layers": [local.size], **local.config})
    content = replace(content, known_digest=local.digest)
    repository.images.append(DefaultImage(repository, tag, content, "clean"))
    repository.layers.update(content.blobs)


def _image_ids(call: ApiCall) -> list[dict[str, str]]:
    """Return the image identifiers of a call."""
    single = call.parameters.get("imageId")
    image_ids = [*(call.parameters.get("imageIds") or ()), *([single] if single else [])]
    return [image_id for image_id in image_ids if isinstance(image_id, dict)]


def _find(repository: Repository, image_id: Mapping[str, str]) -> Image | None:
    tag, digest = image_id.get("imageTag"), image_id.get("imageDigest")
    for image in repository.images:
        if (tag or digest) and tag in (None, *image.image_tags) and digest in (None, image.image_digest):
            return image
    return None


def _get_authorization_token(call: ApiCall) -> Response:
    """Return the login of each registry that the call names, or of the account's own, for 12 hours."""
    expires = time.time() + _TOKEN_SECONDS
    authorizations = [
        {
            "authorizationToken": b64encode(f"AWS:{PASSWORD}".encode()).decode(),
            "expiresAt": expires,
            "proxyEndpoint": f"https://{registry}.dkr.ecr.{call.region}.amazonaws.com",
        }
        for registry in call.parameters.get("registryIds") or [call.account]
    ]
    return json_response({"authorizationData": authorizations})


def _batch_get_image(call: ApiCall, repository: Repository, _: Mapping[str, Any]) -> Response:
    images, failures = [], []
    for image_id in _image_ids(call):
        image = _find(repository, image_id)
        if image:
            images.append(_pulled_image(image, image_id, call.parameters.get("acceptedMediaTypes") or []))
        else:
            reason = {"failureCode": "ImageNotFound", "failureReason": "Requested image not found"}
            failures.append({"imageId": image_id, **reason})
    return json_response({"images": images, "failures": failures})


def _pulled_image(image: Image, image_id: Mapping[str, str], accepted: list[str]) -> JsonObject:
    manifest, media_type = image.image_manifest, image.image_manifest_media_type
    other = _OTHER_FORMAT.get(media_type or "", "")
    tag = {"imageTag": image_id["imageTag"]} if "imageTag" in image_id else {}
    digest = image.image_digest
    if "imageDigest" not in image_id and media_type not in accepted and other in accepted:
        manifest, media_type = image_content.convert_manifest(manifest, other), other
        digest = image_content.digest(manifest.encode())
    return {
        "registryId": image.registry_id,
        "repositoryName": image.repository_name,
        "imageId": {"imageDigest": digest, **tag},
        "imageManifest": manifest,
        "imageManifestMediaType": media_type,
    }


def _get_download_url_for_layer(call: ApiCall, repository: Repository, _: Mapping[str, Any]) -> Response:
    digest = call.parameters.get("layerDigest", "")
    if digest not in repository.layers:
        message = f"The layer with digest '{digest}' does not exist in the repository with name '{repository.name}'"
        raise ServiceError("LayersNotFoundException", message)
    return json_response({"downloadUrl": f"http://{call.headers['host']}{_BLOBS}{digest}", "layerDigest": digest})


def _blob_response(digest: str) -> Response:
    """Respond with a config blob; layers have only a size."""
    backends = [backend for account in list(ecr_backends.values()) for backend in list(account.values())]
    for repository in [item for backend in backends for item in list(backend.repositories.values())]:
        for image in repository.images:
            if isinstance(image, DefaultImage) and image_content.digest(image.content.config) == digest:
                return Response(image.content.config, 200, content_type="application/octet-stream")
    return Response(status=404)


def _describe_image_scan_findings(call: ApiCall, repository: Repository, image: Mapping[str, Any]) -> Response | None:
    image_id = call.parameters.get("imageId", {})
    stored = _find(repository, image_id)
    if stored is None or stored.last_scan is None:
        return None
    scan = stored.scan if isinstance(stored, DefaultImage) else image.get("scan", "clean")
    size = int(call.parameters.get("maxResults", _PAGE))
    findings, next_token = paginate(
        scan_findings.findings(scan, call.owner), call.parameters.get("nextToken"), size, "InvalidParameterException"
    )
    summary = scan_findings.summary(scan, stored.last_scan)
    fields = {
        "registryId": call.account,
        "repositoryName": repository.name,
        "imageId": {**image_id, "imageDigest": stored.image_digest},
        "imageScanStatus": scan_findings.status(scan),
    }
    if summary:
        fields["imageScanFindings"] = {**summary, scan_findings.findings_key(scan): findings}
    return json_response({**fields, **({"nextToken": next_token} if next_token else {})})


_Operation = Callable[[ApiCall, Repository, Mapping[str, Any]], Response | None]
_OPERATIONS: dict[str, _Operation] = {
    "BatchGetImage": _batch_get_image,
    "GetDownloadUrlForLayer": _get_download_url_for_layer,
    "DescribeImageScanFindings": _describe_image_scan_findings,
}
