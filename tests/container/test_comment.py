"""The image writes the comment: it has the client for GitHub's API, and all of it that the comment uses."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.container.runner import WORKSPACE
from tests.github.api import JOB_TOKEN, NUMBER, REPOSITORY, Github, run_server
from tests.github.conftest import RUN, event

pytestmark = pytest.mark.container

MANIFESTS = Path(__file__).parent / "manifests"


def step(image: str, folder: Path, github: Github, manifest: str) -> tuple[int, list[str]]:
    """Run a check on a pull request and return the exit code and the log."""
    inputs = {"INPUT_MANIFEST": manifest, "INPUT_COMMENT": "true", "RUNNER_DEBUG": "1"}
    event_path = {"GITHUB_EVENT_PATH": f"{WORKSPACE}/event.json", "GITHUB_WORKSPACE": WORKSPACE}
    variables = {**RUN, **github.environment(), **inputs, **event_path}
    command = ["docker", "run", "--rm", "--network", "host", "--volume", f"{folder}:{WORKSPACE}:ro"]
    command += [argument for name, value in variables.items() for argument in ("--env", f"{name}={value}")]
    done = subprocess.run([*command, image], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_the_image_writes_and_updates_a_comment(image: str, tmp_path: Path) -> None:
    for name in ("faulty.yaml", "sound.yaml"):
        shutil.copy(MANIFESTS / name, tmp_path)
    (tmp_path / "event.json").write_text(json.dumps(event()))
    page = f"https://github.com/{REPOSITORY}/pull/{NUMBER}#issuecomment"
    with run_server() as github:
        ends = [step(image, tmp_path, github, name) for name in ("faulty.yaml", "sound.yaml", "faulty.yaml")]
        titles = [body.splitlines()[0] for _, body in github.bodies()]
    last = [(code, log[-1]) for code, log in ends]
    # The default key contains the input manifest.
    assert last == [
        (1, f"comment created: {page}-1"),
        (0, f"comment created: {page}-2"),
        (1, f"comment updated: {page}-1"),
    ]
    assert titles == ["### ❌ Check failed", "### ✅ Check passed"]
    assert not any(JOB_TOKEN in line for _, log in ends for line in log)
