"""Cancelled steps in a workflow: a signal from the runner in each stage, and an interrupted act."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.container.act import MANIFESTS, Act, Run, results_json, started
from tests.container.conftest import IMAGE
from tests.container.expected import ARN, CREATED, PLANNED
from tests.container.runner import END_SECONDS, calls, until

from sagemaker_marketplace.sandbox.server import Sandbox, running

MANIFEST = f"{MANIFESTS}/sound.yaml"
# The call that gets no response in a stage, or the last line that the stage prints before it is cancelled.
CALLS = {"plan": "DescribeModelPackage", "preflight": "GetRole", "create": "CreateModelPackage"}
LINES = {"check": "fixed-resource-name", "watch": "  transform | Serving"}
HINTS = {
    "check": "nothing was changed",
    "plan": "nothing was changed",
    "preflight": "nothing was changed",
    "create": "container-test might have been created: run the same command again to find out",
    "watch": "validation continues in AWS",
}
# A check of this many manifests continues for two seconds after its first line.
MANY = 1200

pytestmark = pytest.mark.container


@pytest.fixture
def many(checkout: Path) -> Iterator[list[str]]:
    """Manifests in the checkout, of which the first has a finding; returns their names."""
    folder = checkout / "tests" / "container" / "many"
    folder.mkdir()
    text = (checkout / MANIFEST).read_text("utf-8")
    names = [f"{index:04}.yaml" for index in range(MANY)]
    for name in names:
        (folder / name).write_text(text.replace("ModelPackageName: ", f"ModelPackageName: a{name[:4]}-"), "utf-8")
    (folder / names[0]).write_text(text.replace("ignore: [fixed-resource-name]\n", ""), "utf-8")
    yield [f"tests/container/many/{name}" for name in names]
    shutil.rmtree(folder)


def cancelled(number: signal.Signals) -> str:
    """Signal the container of the running step, as a runner does, and return its exit code; it must exit in time."""
    listed = [
        "docker",
        "ps",
        "--quiet",
        "--filter",
        f"ancestor={IMAGE}",
        "--filter",
        "name=act-cancelled",
    ]
    (found,) = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split()
    with subprocess.Popen(["docker", "wait", found], stdout=subprocess.PIPE, text=True) as waiting:
        subprocess.run(["docker", "kill", "--signal", number.name, found], check=True, capture_output=True)
        code, _ = waiting.communicate(timeout=END_SECONDS)
    return code


def reached(line: dict[str, Any], stage: str, sandbox: Sandbox) -> bool:
    """Return whether a line of act's log shows that a step has reached the point of cancellation."""
    if line.get("stepID") != [stage]:
        return False
    if stage not in CALLS:
        return bool(line.get("raw_output")) and LINES[stage] in line["msg"]
    if "docker run" not in line.get("msg", ""):
        return False
    until(lambda: CALLS[stage] in calls(sandbox))
    return True


def in_each_stage(act: Act, sandbox: Sandbox, number: signal.Signals) -> Run:
    """Cancel each step of the workflow in its stage."""
    stages = list(HINTS)
    codes: list[str] = []
    for line in act.lines():
        if len(codes) < len(stages) and reached(line, stages[len(codes)], sandbox):
            codes.append(cancelled(number))
    assert codes == ["130\n"] * len(stages)
    return act.end()


def outputs(known: dict[str, str]) -> dict[str, str]:
    """The outputs of a run without findings that knows this about its product."""
    return {"errors": "0", "warnings": "0", **known, "results": results_json(MANIFEST, known)}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_in_each_stage(checkout: Path, base: str, many: list[str], number: signal.Signals) -> None:
    faults = [{"operation": call, "kind": "slow", "seconds": 600} for call in CALLS.values()]
    with running("never-finishes", faults=faults) as sandbox, started(checkout, base, "cancelled.yml", sandbox) as act:
        run = in_each_stage(act, sandbox, number)
    for stage, hint in HINTS.items():
        message = f"interrupted by {number.name}\n{hint}"
        assert run.of(stage).annotations() == [("error", {"title": "sagemaker-marketplace"}, message)]
        assert run.of(stage).results() == ["failure"]
        assert [lines[0].partition(";")[0] for lines in run.of(stage).summaries()] == ["### ❌ Interrupted"]
    found = run.of("check").outputs()
    checked = [result["manifest"] for result in json.loads(found.pop("results"))]
    assert (found, checked) == ({"errors": "0", "warnings": "0"}, many[: len(checked)])
    for stage in CALLS:
        assert run.of(stage).outputs() == outputs(PLANNED)
    assert run.of("watch").outputs() == outputs({**CREATED, "action-taken": "attached"})
    assert run.of("watch").commands()[-4:] == ["stop-commands", "TOKEN", "endgroup", "error"]
    assert run.printed()[-2:] == [f"arn is {ARN}", "status is InProgress"]


def test_what_is_known_reaches_the_next_step_when_the_step_is_killed(checkout: Path, base: str) -> None:
    """act's own Ctrl-C: it removes the container, then runs the steps and post entry points that are left."""
    with running("never-finishes") as sandbox, started(checkout, base, "killed.yml", sandbox) as act:
        for line in act.lines():
            if line.get("raw_output") and LINES["watch"] in line["msg"]:
                act.process.send_signal(signal.SIGINT)
                break
        run = act.end()
    step = run.of("product")
    # The counts, which are written at the end, are missing; `results` is as it was when the ARN was known.
    assert step.outputs() == {**CREATED, "results": json.dumps([{"manifest": MANIFEST, **PLANNED, "arn": ARN}])}
    assert step.annotations() == []
    assert run.printed()[-2:] == [f"arn is {ARN}", "status is InProgress"]
    assert run.results() == ["success", "failure", "success", "success"]
    assert [line["msg"] for line in run.log if line.get("stage") == "Post" and line.get("raw_output")] == []
