"""A release made as the workflow `release` makes it, with a registry and a remote repository on this machine."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from scripts import base_image
from tests.container.release import registry
from tests.github.api import REPOSITORY as USER
from tests.release.projects import REPOSITORY, ROOT, git, release, whole

from sagemaker_marketplace import __version__

TAG = f"v{__version__}"
MAJOR = f"v{__version__.partition('.')[0]}"
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Release:
    """A released version: a clone of its moving tag, the image that its action.yml names, and a user's repository."""

    clone: Path
    image: str
    user: Path


@pytest.fixture(scope="session")
def released(image: str, base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """Fill in the names, build the image, push it, publish the release commit, and clone it by its moving tag.

    The build uses the first steps of `image`: the packages are the same.
    """
    folder = tmp_path_factory.mktemp("release")
    with registry.running(folder) as host:
        main = whole(folder)
        name = f"{host}/{REPOSITORY.lower()}"
        pushed = f"{name}@{_push(_build(_clone(main, folder / 'builder', 'main'), name), name)}"
        done = release(_clone(main, folder / "publisher", "main"), "publish", TAG, f"docker://{pushed}")
        assert done == (0, "", "")
        yield Release(_clone(main, folder / "clone", MAJOR), pushed, _user(folder / "user"))
        docker("rmi", "--force", f"{name}:{TAG}-amd64", pushed)


def docker(*arguments: str, text: str | None = None) -> str:
    """Run a docker command and return its output."""
    done = subprocess.run(["docker", *arguments], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"docker {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout.strip()


def _clone(main: Path, folder: Path, branch: str) -> Path:
    git(main, "clone", "--quiet", "--branch", branch, "../remote.git", str(folder))
    return folder


def _build(clone: Path, name: str) -> str:
    """Build the image for this machine's architecture from the filled-in files; return its name."""
    assert release(clone, "fill-in", TAG) == (0, "", "")
    tagged = f"{name}:{TAG}-amd64"
    dockerfile = base_image.buildable((clone / "Dockerfile").read_text("utf-8"))
    docker("build", "--quiet", "--tag", tagged, "--file", "-", str(clone), text=dockerfile)
    return tagged


def _push(image: str, name: str) -> str:
    """Push an image and a multi-platform image that consists of it; return the digest of the latter."""
    docker("push", "--quiet", image)
    docker("manifest", "create", "--insecure", f"{name}:{TAG}", image)
    digest = docker("manifest", "push", "--insecure", "--purge", f"{name}:{TAG}")
    # The next pull has to be by digest and from the registry.
    docker("rmi", "--force", image)
    return digest


def _user(folder: Path) -> Path:
    """Return the repository of a user, with an example product, two manifests and workflows."""
    shutil.copytree(ROOT / "examples" / "churn-scorer", folder / "product")
    for manifest in ("faulty.yaml", "sound.yaml"):
        shutil.copy(ROOT / "tests" / "container" / "manifests" / manifest, folder)
    (folder / ".github" / "workflows").mkdir(parents=True)
    for workflow in _HERE.glob("*.yml"):
        shutil.copy(workflow, folder / ".github" / "workflows")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "remote", "add", "origin", f"https://github.com/{USER}.git")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Add a product")
    return folder
