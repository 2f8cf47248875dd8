"""Rehearsals by the action in a real workflow, compared with those of the command line on the same manifest and images.

The action runs in a container that shares the engine with the rehearsal, but no files.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.container.act import MANIFESTS, Run, run_workflow

pytestmark = pytest.mark.container

MANIFEST = f"{MANIFESTS}/rehearsed.yaml"
REPOSITORY = "sagemaker-marketplace-rehearsed"
# Images with one fault each, on the example's: it accepts connections from its own container only; it has no program;
# it ends on a request; it answers with a record less.
BROKEN = {
    "loopback": """RUN sed -i 's/("", port)/("127.0.0.1", port)/' /app/serve.py && grep -q 127.0.0.1 /app/serve.py""",
    "no-program": "ENTRYPOINT []",
    "ends": "RUN sed -i 's/^    def do_POST.*/&\\n        os._exit(3)/' /app/serve.py && grep -q _exit /app/serve.py",
    "loses": "RUN sed -i 's/, content_type)\\]/, content_type)[1:]]/' /app/serve.py && grep -q 1:] /app/serve.py",
}
STEPS = {"good": 0, "loopback": 4, "no-program": 4, "ends": 4, "loses": 1}
# Other tests share the engine, and kill rehearsals.
_ORPHANS = re.compile(r"^  removed the containers that .* left$")
_OF_CONTAINER = re.compile(r" (?:transform|real-time) \| ")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# What differs between two runs: durations, and the memory if there was a sample.
_TIME = re.compile(r"\d+:\d\d:\d\d|\d+(?:\.\d+)? (?:ms|s)\b|[\d.,]+(?= records per second)")
_MEMORY = re.compile(r"^  Memory +.*\n| Memory \(highest sample\) \|| \d+(?:\.\d+)? [KM]iB \|", re.MULTILINE)
_COLUMNS = re.compile(r"^(?:\| --- )+\|$", re.MULTILINE)
_MEASURED = re.compile(r"_seconds$|_per_second$|^highest_memory_bytes$")


class Outcome(NamedTuple):
    """What a rehearsal printed, the messages of its annotations, its report and its summary."""

    printed: list[str]
    annotations: list[str]
    report: dict[str, Any]
    summary: list[str]


@pytest.fixture(scope="module")
def images(checkout: Path) -> Iterator[None]:
    """Build the image of the example, and those with a fault."""
    build = ["docker", "build", "--quiet", "--tag"]
    subprocess.run([*build, f"{REPOSITORY}:good", "examples/churn-scorer"], cwd=checkout, check=True)
    for tag, fault in BROKEN.items():
        dockerfile = f"FROM {REPOSITORY}:good\n{fault}\n"
        subprocess.run([*build, f"{REPOSITORY}:{tag}", "-"], input=dockerfile, text=True, check=True)
    yield
    for tag in (*BROKEN, "good"):
        subprocess.run(["docker", "rmi", "--force", f"{REPOSITORY}:{tag}"], check=True, capture_output=True)


@pytest.fixture(scope="module")
def both(
    images: None, checkout: Path, base: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, dict[str, Outcome]]:
    """The workflow with a rehearsal of each image, and at the same time the same ones on the command line."""
    folder = tmp_path_factory.mktemp("cli")
    with ThreadPoolExecutor(2) as pool:
        of_images = pool.map(lambda image: of_command_line(checkout, base, image, folder), STEPS)
        run = run_workflow(checkout, base, "rehearse.yml", event="pull_request")
        return run, dict(zip(STEPS, of_images, strict=True))


@pytest.fixture(scope="module")
def run(both: tuple[Run, dict[str, Outcome]]) -> Run:
    return both[0]


def of_action(run: Run, step: str) -> Outcome:
    """Return the outcome of a step; a later step has printed its report."""
    done = run.of(step)
    (summary,) = done.summaries()
    assert done.results() == ["failure" if STEPS[step] else "success"]
    report = json.loads("\n".join(run.of(f"{step}-report").printed()))
    return Outcome(done.printed(), [message for _, _, message in done.annotations()], report, summary)


def of_command_line(checkout: Path, base: str, image: str, folder: Path) -> Outcome:
    """Rehearse on the command line; its driver runs in the base image, and its files are written to a folder."""
    files = [folder / f"{image}.{suffix}" for suffix in ("json", "md")]
    options = ["--var", f"IMAGE={REPOSITORY}:{image}", "--driver-image", base, "--format", "github"]
    options += ["--output", f"json={files[0]}", "--output", f"summary={files[1]}"]
    command = [sys.executable, "-m", "sagemaker_marketplace", "rehearse", MANIFEST, *options]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "GITHUB_"))}
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (STEPS[image], "")
    report, summary = (file.read_text() for file in files)
    lines = done.stdout.splitlines()
    found = [line.split("::", 2)[2] for line in lines if line.startswith(("::error ", "::warning ", "::notice "))]
    annotations = [message.replace("%0A", "\n").replace("%25", "%") for message in found]
    printed = [line for line in lines if not line.startswith("::")]
    return Outcome(printed, annotations, json.loads(report), summary.splitlines())


def comparable(text: list[str]) -> list[str]:
    """Lines without what differs between two runs; those of a table are compared by their cells."""
    kept = "\n".join(line for line in text if not _ORPHANS.match(line)).replace("&nbsp;", " ")
    for pattern, replacement in ((_MEMORY, ""), (_COLUMNS, "---"), (_TIME, "TIME"), (_LINK, r"\1")):
        kept = pattern.sub(replacement, kept)
    lines = kept.splitlines()
    return [re.sub(r" +", " ", line).rstrip() for line in lines if line.strip()]


def parted(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines of the container and the others, each in order: when a container's line arrives differs."""
    of_container = [line for line in lines if _OF_CONTAINER.match(line)]
    return of_container, [line for line in lines if not _OF_CONTAINER.match(line)]


def without_measurements(value: Any) -> Any:
    """A report without durations and memory."""
    if isinstance(value, dict):
        return {key: without_measurements(item) for key, item in value.items() if not _MEASURED.search(key)}
    if isinstance(value, list):
        return [without_measurements(item) for item in value]
    return _TIME.sub("TIME", value) if isinstance(value, str) else value


@pytest.mark.parametrize("step", STEPS)
def test_the_action_and_the_command_line_agree(both: tuple[Run, dict[str, Outcome]], step: str) -> None:
    action, command_line = of_action(both[0], step), both[1][step]
    assert action.report["exit_code"] == STEPS[step]
    assert without_measurements(action.report) == without_measurements(command_line.report)
    assert parted(comparable(action.printed)) == parted(comparable(command_line.printed))
    assert comparable(action.annotations) == comparable(command_line.annotations)
    assert comparable(action.summary) == comparable(command_line.summary)


@pytest.mark.parametrize("step", STEPS)
def test_the_outputs_are_those_of_the_report(run: Run, step: str) -> None:
    outputs, report = run.of(step).outputs(), of_action(run, step).report
    assert (outputs["errors"], outputs["warnings"]) == (str(report["errors"]), str(report["warnings"]))
    [result] = report["results"]
    assert json.loads(outputs["rehearsals"]) == result["rehearsals"]
    [product] = json.loads(outputs["results"])
    assert product == {key: result[key] for key in ("manifest", "kind", "name", "region")}
