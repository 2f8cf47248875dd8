"""Fixtures of the container tests: the image built from the Dockerfile, and a checkout for act."""

import shutil
import subprocess
from pathlib import Path

import pytest
from scripts import base_image

ROOT = Path(__file__).resolve().parents[2]
ROOT_FILES = ["action.yml", "Dockerfile", "LICENSE", ".dockerignore", "entrypoint.py", "post.py"]
PARTS = [*ROOT_FILES, "requirements", "src", "tests/container", "examples/churn-scorer"]


@pytest.fixture(scope="session")
def image() -> str:
    """Build the image from the checkout and return its ID."""
    build = ["docker", "build", "--quiet", "--tag", "sagemaker-marketplace-action:test", "--file", "-", str(ROOT)]
    dockerfile = base_image.buildable((ROOT / "Dockerfile").read_text("utf-8"))
    done = subprocess.run(build, input=dockerfile, capture_output=True, text=True)
    assert done.returncode == 0, f"the image could not be built:\n{done.stdout}{done.stderr}"
    return done.stdout.split()[-1]


@pytest.fixture(scope="session")
def base() -> str:
    """Return the base image of the Dockerfile, or its substitute."""
    return base_image.available()


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project as in a fresh clone, without other files."""
    folder = tmp_path_factory.mktemp("checkout")
    for part in PARTS:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, target)
    dockerfile = folder / "Dockerfile"
    dockerfile.write_text(base_image.buildable(dockerfile.read_text("utf-8")), "utf-8")
    author = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    for command in (["init", "--quiet"], ["add", "--all"], [*author, "commit", "--quiet", "--message", "test"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder
