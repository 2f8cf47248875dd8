"""Podman as the container engine: both examples pass, as on Docker, and nothing is left."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docker
import pytest
from tests.container.rehearse import image_builds, podman, rehearsals

pytestmark = [
    pytest.mark.container,
    pytest.mark.skipif(not (podman.is_installed() or podman.IS_REQUIRED), reason="Podman is not installed"),
]
EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
# Inference; training, then inference with the trained model.
PRODUCTS = ["churn-scorer", "boosted-stumps"]


@pytest.fixture(scope="module")
def address(base: str) -> Iterator[str]:
    """Start Podman with the images of the examples, and return the address of its socket."""
    images = [f"{name}:podman" for name in PRODUCTS]
    for name, image in zip(PRODUCTS, images, strict=True):
        image_builds.docker_build(EXAMPLES / name, image)
    # A socket's path has 107 bytes at most: too few for the temporary folders of tests.
    folder = Path(tempfile.mkdtemp(prefix="podman-"))
    with podman.service(folder) as address:
        podman.load(folder, [base, *images])
        yield address


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_rehearsal_of_an_example_reports_nothing(
    product: str, address: str, base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", address)
    shutil.copytree(EXAMPLES / product, tmp_path, dirs_exist_ok=True)
    manifest = tmp_path / "sagemaker-marketplace.yaml"
    manifest.write_text(manifest.read_text().replace(f"image: {product}:dev", f"image: {product}:podman"))
    run = rehearsals.run(manifest, base)
    assert (run.exit_code, run.report["failures"], run.report["findings"]) == (0, [], []), run.report["failures"]
    with closing(docker.APIClient(address, version="auto")) as client:
        assert (client.containers(all=True), client.volumes()["Volumes"] or []) == ([], [])
