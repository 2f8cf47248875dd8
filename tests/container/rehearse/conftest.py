"""Fixtures of the tests that rehearse: the images, built once per session."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.container.rehearse import programs

from sagemaker_marketplace.rehearse.inference import serving

# It has assertions, and is not a test. Tests import it later.
pytest.register_assert_rewrite("tests.container.rehearse.summaries")


@pytest.fixture(scope="session")
def programs_image(base: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Build the image that runs the programs of tests."""
    programs.build(base, tmp_path_factory.mktemp("image"))


@pytest.fixture
def soon_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the time after which a server that answers pings on another port ends the wait."""
    monkeypatch.setattr(serving, "_ELSEWHERE_SECONDS", 2.0)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "data.csv"
    path.write_bytes(b"1\n22\n333\n")
    return path
