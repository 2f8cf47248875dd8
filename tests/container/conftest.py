"""Fixtures of the container tests: the image built from the Dockerfile, and repositories for act."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from scripts import base_image
from tests.container.once import once

ROOT = Path(__file__).resolve().parents[2]
IMAGE = "sagemaker-marketplace-action:test"
USED = ["action.yml", "tests/container/manifests", "tests/container/workflows", "examples/churn-scorer"]
BUILT = ["Dockerfile", "LICENSE", ".dockerignore", "entrypoint.py", "post.py", "requirements/runtime.txt", "src"]


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the image from the project and return its ID."""
    return once(tmp_path_factory, "image", _build)


def _build() -> str:
    build = ["docker", "build", "--quiet", "--tag", IMAGE, "--file", "-", str(ROOT)]
    dockerfile = base_image.buildable((ROOT / "Dockerfile").read_text("utf-8"))
    done = subprocess.run(build, input=dockerfile, capture_output=True, text=True)
    assert done.returncode == 0, f"the image could not be built:\n{done.stdout}{done.stderr}"
    return done.stdout.split()[-1]


@pytest.fixture(scope="session")
def base() -> str:
    """Return the base image of the Dockerfile, or its substitute."""
    return base_image.available()


@pytest.fixture(scope="session")
def checkout(image: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with the action, manifests and workflows.

    As in a release, `action.yml` names an image: that of the project, so that act does not build it for each step.
    """
    folder = tmp_path_factory.mktemp("checkout")
    _copy(USED, folder)
    action = folder / "action.yml"
    text = action.read_text("utf-8")
    assert "image: Dockerfile\n" in text
    action.write_text(text.replace("image: Dockerfile\n", f"image: docker://{IMAGE}\n"), "utf-8")
    _commit(folder)
    return folder


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project as in a fresh clone: the action builds its image."""
    folder = tmp_path_factory.mktemp("clone")
    _copy([*USED, *BUILT], folder)
    dockerfile = folder / "Dockerfile"
    dockerfile.write_text(base_image.buildable(dockerfile.read_text("utf-8")), "utf-8")
    _commit(folder)
    return folder


def _copy(parts: Iterable[str], folder: Path) -> None:
    for part in parts:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, target)


def _commit(folder: Path) -> None:
    author = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    for command in (["init", "--quiet"], ["add", "--all"], [*author, "commit", "--quiet", "--message", "test"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
