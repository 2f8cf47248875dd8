"""The real action in a real workflow: act runs `uses: ./`, the calls go to the sandbox on this machine's loopback."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOT_FILES = ["action.yml", "Dockerfile", "LICENSE", ".dockerignore", "entrypoint.py", "post.py"]
PARTS = [*ROOT_FILES, "requirements", "src", "tests/container"]
WORKFLOWS = "tests/container/workflows"
MANIFESTS = "tests/container/manifests"
VARIABLES = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
ARN = "arn:aws:sagemaker:us-east-2:123456789012:model-package/container-test"
PING_FAILS = (
    "AlgorithmError: Model container failed to respond to ping. "
    "Please ensure /ping endpoint is implemented and responds with an HTTP 200 status code"
)

pytestmark = pytest.mark.container


@dataclass(frozen=True)
class Run:
    """A workflow run as act tells it: its exit code, and one dictionary for each line of its log."""

    exit_code: int
    log: list[dict[str, Any]]

    def outputs(self) -> dict[str, str]:
        """What the runner read from the action's output file."""
        return {line["name"]: line["arg"] for line in self.log if line.get("command") == "set-output"}

    def annotations(self) -> list[tuple[str, dict[str, str], str]]:
        """What the runner parsed as annotations: kind, properties, message."""
        kinds = ("error", "warning", "notice")
        return [(line["command"], line["kvPairs"], line["arg"]) for line in self.log if line.get("command") in kinds]

    def printed(self) -> list[str]:
        """The lines that the steps printed, commands left out."""
        return [line["msg"].rstrip("\n") for line in self.log if line.get("raw_output")]

    def statuses(self) -> list[str]:
        """The changes that a watch printed, without their times."""
        found = (re.fullmatch(r"  \[\d+:\d\d:\d\d\] (.*)", line) for line in self.printed())
        return [match[1] for match in found if match]

    def results(self) -> list[str]:
        """How each step of the workflow ended: success or failure."""
        return [line["stepResult"] for line in self.log if "stage" in line and "stepResult" in line]

    def failures(self) -> list[str]:
        """The exit codes of failed steps, in the runner's words."""
        return [line["msg"] for line in self.log if line.get("msg", "").startswith("exit with")]


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a fresh clone holds it, so that what else lies about here plays no part."""
    folder = tmp_path_factory.mktemp("checkout")
    for part in PARTS:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, target)
    author = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    for command in (["init", "--quiet"], ["add", "--all"], [*author, "commit", "--quiet", "--message", "test"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def run_workflow(checkout: Path, base: str, workflow: str, scenario: str = "happy", event: str = "push") -> Run:
    """Run a workflow in the sandbox. act's job image is the action's base: all it must have is bash."""
    sandbox = [sys.executable, "-m", "sagemaker_marketplace", "sandbox", "--scenario", scenario, "--"]
    act = ["act", event, "--workflows", f"{WORKFLOWS}/{workflow}", "--platform", f"ubuntu-latest={base}"]
    act += ["--pull=false", "--rm", "--no-cache-server", "--json"]
    act += [argument for name in VARIABLES for argument in ("--var", name)]
    home = checkout.with_name("act-home")
    homes = {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, **homes, "PATH": path}
    done = subprocess.run([*sandbox, *act], cwd=checkout, env=environment, capture_output=True, text=True)
    return Run(done.returncode, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")])


def outputs(**more: str) -> dict[str, str]:
    """What a create that got as far as the service sets, `results` read and compared apart."""
    console = "https://us-east-2.console.aws.amazon.com/sagemaker/home?region=us-east-2#/model-packages"
    product = {"kind": "ModelPackage", "name": "container-test", "region": "us-east-2", "arn": ARN}
    product |= {"action-taken": "created", "console-url": console, **more}
    results = [{"manifest": f"{MANIFESTS}/sound.yaml", **product}]
    return {"errors": "0", "warnings": "0", **product, "results": json.dumps(results)}


def test_check_puts_its_findings_at_their_lines(checkout: Path, base: str) -> None:
    run = run_workflow(checkout, base, "check.yml")
    file = f"{MANIFESTS}/faulty.yaml"
    assert [(kind, properties) for kind, properties, _ in run.annotations()] == [
        ("error", {"file": file, "line": "2", "col": "9", "title": "region-opt-in"}),
        ("error", {"file": file, "line": "3", "col": "1", "title": "name-or-group"}),
        ("error", {"file": file, "line": "4", "col": "3", "title": "unknown-member"}),
    ]
    assert run.printed()[-1] == "1 manifest checked: 3 errors, 0 warnings"
    assert run.outputs() == {"errors": "3", "warnings": "0", "results": json.dumps([{"manifest": file}])}
    assert run.results() == ["success", "failure"]
    assert run.failures() == ["exit with `FAILURE`: 1"]


def test_create_completes_and_the_next_step_has_the_arn(checkout: Path, base: str) -> None:
    run = run_workflow(checkout, base, "create.yml")
    assert run.annotations() == []
    assert run.statuses() == [
        "image scan container-test: NotStarted",
        "validation container-test: NotStarted",
        "model package container-test: Pending",
        "image scan container-test: InProgress",
        "model package container-test: InProgress",
        "image scan container-test: Completed",
        "validation container-test: InProgress",
        "validation container-test: Completed",
        "model package container-test: Completed",
    ]
    assert run.outputs() == outputs(status="Completed")
    assert run.printed()[-3:] == [f"arn is {ARN}", "status is Completed", "reason is "]
    assert run.results() == ["success", "success", "success"]
    assert run.exit_code == 0


def test_create_that_fails_says_why(checkout: Path, base: str) -> None:
    run = run_workflow(checkout, base, "create.yml", scenario="ping-fails")
    reason = f"validation container-test: {PING_FAILS}"
    assert [(kind, message) for kind, _, message in run.annotations()] == [
        ("error", f"{MANIFESTS}/sound.yaml: model package container-test has Failed\n{reason}")
    ]
    assert run.statuses()[-2:] == [
        f"validation container-test: Failed: {PING_FAILS}",
        "model package container-test: Failed",
    ]
    assert run.outputs() == outputs(status="Failed", **{"failure-reason": reason})
    assert run.printed()[-3:] == [f"arn is {ARN}", "status is Failed", f"reason is {reason}"]
    assert run.results() == ["success", "failure", "success"]
    assert run.failures() == ["exit with `FAILURE`: 4"]


def test_create_is_refused_on_a_pull_request(checkout: Path, base: str) -> None:
    run = run_workflow(checkout, base, "create.yml", event="pull_request")
    headlines = [(kind, message.splitlines()[0]) for kind, _, message in run.annotations()]
    assert headlines == [("error", "create is refused on the event pull_request")]
    assert run.outputs() == {}
    assert run.printed() == ["arn is ", "status is ", "reason is "]
    assert run.results() == ["success", "failure", "success"]
    assert run.failures() == ["exit with `FAILURE`: 2"]
