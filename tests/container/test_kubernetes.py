"""A container action on a Kubernetes runner (Actions Runner Controller, container mode `kubernetes`).

Its hooks start the image with `tail`, copy a script into the container and run it with `sh -e`: the script changes to
the workspace and ends with `exec env NAME=VALUE... ENTRYPOINT`. The image's own entry point is not used. Source:
actions/runner-container-hooks, packages/k8s. Here an engine runs the container as the hooks do.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from tests.container.expected import ARN, CREATED
from tests.container.runner import FILES, pairs

from sagemaker_marketplace.sandbox.server import running

ROOT = Path(__file__).resolve().parents[2]
ENTRYPOINT = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["entrypoint"]
MANIFEST = Path(__file__).with_name("manifests") / "sound.yaml"
SCRIPT = "/step.sh"
WORKSPACE, COMMANDS = "/github/workspace", "/github/file_commands"
# Every container in a pod has this variable. Source: Kubernetes documentation, accessing the API from a pod.
POD = {"KUBERNETES_SERVICE_HOST": "192.0.2.1"}
# Characters that a shell interprets, several lines, and a value that no shell variable could have the name of.
VARIABLES = "VERSION=1.0\nQUOTES=\"$5\" `date` \\ 'x' %n\nLAST=%2F"
CREATE = {"command": "create", "manifest": "sound.yaml", "poll-seconds": "0.2", "variables": VARIABLES}

pytestmark = pytest.mark.container


class Pod:
    """A container that waits for scripts; it has no engine, as in a pod."""

    def __init__(self, identity: str) -> None:
        """`identity` is the container's ID."""
        self._identity = identity

    def run(self, inputs: Mapping[str, str], variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run the action in a script as the hooks write it."""
        environment = {
            **variables,
            **POD,
            **{f"INPUT_{name.upper()}": value for name, value in inputs.items()},
            **{f"GITHUB_{name}": f"{COMMANDS}/{name}" for name in FILES},
            "GITHUB_WORKSPACE": WORKSPACE,
        }
        assignments = " ".join(f'"{name}={_escaped(value)}"' for name, value in environment.items())
        script = f"cd {WORKSPACE} && exec env {assignments} {ENTRYPOINT}\n"
        self.shell(f"cat > {SCRIPT}", script)
        return subprocess.run(
            ["docker", "exec", self._identity, "sh", "-e", SCRIPT], capture_output=True, text=True, check=False
        )

    def shell(self, command: str, content: str = "") -> str:
        """Run a shell command with this standard input, and return what it prints."""
        run = ["docker", "exec", "--interactive", self._identity, "sh", "-ec", command]
        return subprocess.run(run, input=content, check=True, capture_output=True, text=True).stdout


def _escaped(value: str) -> str:
    for character in ("\\", '"', "$", "`"):
        value = value.replace(character, f"\\{character}")
    return value


@contextmanager
def pod(image: str, *options: str) -> Iterator[Pod]:
    start = ["docker", "run", "--rm", "--detach", "--network", "host", "--entrypoint", "tail", *options]
    identity = subprocess.run([*start, image, "-f", "/dev/null"], check=True, capture_output=True, text=True).stdout
    try:
        here = Pod(identity.strip())
        files = " ".join(f"{COMMANDS}/{name}" for name in FILES)
        here.shell(
            f"mkdir -p {WORKSPACE} {COMMANDS}; touch {files}; cat > {WORKSPACE}/sound.yaml", MANIFEST.read_text()
        )
        yield here
    finally:
        subprocess.run(["docker", "kill", identity.strip()], check=True, capture_output=True)


def test_create_gets_every_input_and_sets_outputs(image: str) -> None:
    with running() as sandbox, pod(image) as here:
        done = here.run(CREATE, sandbox.environment)
        outputs = dict(pairs(here.shell(f"cat {COMMANDS}/OUTPUT")))
        summary = here.shell(f"cat {COMMANDS}/STEP_SUMMARY")
    assert (done.returncode, done.stderr) == (0, "")
    assert {name: outputs[name] for name in CREATED} == {**CREATED, "status": "Completed"}
    assert summary.startswith("### ✅ Created and validated")


def test_values_reach_the_manifest_as_they_are(image: str) -> None:
    text = "kind: ModelPackage\nregion: us-east-2\nspec: {ModelPackageName: '${QUOTES}'}\n"
    with pod(image) as here:
        here.shell(f"cat > {WORKSPACE}/sound.yaml", text)
        done = here.run({"command": "check", "manifest": "sound.yaml", "variables": VARIABLES, "fail-on": "never"}, {})
    assert done.returncode == 0
    assert "unknown input" not in done.stdout
    assert """invalid ModelPackageName: ""$5" `date` \\ 'x' %n\"""" in done.stdout


def test_the_arn_is_in_the_log_if_outputs_are_lost(image: str) -> None:
    """The hooks of version 0.8 copy no command files back: the log is all that remains."""
    with running() as sandbox, pod(image) as here:
        here.shell(f"rm -r {COMMANDS}")
        done = here.run(CREATE, sandbox.environment)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert f"  ARN       {ARN}" in lines
    warning = "::warning title=sagemaker-marketplace::cannot write the file"
    assert [line for line in lines if line.startswith("::warning")] == [
        f"{warning} GITHUB_{name}: Missing file at path: {COMMANDS}/{name}" for name in ("OUTPUT", "STEP_SUMMARY")
    ]


def test_a_rehearsal_says_that_a_pod_has_no_engine(image: str) -> None:
    with pod(image) as here:
        done = here.run({"command": "rehearse", "manifest": "sound.yaml"}, {})
    assert done.returncode == 2
    [error] = [line for line in done.stdout.splitlines() if line.startswith("::error")]
    hint = "Kubernetes pods have no engine: use a runner with Docker, or a runner scale set in the mode dind"
    assert (error.split("%0A")[0].endswith("::no usable container engine"), error.split("%0A")[-1]) == (True, hint)


def test_reports_are_written_without_the_right_to_change_owners(image: str, tmp_path: Path) -> None:
    if os.geteuid() == 0:  # otherwise the folder belongs to another user than the container's already
        os.chown(tmp_path, 1234, 1234)
    with pod(image, "--cap-drop", "CHOWN", "--volume", f"{tmp_path}:{WORKSPACE}") as here:
        done = here.run({"command": "check", "manifest": "sound.yaml", "output": "json=report.json"}, {})
        report = here.shell(f"cat {WORKSPACE}/report.json")
    assert (done.returncode, "::warning" in done.stdout) == (0, False)
    assert report.startswith("{")
