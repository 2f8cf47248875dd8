"""Checks of digests and tags that refer to different images."""

from functools import partial

import pytest
from tests.preflight.conftest import RunPreflight
from tests.preflight.connections import Connect
from tests.preflight.test_images import REGISTRY, image_findings, package

from sagemaker_marketplace.sandbox import image_content


def digest_of(tag: str) -> str:
    """Return the digest of the sandbox's default image for a tag."""
    return image_content.contents(f"iris:{tag}", {})[0].digest


def create_default_images(connect: Connect) -> None:
    """Make the sandbox create the default images of two tags."""
    identifiers = [{"imageTag": tag} for tag in ("1.0", "2.0")]
    connect("ecr", "us-east-1").describe_images(repositoryName="iris", imageIds=identifiers)


def push_untagged(connect: Connect, manifest: str) -> None:
    """Create a repository and push an image without a tag."""
    ecr = connect("ecr", "us-east-1")
    ecr.create_repository(repositoryName="iris")
    ecr.put_image(repositoryName="iris", imageManifest=manifest, imageDigest=image_content.digest(manifest.encode()))


@pytest.mark.parametrize(
    ("image", "digest", "expected"),
    [
        ("iris:1.0", digest_of("1.0"), []),
        ("iris", digest_of("1.0"), []),
        (f"iris@{digest_of('1.0')}", None, []),
        (f"iris:1.0@{digest_of('1.0')}", None, []),
        (
            "iris:1.0",
            digest_of("2.0"),
            [
                f"8:22 warning image-digest-moved: the tag 1.0 names {digest_of('1.0')} now, not the image of this "
                f"digest | write {digest_of('1.0')}, or the tag of this digest + 7:16 the tag"
            ],
        ),
        (
            f"iris:1.0@{digest_of('2.0')}",
            digest_of("1.0"),
            [
                f"7:16 warning image-digest-moved: the tag 1.0 names {digest_of('1.0')} now, not the image of this "
                f"digest | write {digest_of('1.0')}, or the tag of this digest"
            ],
        ),
        (
            "iris:1.0",
            digest_of("3.0"),
            [
                f"8:22 error image-missing: the repository iris has no image {digest_of('3.0')} in us-east-1 | write "
                "the digest that the push printed",
                f"8:22 warning image-digest-moved: the tag 1.0 names {digest_of('1.0')} now, not the image of this "
                f"digest | write {digest_of('1.0')}, or the tag of this digest + 7:16 the tag",
            ],
        ),
    ],
)
def test_image_digests(image: str, digest: str | None, expected: list[str], run_preflight: RunPreflight) -> None:
    assert (
        image_findings(run_preflight, "success", package(f"{REGISTRY}/{image}", digest), prepare=create_default_images)
        == expected
    )


def test_a_tag_that_was_removed(run_preflight: RunPreflight) -> None:
    manifest = image_content.contents("iris:1.0", {})[0].manifest
    text = package(digest=digest_of("1.0"))
    push = partial(push_untagged, manifest=manifest)
    assert run_preflight("success", text, prepare=push, select=("image-missing", "image-digest-moved")) == [
        "8:22 warning image-digest-moved: the tag 1.0 names no image now | push the tag again, or remove the digest "
        "+ 7:16 the tag"
    ]


def test_a_digest_in_a_missing_repository_is_reported_once(run_preflight: RunPreflight) -> None:
    assert image_findings(run_preflight, "repository-missing", package(digest=digest_of("1.0"))) == [
        "7:16 error image-missing: repository not found in account 123456789012, us-east-1: iris | fix the "
        "repository name, or create it and push the image"
    ]
