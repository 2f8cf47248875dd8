"""The base image of the Dockerfile, and a Dockerfile that builds on machines that have only its substitute."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def pinned() -> str:
    """Return the base image of the Dockerfile: name, tag and digest."""
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.startswith("FROM "))


def available() -> str:
    """Return the base image if the engine has it, else the substitute of scripts/container-base.sh: name and tag."""
    image = pinned()
    done = subprocess.run(["docker", "image", "inspect", image], capture_output=True, check=False)
    return image if done.returncode == 0 else image.partition("@")[0]


def buildable(dockerfile: str) -> str:
    """Return the content of a Dockerfile with the base image that the engine has."""
    return dockerfile.replace(f"FROM {pinned()}", f"FROM {available()}")
