"""Images by the digest of a registry: which local images count as those of a create request, and a pull by digest."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.container.sources.job import connected, sources
from tests.container.sources.test_pulls import registry_with

from sagemaker_marketplace.manifest import fields
from sagemaker_marketplace.manifest.rehearsal import IMAGE
from sagemaker_marketplace.rehearse.engine.engine import Engine
from sagemaker_marketplace.rehearse.pinned_images import pin_images
from sagemaker_marketplace.rehearse.sources import images
from sagemaker_marketplace.report.events import Note

pytestmark = [
    pytest.mark.container,
    pytest.mark.skipif(not shutil.which("docker-registry"), reason="needs Debian's package docker-registry"),
]


def remove(name: str) -> None:
    """Remove a name of an image."""
    subprocess.run(["docker", "rmi", name], check=True, capture_output=True)


def test_a_local_image_counts_if_it_was_pushed_with_the_digest(
    engine: Engine, environment: pytest.MonkeyPatch, tmp_path: Path, small_image: str
) -> None:
    with connected(environment), registry_with(small_image, tmp_path) as address:
        job = sources(f"{{image: '{small_image}'}}")
        [image] = fields.images(job.document)

        def pull(name: str) -> list[str]:
            pulling = images.pull(engine, image._replace(uri=name), name, IMAGE, job.remote)
            return [event.text for event in pulling if isinstance(event, Note)]

        pull(f"{address}/iris:1.0")
        found = engine.find_image(small_image)
        assert found
        [pushed] = [name for name in found.digests if name.startswith(address)]
        digest = pushed.partition("@")[2]
        repository = image.uri.rpartition(":")[0]

        def pinned(digest: str) -> tuple[list[str], object, object]:
            document, notes = pin_images(job.document, {image.uri: f"{repository}@{digest}"}, engine)
            return (
                notes,
                document.get("rehearsal.image"),
                document.get("spec.InferenceSpecification.Containers.0.Image"),
            )

        other = f"sha256:{'0' * 64}"
        note = f"not using rehearsal.image: {small_image} does not have the digest {other[:19]}"
        assert pinned(digest) == ([], small_image, f"{repository}@{digest}")
        assert pinned(other) == ([note], None, f"{repository}@{other}")
        assert job.document.get("rehearsal.image") == small_image  # the document itself is not changed

        missing = sources("{image: 'missing:image'}").document
        _, notes = pin_images(missing, {image.uri: f"{repository}@{digest}"}, engine)
        assert notes == [f"not using rehearsal.image: missing:image not found on {engine.name}"]

        # As on a runner that has not built the image.
        remove(f"{address}/iris:1.0")
        assert engine.find_image(pushed) is None
        assert pull(pushed) == [f"pulling {pushed} (129.7 MiB compressed)"]
        again = engine.find_image(pushed)
        assert again
        assert pushed in again.digests
        remove(pushed)
