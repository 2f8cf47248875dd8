"""The runs that the pictures show: a seller's workspace, and the program in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "sagemaker_marketplace")
MANIFEST, ALGORITHM, MISTAKES = "sagemaker-marketplace.yaml", "algorithm.yaml", "mistakes.yaml"
PRODUCT, BROKEN = "churn-scorer/sagemaker-marketplace.yaml", "churn-scorer/broken.yaml"
DRIVER_IMAGE = "python:3.13-slim-trixie"
_IMAGE = "churn-scorer:dev"
_BROKEN_IMAGE = "churn-scorer:broken"
# The program reads its model from a file that the model folder does not have.
_BROKEN_PROGRAM = f"FROM {_IMAGE}\nRUN sed -i 's/model\\.json/model.pkl/' /app/*.py\n"
_REPLACEMENTS = (
    ("[ml.m5.large, ml.m5.xlarge]", "[ml.m5.xlrage, ml.t2.medium]"),
    ("churn-scorer-${VERSION|slug:-dev}", "churn_scorer"),
    (":${VERSION:-dev}", ":latest"),
)
_RUNNER = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "octo-org/churn-scorer",
    "GITHUB_SHA": "6dcb09b5b57875f334f61aebed695e2e4193db5e",
    "GITHUB_RUN_ID": "19753086421",
    "GITHUB_RUN_NUMBER": "562",
    "GITHUB_EVENT_NAME": "push",
}


@dataclass(frozen=True)
class ActionRun:
    """The job log, the job summary and the exit code of a run of the action."""

    log: list[str]
    summary: str
    exit_code: int


def make_workspace(folder: Path) -> None:
    """Write the examples as a seller's manifests, and one with mistakes."""
    shutil.copytree(ROOT / "examples", folder, dirs_exist_ok=True)
    text = (folder / "model-package.yaml").read_text("utf-8").replace("../schema/", "schema/")
    (folder / MANIFEST).write_text(text, "utf-8")
    for right, wrong in _REPLACEMENTS:
        text = text.replace(right, wrong)
    (folder / MISTAKES).write_text(text.replace("InstanceCount: 1", "InstanceCount: one"), "utf-8")


def build_images(folder: Path) -> None:
    """Build the example product's image, and one that does not find its model; requires a container engine."""
    product = folder / "churn-scorer"
    subprocess.run(["docker", "build", "--quiet", "--tag", _IMAGE, product], check=True)
    (product / "Dockerfile.broken").write_text(_BROKEN_PROGRAM, "utf-8")
    file = str(product / "Dockerfile.broken")
    build = ["docker", "build", "--quiet", "--tag", _BROKEN_IMAGE, "--file", file, str(product)]
    subprocess.run(build, check=True)
    text = (folder / PRODUCT).read_text("utf-8")
    (folder / BROKEN).write_text(text.replace(f"image: {_IMAGE}", f"image: {_BROKEN_IMAGE}"), "utf-8")


def in_sandbox(scenario: str, command: Sequence[str]) -> list[str]:
    """Return the command that runs another one in the sandbox; without a scenario, the command itself."""
    if not scenario:
        return list(command)
    return [*PROGRAM, "sandbox", "--scenario", scenario, "--", *command]


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without variables of AWS, GitHub and inputs, and with the given ones."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "GITHUB_", "INPUT_"))}
    return {**own, "VERSION": "1.4.0", **more}


def run_action(folder: Path, scenario: str, inputs: Mapping[str, str]) -> ActionRun:
    """Run the action's entry point as a GitHub runner does, in the sandbox if there is a scenario."""
    files = {name: folder / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_STATE")}
    for file in files.values():
        file.write_text("", "utf-8")
    given = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    runner = {**_RUNNER, "GITHUB_WORKSPACE": str(folder), **{name: str(file) for name, file in files.items()}}
    command = in_sandbox(scenario, [sys.executable, "-u", str(ROOT / "entrypoint.py")])
    ran = subprocess.run(
        command,
        cwd=folder,
        env=environment(**given, **runner),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ActionRun(ran.stdout.splitlines(), files["GITHUB_STEP_SUMMARY"].read_text("utf-8"), ran.returncode)
