"""The example product as a seller's repository, its image, and runs of the command in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE, ALGORITHM = ROOT / "examples" / "churn-scorer", ROOT / "examples" / "boosted-stumps"
IMAGE = "sagemaker-marketplace-test:product"
MANIFEST = "sagemaker-marketplace.yaml"


def build(context: Path, tag: str = IMAGE) -> None:
    """Build an image from a folder with a Dockerfile."""
    done = subprocess.run(["docker", "build", "--quiet", "--tag", tag, str(context)], capture_output=True, text=True)
    assert done.returncode == 0, f"{tag}:\n{done.stdout}{done.stderr}"


def build_on(folder: Path, tag: str, *lines: str) -> None:
    """Build an image that differs from the product's in some instructions."""
    folder.mkdir()
    (folder / "Dockerfile").write_text("\n".join([f"FROM {IMAGE}", *lines, ""]))
    build(folder, tag)


def checkout(folder: Path, image: str = IMAGE, example: Path = EXAMPLE) -> Path:
    """Copy an example into a folder, with another image to rehearse; return the manifest."""
    shutil.copytree(example, folder, dirs_exist_ok=True)
    manifest = folder / MANIFEST
    manifest.write_text(manifest.read_text().replace(f"image: {example.name}:dev", f"image: {image}"))
    return manifest


def environment(home: Path) -> dict[str, str]:
    """Return an environment without credentials of AWS and variables of a runner; the home folder has none either."""
    dropped = ("AWS_", "GITHUB_", "INPUT_", "RUNNER_", "CI")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**kept, "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", "COLUMNS": "120"}


def command(base: str, *arguments: str) -> list[str]:
    """Return the command line of a rehearsal of version 1.0.0 in text, with a driver image if it is not empty."""
    options = ["--var", "VERSION=1.0.0", *(["--driver-image", base] if base else []), "--format", "text"]
    return [sys.executable, "-m", "sagemaker_marketplace", "rehearse", *options, *arguments]


def rehearse(folder: Path, base: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a rehearsal in a folder to its end."""
    return subprocess.run(
        command(base, *arguments), cwd=folder, env=environment(folder.parent), capture_output=True, text=True
    )
