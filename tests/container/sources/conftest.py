"""Fixtures: the engine of this machine, and an environment without credentials."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sagemaker_marketplace.rehearse.engine.engine import Engine, open_engine

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The engine of this machine."""
    return open_engine(os.environ)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment without credentials."""
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "absent"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return monkeypatch


@pytest.fixture
def small_image() -> Iterator[str]:
    """An image with one small file."""
    name = "sagemaker-marketplace-small:test"
    build = ["docker", "build", "--quiet", "--tag", name, "-"]
    subprocess.run(build, input="FROM scratch\nLABEL small=yes\n", text=True, check=True)
    yield name
    subprocess.run(["docker", "rmi", name], check=True, capture_output=True)
