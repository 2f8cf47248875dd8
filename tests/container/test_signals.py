"""A stopped container: the runner signals the engine's client, which hands the signal on to the first process."""

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

MANIFESTS = Path(__file__).with_name("manifests")
CREDENTIALS = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]
SETTINGS = ["INPUT_COMMAND=create", "INPUT_MANIFEST=sound.yaml", "INPUT_POLL-SECONDS=1"]
ARN = "arn:aws:sagemaker:us-east-2:123456789012:model-package/container-test"

pytestmark = pytest.mark.container


@pytest.mark.parametrize("signal", ["SIGINT", "SIGTERM"])
def test_a_stopped_create_says_how_to_resume(image: str, signal: str) -> None:
    name = f"signals-{uuid4()}"
    sandbox = [sys.executable, "-m", "sagemaker_marketplace", "sandbox", "--scenario", "never-ends", "--"]
    run = [
        "docker",
        "run",
        "--rm",
        "--name",
        name,
        "--network",
        "host",
        "--volume",
        f"{MANIFESTS}:/github/workspace:ro",
    ]
    run += ["--workdir", "/github/workspace", "--env", "GITHUB_WORKSPACE=/github/workspace"]
    run += [argument for setting in (*CREDENTIALS, *SETTINGS) for argument in ("--env", setting)]
    with subprocess.Popen([*sandbox, *run, image], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            if "InProgress" in line:
                subprocess.run(["docker", "kill", "--signal", signal, name], check=True, capture_output=True)
                break
        lines += process.stdout.read().splitlines()
    assert f"sagemaker-marketplace watch {ARN}" in "\n".join(lines)
    assert process.returncode == 130
