"""ECR: default images and their content, and images that a client pushes."""

import hashlib
import json
import urllib.error
import urllib.request
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox import image_content, registry
from sagemaker_marketplace.sandbox.server import Sandbox

NAMED = {"registryId": "123456789012", "repositoryName": "team/iris"}
TAG = {"imageTag": "2.0"}
ENTRY_POINT = ["/opt/program/entrypoint"]
SHELL = ["/bin/sh", "-c", "python3 /opt/program/serve.py"]

# scenario: media type of the manifest; architecture and entry point of the config blob
PUSHED = {
    "success": (image_content.DOCKER, "amd64", ENTRY_POINT),
    "image-oci": (image_content.OCI, "amd64", ENTRY_POINT),
    "image-arm64": (image_content.DOCKER, "arm64", ENTRY_POINT),
    "image-entry-point": (image_content.DOCKER, "amd64", SHELL),
}
REPOSITORY = "RepositoryNotFoundException: The repository with name 'team/iris' does not exist in the registry with id "
IMAGE = (
    "ImageNotFoundException: The image with imageId {imageDigest:'null', imageTag:'2.0'} does not exist within the "
    "repository with name 'team/iris' in the registry with id '123456789012'"
)


def refusal(call: Callable[[], Any]) -> str:
    """Make a call that fails; return the error's code and message."""
    with pytest.raises(ClientError) as raised:
        call()
    error = raised.value.response["Error"]
    return f"{error['Code']}: {error['Message']}"


