"""The runs that the pictures show: a seller's workspace, and the program in it."""

import json
import os
import shutil
import subprocess
import sys
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "sagemaker_marketplace")
MANIFEST, ALGORITHM, MISTAKES = "sagemaker-marketplace.yaml", "algorithm.yaml", "mistakes.yaml"
PRODUCT, BROKEN = "churn-scorer/sagemaker-marketplace.yaml", "churn-scorer/broken.yaml"
DRIVER_IMAGE = "python:3.13-slim-trixie"
TRAINED, UNTRAINED = "boosted-stumps/sagemaker-marketplace.yaml", "boosted-stumps/broken.yaml"
# How the program of each example is broken: it reads its model from a file that the model folder does not have; it uses
# a hyperparameter as a number without converting it.
_FAULTS = {"churn-scorer": r"s/model\.json/model.pkl/", "boosted-stumps": r"s/rounds = int(\(.*\))$/rounds = \1/"}
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
    """Build the image of each example, and one whose program is broken; requires a container engine."""
    for name, fault in _FAULTS.items():
        product, image, broken = folder / name, f"{name}:dev", f"{name}:broken"
        subprocess.run(["docker", "build", "--quiet", "--tag", image, product], check=True)
        file = product / "Dockerfile.broken"
        file.write_text(f"FROM {image}\nRUN sed -i '{fault}' /app/*.py\n", "utf-8")
        build = ["docker", "build", "--quiet", "--tag", broken, "--file", str(file), str(product)]
        subprocess.run(build, check=True)
        text = (product / MANIFEST).read_text("utf-8")
        (product / "broken.yaml").write_text(text.replace(f"image: {image}", f"image: {broken}"), "utf-8")


def run_comment(folder: Path, scenario: str, inputs: Mapping[str, str]) -> str:
    """Run the action on a pull request, with a server that has GitHub's API, and return its comment."""
    api = _github_api()
    branch = {"repo": {"full_name": api.REPOSITORY}, "sha": _RUNNER["GITHUB_SHA"]}
    event = folder / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": api.NUMBER, "head": branch, "base": branch}}), "utf-8")
    run = {"GITHUB_REPOSITORY": api.REPOSITORY, "GITHUB_WORKFLOW": "Product", "GITHUB_JOB": "release"}
    with api.run_server() as github:
        runner = {**run, **github.environment(), "GITHUB_EVENT_PATH": str(event)}
        run_action(folder, scenario, {**inputs, "comment": "true"}, runner)
        [(_, body)] = github.bodies()
    return str(body)


def _github_api() -> Any:
    """Load the server of the tests by its path: an installed package has the name `tests`, too."""
    loader = SourceFileLoader("github_api", str(ROOT / "tests" / "github" / "api.py"))
    module = sys.modules[loader.name] = types.ModuleType(loader.name)
    loader.exec_module(module)
    return module


def in_sandbox(scenario: str, command: Sequence[str]) -> list[str]:
    """Return the command that runs another one in the sandbox; without a scenario, the command itself."""
    if not scenario:
        return list(command)
    return [*PROGRAM, "sandbox", "--scenario", scenario, "--", *command]


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without variables of AWS, GitHub and inputs, and with the given ones."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "GITHUB_", "INPUT_"))}
    return {**own, "VERSION": "1.4.0", **more}


def run_action(
    folder: Path, scenario: str, inputs: Mapping[str, str], more: Mapping[str, str] | None = None
) -> ActionRun:
    """Run the action's entry point as a GitHub runner does, in the sandbox if there is a scenario.

    `more` are further variables of the runner.
    """
    files = {name: folder / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_STATE")}
    for file in files.values():
        file.write_text("", "utf-8")
    given = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    runner = {**_RUNNER, "GITHUB_WORKSPACE": str(folder), **{name: str(file) for name, file in files.items()}}
    runner |= more or {}
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
