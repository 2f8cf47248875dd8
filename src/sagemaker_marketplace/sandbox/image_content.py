"""The content of default images: manifests and config blobs, which depend only on the image's name.

Keys of a scenario's `account.image`; by default the image is valid:

    missing       repository or tag
    media_type    docker (a Docker manifest V2 schema 2), oci, or index: an OCI index of one platform's image and its
                  attestation, as buildx pushes it
    architecture, os, entrypoint, cmd, user, env
                  fields of the config blob; `env` is a list of NAME=value
    layers        the layers' compressed sizes in bytes
    scan          the result of ECR's scan, see `scan_findings`
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sagemaker_marketplace.sandbox.json_protocol import JsonObject

DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
OCI = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
# The media types of the config blob and of a layer, by the media type of the manifest.
_MEDIA_TYPES = {
    DOCKER: ("application/vnd.docker.container.image.v1+json", "application/vnd.docker.image.rootfs.diff.tar.gzip"),
    OCI: ("application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip"),
}
_ATTESTATION = "application/vnd.in-toto+json"
_CREATED = "2026-01-01T00:00:00Z"
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_LAYERS = (28_000_000, 96_000_000, 12_000_000)


@dataclass(frozen=True)
class Content:
    """A manifest with its media type, its config blob, and the sizes of all blobs by digest.

    `size` is the image size in ECR: compressed bytes, for an index those of its largest image.
    """

    manifest: str
    media_type: str
    size: int
    config: bytes = b""
    blobs: Mapping[str, int] = field(default_factory=dict)
    known_digest: str = ""

    @property
    def digest(self) -> str:
        """The manifest's digest; that of a local image is known without its manifest."""
        return self.known_digest or digest(self.manifest.encode())


def digest(content: bytes) -> str:
    """Return the digest of some content."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def contents(name: str, image: Mapping[str, Any]) -> list[Content]:
    """Return the manifest for an image's name (with tag) and a scenario's keys, then the manifests it refers to."""
    media_type = image.get("media_type", "docker")
    content = _image(name, DOCKER if media_type == "docker" else OCI, image)
    if media_type != "index":
        return [content]
    attestation = _attestation(content)
    platform = {"architecture": image.get("architecture", "amd64"), "os": image.get("os", "linux")}
    reference = {"vnd.docker.reference.digest": content.digest, "vnd.docker.reference.type": "attestation-manifest"}
    unknown = {"architecture": "unknown", "os": "unknown"}
    references = [
        {**_reference(content), "platform": platform},
        {**_reference(attestation), "annotations": reference, "platform": unknown},
    ]
    manifest = {"schemaVersion": 2, "mediaType": INDEX, "manifests": references}
    return [Content(json.dumps(manifest), INDEX, content.size), content, attestation]


def convert_manifest(content: str, media_type: str) -> str:
    """Convert a manifest to the format of `media_type`, Docker or OCI.

    Source: the ECR user guide on manifest conversion between the two for a pull by tag.
    """
    manifest = json.loads(content)
    config, layer = _MEDIA_TYPES[media_type]
    manifest["mediaType"] = media_type
    manifest["config"]["mediaType"] = config
    for item in manifest["layers"]:
        item["mediaType"] = layer
    return json.dumps(manifest)


def _image(name: str, media_type: str, image: Mapping[str, Any]) -> Content:
    sizes = image.get("layers", _LAYERS)
    layers = {digest(f"{name} layer {index}".encode()): size for index, size in enumerate(sizes)}
    return _manifest(media_type, _config(name, list(layers), image), _MEDIA_TYPES[media_type][1], layers)


def _attestation(content: Content) -> Content:
    statement = {digest(f"attestation of {content.digest}".encode()): 1_500}
    config = {"architecture": "unknown", "os": "unknown", "config": {}, "rootfs": _root_filesystem(list(statement))}
    return _manifest(OCI, json.dumps(config).encode(), _ATTESTATION, statement)


def _manifest(media_type: str, config: bytes, layer_type: str, layers: Mapping[str, int]) -> Content:
    config_reference: JsonObject = {
        "mediaType": _MEDIA_TYPES[media_type][0],
        "size": len(config),
        "digest": digest(config),
    }
    layer_references = [{"mediaType": layer_type, "size": size, "digest": layer} for layer, size in layers.items()]
    manifest = {"schemaVersion": 2, "mediaType": media_type, "config": config_reference, "layers": layer_references}
    blobs = {digest(config): len(config), **layers}
    return Content(json.dumps(manifest), media_type, sum(layers.values()), config, blobs)


def _config(name: str, layers: list[str], image: Mapping[str, Any]) -> bytes:
    run = {
        "User": image.get("user", ""),
        "Env": [_PATH, *image.get("env", ())],
        "Entrypoint": image.get("entrypoint", ["/opt/program/entrypoint"]),
        "Cmd": image.get("cmd"),
        "WorkingDir": "/opt/program",
        "Labels": {"org.opencontainers.image.ref.name": name},
    }
    platform = {"architecture": image.get("architecture", "amd64"), "os": image.get("os", "linux")}
    return json.dumps({**platform, "created": _CREATED, "config": run, "rootfs": _root_filesystem(layers)}).encode()


def _root_filesystem(layers: list[str]) -> JsonObject:
    return {"type": "layers", "diff_ids": [digest(layer.encode()) for layer in layers]}


def _reference(content: Content) -> JsonObject:
    return {"mediaType": content.media_type, "digest": content.digest, "size": len(content.manifest)}
