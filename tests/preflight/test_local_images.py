"""The image checks on images of a container engine."""

from __future__ import annotations

import pytest
from tests.preflight.conftest import parsed

from sagemaker_marketplace.aws.ecr import Config
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.paths import Path
from sagemaker_marketplace.preflight.local_images import LocalImage, LocalImages
from sagemaker_marketplace.preflight.preflight import local_findings

IMAGE: Path = ("spec", "InferenceSpecification", "Containers", 0, "Image")
MANIFEST = """\
kind: ModelPackage
region: us-east-1
spec:
  ModelPackageName: iris-2
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/iris:1.0
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: small
        TransformJobDefinition:
          TransformResources: {InstanceType: ml.g4dn.xlarge, InstanceCount: 1}
"""
LOCAL = MANIFEST + "rehearsal:\n  image: iris:dev\n"
SEARCH_PATH = {"PATH": "/usr/bin:/bin"}
GOOD = Config("linux/amd64", ("python", "/app.py"), ("serve",), "", SEARCH_PATH)


def found(
    manifest: str, config: Config, has_program: bool = True, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
) -> list[str]:
    """The findings on a local image, one line each."""
    document: Document = parsed(manifest)
    images = LocalImages([LocalImage(IMAGE, config, has_program)], Facts())
    return [
        f"{finding.location.line} {finding.severity} {finding.rule}: {finding.message}"
        for finding in local_findings(document, images, select, ignore)
    ]


def config(
    platform: str = "linux/amd64", entry_point: tuple[str, ...] = (), user: str = "", **variables: str
) -> Config:
    return Config(platform, entry_point, (), user, {**SEARCH_PATH, **variables})


def test_a_good_image_has_no_findings() -> None:
    assert found(MANIFEST, GOOD) == []


def test_an_image_without_entry_point_has_none_if_its_program_is_there() -> None:
    assert found(MANIFEST, config()) == []
    assert found(MANIFEST, config(), has_program=False) == [
        "7 info image-serve-on-path: the image has no ENTRYPOINT: serve must be an executable on its PATH "
        "(/usr/bin:/bin)"
    ]


ARM = "the image is built for linux/arm64, but the validation's machines are linux/amd64"
SHELL = "the ENTRYPOINT is in shell form and never sees the argument serve: python app.py"


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (config("linux/arm64", ("/app",)), f"error image-architecture: {ARM}"),
        (config(entry_point=("/bin/sh", "-c", "python app.py")), f"warning image-entry-point: {SHELL}"),
        (
            config(entry_point=("uvicorn", "app:app")),
            "error image-argument-refused: uvicorn refuses the argument serve, which SageMaker adds to the ENTRYPOINT",
        ),
        (
            config(entry_point=("gunicorn",)),
            "warning image-argument-as-script: gunicorn has no application in the ENTRYPOINT and interprets the "
            "argument serve as one",
        ),
        (
            config(entry_point=("tini", "--", "/app")),
            "info image-init: the ENTRYPOINT is tini: AWS's guide says it mistakes the argument serve",
        ),
        (
            config(entry_point=("/app",), user="app"),
            "info image-user: the image runs as the user app, which may lack permissions below /opt/ml",
        ),
        (
            config(entry_point=("/app",), CUDA_VERSION="13.0"),
            "warning image-cuda-too-new: the image requires CUDA 13 (CUDA_VERSION), but batch transform supports "
            "CUDA 12",
        ),
        (
            Config("linux/amd64", ("/app",), ("--fast",), "", {}),
            "info image-command-replaced: SageMaker replaces the image's CMD (--fast) by serve",
        ),
    ],
)
def test_findings_are_at_the_field_that_names_the_image(image: Config, expected: str) -> None:
    assert found(MANIFEST, image) == [f"7 {expected}"]
    assert found(LOCAL, image) == [f"14 {expected}"]
    name = expected.split()[1].rstrip(":")
    assert found(f"{LOCAL.rstrip()}  # sagemaker-marketplace: ignore[{name}]\n", image) == []


def test_checks_can_be_selected_and_ignored() -> None:
    image = config("linux/arm64", ("/app",), user="app")
    of_user = "7 info image-user: the image runs as the user app, which may lack permissions below /opt/ml"
    assert found(MANIFEST, image, select=("image-user",)) == [of_user]
    assert found(MANIFEST, image, ignore=("image-architecture",)) == [of_user]
    assert found(f"{MANIFEST}ignore: [image-architecture]\n", image) == [of_user]


def test_the_images_of_a_manifest_have_its_names() -> None:
    images = LocalImages([LocalImage(IMAGE, GOOD, has_program=True)], Facts())
    [(image, image_config)] = images.configs(parsed(MANIFEST))
    assert (image.path, image.uri, image_config) == (
        IMAGE,
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/iris:1.0",
        GOOD,
    )
