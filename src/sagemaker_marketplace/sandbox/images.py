"""What the images that nobody pushed are made of: manifests and config blobs, the same for the same name.

Keys of a scenario's `account.image`; what is left out is a sound image:

    missing       repository or tag
    media_type    docker (a Docker manifest V2 schema 2), oci, or index: what buildx pushes, an OCI index of one
                  platform's image and its attestation
    architecture, os, entrypoint, cmd, user
                  of the config blob
    layers        the layers' compressed sizes in bytes
    scan          what ECR's scan says, see `scans`
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sagemaker_marketplace.sandbox.wire import Members

DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
OCI = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
# The media types of a config blob and of a layer, by that of the manifest.
_PARTS = {
    DOCKER: ("application/vnd.docker.container.image.v1+json", "application/vnd.docker.image.rootfs.diff.tar.gzip"),
    OCI: ("application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip"),
}
_ATTESTATION = "application/vnd.in-toto+json"
_CREATED = "2026-01-01T00:00:00Z"
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_LAYERS = (28_000_000, 96_000_000, 12_000_000)


@dataclass(frozen=True)
class Content:
    """A manifest: its text and media type, the config blob it names, and the sizes of all blobs by digest.

    `size` is what ECR says of an image: compressed bytes, of an index those of its largest image.
    """

    manifest: str
    media_type: str
    size: int
    config: bytes = b""
    blobs: Mapping[str, int] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The manifest's digest."""
        return digest(self.manifest.encode())


def digest(content: bytes) -> str:
    """Give the digest that registries name content by."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def contents(name: str, image: Mapping[str, Any]) -> list[Content]:
    """Take an image's name, with its tag, and a scenario's keys; give what the tag names, then what that refers to."""
    media_type = image.get("media_type", "docker")
    built = _image(name, DOCKER if media_type == "docker" else OCI, image)
    if media_type != "index":
        return [built]
    attested = _attestation(built)
    platform = {"architecture": image.get("architecture", "amd64"), "os": image.get("os", "linux")}
    reference = {"vnd.docker.reference.digest": built.digest, "vnd.docker.reference.type": "attestation-manifest"}
    unknown = {"architecture": "unknown", "os": "unknown"}
    listed = [
        {**_reference(built), "platform": platform},
        {**_reference(attested), "annotations": reference, "platform": unknown},
    ]
    manifest = {"schemaVersion": 2, "mediaType": INDEX, "manifests": listed}
    return [Content(json.dumps(manifest), INDEX, built.size), built, attested]


def converted(content: str, media_type: str) -> str:
    """Give a manifest of one of the two formats in the other, `media_type`.

    Source: the ECR user guide on manifest conversion, which converts between the two for a pull by tag.
    """
    manifest = json.loads(content)
    config, layer = _PARTS[media_type]
    manifest["mediaType"] = media_type
    manifest["config"]["mediaType"] = config
    for item in manifest["layers"]:
        item["mediaType"] = layer
    return json.dumps(manifest)


def _image(name: str, media_type: str, image: Mapping[str, Any]) -> Content:
    sizes = image.get("layers", _LAYERS)
    layers = {digest(f"{name} layer {index}".encode()): size for index, size in enumerate(sizes)}
    return _manifest(media_type, _config(name, list(layers), image), _PARTS[media_type][1], layers)


def _attestation(built: Content) -> Content:
    statement = {digest(f"attestation of {built.digest}".encode()): 1_500}
    config = {"architecture": "unknown", "os": "unknown", "config": {}, "rootfs": _root(list(statement))}
    return _manifest(OCI, json.dumps(config).encode(), _ATTESTATION, statement)


def _manifest(media_type: str, config: bytes, layer_type: str, layers: Mapping[str, int]) -> Content:
    named: Members = {"mediaType": _PARTS[media_type][0], "size": len(config), "digest": digest(config)}
    listed = [{"mediaType": layer_type, "size": size, "digest": layer} for layer, size in layers.items()]
    manifest = {"schemaVersion": 2, "mediaType": media_type, "config": named, "layers": listed}
    blobs = {digest(config): len(config), **layers}
    return Content(json.dumps(manifest), media_type, sum(layers.values()), config, blobs)


def _config(name: str, layers: list[str], image: Mapping[str, Any]) -> bytes:
    run = {
        "User": image.get("user", ""),
        "Env": [_PATH],
        "Entrypoint": image.get("entrypoint", ["/opt/program/entrypoint"]),
        "Cmd": image.get("cmd"),
        "WorkingDir": "/opt/program",
        "Labels": {"org.opencontainers.image.ref.name": name},
    }
    platform = {"architecture": image.get("architecture", "amd64"), "os": image.get("os", "linux")}
    return json.dumps({**platform, "created": _CREATED, "config": run, "rootfs": _root(layers)}).encode()


def _root(layers: list[str]) -> Members:
    return {"type": "layers", "diff_ids": [digest(layer.encode()) for layer in layers]}


def _reference(content: Content) -> Members:
    return {"mediaType": content.media_type, "digest": content.digest, "size": len(content.manifest)}