def pulled(ecr: Any, image_id: dict[str, str], *accepted: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an image from BatchGetImage and its manifest, after checking the digest."""
    answer = ecr.batch_get_image(**NAMED, imageIds=[image_id], **({"acceptedMediaTypes": accepted} if accepted else {}))
    assert answer["failures"] == []
    (image,) = answer["images"]
    text = image.pop("imageManifest")
    assert image["imageId"]["imageDigest"] == digest(text.encode())
    return image, json.loads(text)


def digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def blob(ecr: Any, descriptor: dict[str, Any]) -> bytes:
    """Download a blob that a manifest refers to, from the URL that ECR returns."""
    answer = ecr.get_download_url_for_layer(**NAMED, layerDigest=descriptor["digest"])
    assert answer["layerDigest"] == descriptor["digest"]
    with urllib.request.urlopen(answer["downloadUrl"]) as downloaded:  # noqa: S310 -- the sandbox's own address
        content: bytes = downloaded.read()
    assert (len(content), digest(content)) == (descriptor["size"], descriptor["digest"])
    return content


@pytest.mark.parametrize("scenario", PUSHED)
def test_default_images(scenario: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any]) -> None:
    media_type, architecture, entry_point = PUSHED[scenario]
    ecr = connect(serve(scenario), "ecr")
    (detail,) = ecr.describe_images(**NAMED, imageIds=[TAG])["imageDetails"]
    image, manifest = pulled(ecr, TAG)
    assert image == {
        **NAMED,
        "imageId": {**TAG, "imageDigest": detail["imageDigest"]},
        "imageManifestMediaType": media_type,
    }
    assert (manifest["schemaVersion"], manifest["mediaType"]) == (2, media_type)
    sizes = sum(layer["size"] for layer in manifest["layers"])
    assert {key: detail[key] for key in ("imageTags", "imageSizeInBytes", "imageManifestMediaType")} == {
        "imageTags": ["2.0"],
        "imageSizeInBytes": sizes,
        "imageManifestMediaType": media_type,
    }
    config = json.loads(blob(ecr, manifest["config"]))
    assert (config["os"], config["architecture"], config["config"]["Entrypoint"]) == (
        "linux",
        architecture,
        entry_point,
    )
    assert (config["config"]["User"], config["config"]["Cmd"]) == ("", None)
    assert len(config["rootfs"]["diff_ids"]) == len(manifest["layers"])
    assert pulled(ecr, {"imageDigest": detail["imageDigest"]})[1] == manifest


def test_an_index_lists_an_image_and_its_attestation(
    serve: Callable[[str], Sandbox], connect: Callable[..., Any]
) -> None:
    ecr = connect(serve("image-index"), "ecr")
    (detail,) = ecr.describe_images(**NAMED, imageIds=[TAG])["imageDetails"]
    image, index = pulled(ecr, TAG, image_content.DOCKER)
    assert (image["imageManifestMediaType"], index["mediaType"]) == (image_content.INDEX, image_content.INDEX)
    assert [item["platform"] for item in index["manifests"]] == [
        {"architecture": "amd64", "os": "linux"},
        {"architecture": "unknown", "os": "unknown"},
    ]
    built, attested = index["manifests"]
    assert attested["annotations"] == {
        "vnd.docker.reference.digest": built["digest"],
        "vnd.docker.reference.type": "attestation-manifest",
    }
    for item in index["manifests"]:
        found, manifest = pulled(ecr, {"imageDigest": item["digest"]})
        assert (found["imageManifestMediaType"], item["mediaType"]) == (image_content.OCI, image_content.OCI)
        assert json.loads(blob(ecr, manifest["config"]))["architecture"] == item["platform"]["architecture"]
    (child,) = ecr.describe_images(**NAMED, imageIds=[{"imageDigest": built["digest"]}])["imageDetails"]
    assert (child["imageSizeInBytes"], "imageTags" in child) == (detail["imageSizeInBytes"], False)


@pytest.mark.parametrize(
    ("scenario", "accepted", "given"),
    [
        ("success", image_content.DOCKER, image_content.DOCKER),
        ("success", image_content.OCI, image_content.OCI),
        ("image-oci", image_content.DOCKER, image_content.DOCKER),
        ("image-oci", "application/vnd.docker.distribution.manifest.v1+json", image_content.OCI),
    ],
)
def test_a_pull_by_tag_converts_the_manifest(
    scenario: str, accepted: str, given: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any]
) -> None:
    ecr = connect(serve(scenario), "ecr")
    image, manifest = pulled(ecr, TAG, accepted)
    assert (image["imageManifestMediaType"], manifest["mediaType"]) == (given, given)
    types = {manifest["config"]["mediaType"], *(layer["mediaType"] for layer in manifest["layers"])}
    assert {name.split(".")[1] for name in types} == {"docker" if given == image_content.DOCKER else "oci"}
    stored = pulled(ecr, TAG)[0]
    by_digest = {"imageDigest": stored["imageId"]["imageDigest"]}
    assert pulled(ecr, by_digest, accepted)[0]["imageManifestMediaType"] == stored["imageManifestMediaType"]


def test_each_name_has_its_own_digest(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    digests = [
        connect(sandbox, "ecr", region).describe_images(repositoryName=name, imageIds=[{"imageTag": tag}])[
            "imageDetails"
        ][0]["imageDigest"]
        for region, name, tag in [
            ("us-east-1", "iris", "1"),
            ("us-east-1", "iris", "2"),
            ("us-east-1", "rose", "1"),
            ("eu-west-1", "iris", "1"),
        ]
    ]
    assert len(set(digests)) == 3
    assert digests[0] == digests[3]


@pytest.mark.parametrize(
    ("scenario", "message"),
    [("image-not-pushed", IMAGE), ("repository-missing", REPOSITORY + "'123456789012'")],
)
def test_a_missing_image(
    scenario: str, message: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any]
) -> None:
    ecr = connect(serve(scenario), "ecr")
    assert refusal(lambda: ecr.describe_images(**NAMED, imageIds=[TAG])) == message
    assert refusal(lambda: ecr.describe_image_scan_findings(**NAMED, imageId=TAG)) == message


def test_missing_images_in_the_default_account(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    ecr = connect(sandbox, "ecr")
    none = "sha256:" + "0" * 64
    absent = {"failureCode": "ImageNotFound", "failureReason": "Requested image not found"}
    assert ecr.batch_get_image(**NAMED, imageIds=[{"imageDigest": none}]) | {"ResponseMetadata": None} == {
        "images": [],
        "failures": [{"imageId": {"imageDigest": none}, **absent}],
        "ResponseMetadata": None,
    }
    layers = (
        "LayersNotFoundException: The layer with digest '{}' does not exist in the repository with name 'team/iris'"
    )
    assert refusal(lambda: ecr.get_download_url_for_layer(**NAMED, layerDigest=none)) == layers.format(none)
    other = {**NAMED, "registryId": "111122223333"}
    for call in (ecr.describe_images, ecr.batch_get_image):
        assert refusal(lambda call=call: call(**other, imageIds=[TAG])) == REPOSITORY + "'111122223333'"  # type: ignore[misc]
    layer = pulled(ecr, TAG)[1]["layers"][0]["digest"]
    url = ecr.get_download_url_for_layer(**NAMED, layerDigest=layer)["downloadUrl"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url)  # noqa: S310 -- the sandbox's own address
    with refused.value as answer:
        assert answer.status == 404


def test_created_repositories_and_images_are_unchanged(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    ecr = connect(sandbox, "ecr")
    ecr.create_repository(repositoryName="team/iris")
    assert refusal(lambda: ecr.describe_images(**NAMED, imageIds=[TAG])) == IMAGE
    manifest = json.dumps({"schemaVersion": 2, "mediaType": image_content.DOCKER, "layers": []})
    ecr.put_image(**NAMED, imageManifest=manifest, imageTag="2.0")
    (image,) = ecr.batch_get_image(**NAMED, imageIds=[TAG])["images"]
    assert image["imageManifest"] == manifest
    ecr.delete_repository(**NAMED, force=True)
    assert pulled(ecr, TAG)[1]["layers"] != []


def test_images_can_be_pushed_to_a_default_repository(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    ecr = connect(sandbox, "ecr")
    (repository,) = ecr.describe_repositories(repositoryNames=["team/iris"])["repositories"]
    assert repository["repositoryUri"] == "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/iris"
    manifest = json.dumps({"schemaVersion": 2, "mediaType": image_content.DOCKER, "layers": []})
    ecr.put_image(**NAMED, imageManifest=manifest, imageTag="2.0")
    assert ecr.batch_get_image(**NAMED, imageIds=[TAG])["images"][0]["imageManifest"] == manifest
    assert refusal(lambda: ecr.describe_images(repositoryName="No Name")).startswith("RepositoryNotFoundException: ")


def test_the_login_of_the_registry(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    ecr = connect(sandbox, "ecr")
    (authorization,) = ecr.get_authorization_token()["authorizationData"]
    assert b64decode(authorization["authorizationToken"]).decode() == f"AWS:{registry.PASSWORD}"
    assert authorization["proxyEndpoint"] == "https://123456789012.dkr.ecr.us-east-1.amazonaws.com"
    lifetime = authorization["expiresAt"] - datetime.now(UTC)
    assert timedelta(hours=11, minutes=59) < lifetime <= timedelta(hours=12)


def test_the_logins_of_other_registries(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    ecr = connect(sandbox, "ecr")
    answer = ecr.get_authorization_token(registryIds=["111122223333", "444455556666"])
    assert [each["proxyEndpoint"] for each in answer["authorizationData"]] == [
        "https://111122223333.dkr.ecr.us-east-1.amazonaws.com",
        "https://444455556666.dkr.ecr.us-east-1.amazonaws.com",
    ]
