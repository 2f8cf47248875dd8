"""The image the container tests run: the project's own Dockerfile, built once."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def image() -> str:
    """The identifier of the image that the engine here builds from the checkout."""
    build = ["docker", "build", "--quiet", "--tag", "sagemaker-marketplace-action:test", str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, f"the image could not be built:\n{done.stdout}{done.stderr}"
    return done.stdout.split()[-1]


@pytest.fixture(scope="session")
def base() -> str:
    """The image that the Dockerfile builds on."""
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    return [line.split()[1] for line in lines if line.startswith("FROM ")][-1]
