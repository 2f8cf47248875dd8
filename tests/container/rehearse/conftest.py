"""Fixtures of the tests that rehearse: the images, built once per session."""

from __future__ import annotations

import pytest
from tests.container.rehearse import image_builds
from tests.container.rehearse.image_builds import Variant


@pytest.fixture(scope="session")
def built(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Variant]:
    """Build all images, and return their descriptions by number."""
    described = image_builds.described()
    image_builds.build(base, described, tmp_path_factory.mktemp("images"))
    return {variant.number: variant for variant in described}
