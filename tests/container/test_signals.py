"""A cancelled step in a container: the runner signals the engine's client, which forwards the signal to process 1."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.container.act import results_json
from tests.container.expected import ARN, CREATED, PLANNED
from tests.container.runner import Step, calls, cancelled, read_until, until
from tests.pipeline.expected import before_closing

from sagemaker_marketplace.sandbox.server import running

MANIFESTS = Path(__file__).with_name("manifests")
SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
UNCHANGED = "nothing was changed"
UNKNOWN = "container-test might have been created: run the same command again to find out"
RESUME = "validation continues in AWS"
# A check of this many manifests continues for two seconds after its first line.
MANY = 1200
# The validation job in the sandbox.
JOB = "transform job validation-90a70f5355b1f1a5f60486f76d8b3249"

pytestmark = pytest.mark.container


@dataclass(frozen=True)
class Stage:
    """A stage, its call that gets no response, and what is known about the product when the stage is cancelled."""

    name: str
    call: str
    hint: str
    known: dict[str, str] = field(default_factory=lambda: PLANNED)


STAGES = [
    Stage("plan", "DescribeModelPackage", UNCHANGED),
    Stage("preflight", "GetRole", UNCHANGED),
    Stage("create", "CreateModelPackage", UNKNOWN),
    Stage("watch", "ListTransformJobs", RESUME, CREATED),
]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with the manifest."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    shutil.copy(MANIFESTS / "sound.yaml", folder)
    return folder


@contextmanager
def step(image: str, workspace: Path, scenario: str = "never-finishes", slow: str = "") -> Iterator[Step]:
    """A step with a new sandbox, in which the first call of the operation `slow` gets no response."""
    faults: list[dict[str, Any]] = [{"operation": slow, "kind": "slow", "seconds": 600}] if slow else []
    files = workspace.with_name("commands")
    files.mkdir(exist_ok=True)
    with running(scenario, faults=faults) as sandbox:
        yield Step(image, files, workspace, sandbox)


def interrupted(number: signal.Signals, hint: str) -> str:
    return f"::error title=sagemaker-marketplace::interrupted by {number.name}%0A{hint}"


def outputs(known: dict[str, str]) -> dict[str, str]:
    """The outputs of a run without findings that knows this about its product."""
    results = results_json("sound.yaml", known)
    return {"errors": "0", "warnings": "0", **known, "results": results}


@SIGNALS
def test_a_signal_in_the_check(image: str, workspace: Path, number: signal.Signals) -> None:
    text = (workspace / "sound.yaml").read_text("utf-8")
    names = [f"{index:04}.yaml" for index in range(MANY)]
    for name in names:
        (workspace / name).write_text(text.replace("ModelPackageName: ", f"ModelPackageName: a{name[:4]}-"), "utf-8")
    # The first one has a finding, whose line shows that the check has started.
    (workspace / names[0]).write_text(text.replace("ignore: [fixed-resource-name]\n", ""), "utf-8")
    with step(image, workspace) as here, here.running(command="create", manifest="[0-9]*.yaml") as process:
        before = read_until(process, lambda line: "fixed-resource-name" in line)
        assert [line.split(": ")[:2] for line in before] == [["0000.yaml:4:21", "info"]]
        # More lines of the finding may follow.
        assert before_closing(cancelled(process, number))[-1:] == [interrupted(number, UNCHANGED)]
        assert process.returncode == 130
        assert calls(here.sandbox) == []
        found = here.outputs()
        checked = [result["manifest"] for result in json.loads(found.pop("results"))]
        assert checked == names[: len(checked)]
        assert found == {"errors": "0", "warnings": "0"}


@SIGNALS
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_signal_in_a_stage_that_waits_for_aws(
    image: str, workspace: Path, stage: Stage, number: signal.Signals
) -> None:
    with step(image, workspace, slow=stage.call) as here:
        with here.running(command="create", manifest="sound.yaml", poll_seconds="0.2") as process:
            until(lambda: stage.call in calls(here.sandbox))
            lines = before_closing(cancelled(process, number))
        # A plan is the only stage that is not a group.
        title = "plan sound.yaml" if stage.name == "plan" else f"::group::{stage.name} sound.yaml"
        end = [] if stage.name == "plan" else ["::endgroup::"]
        assert title in lines
        assert lines[-1 - len(end) :] == [*end, interrupted(number, stage.hint)]
        assert process.returncode == 130
        assert here.outputs() == outputs(stage.known)
        assert here.file("STEP_SUMMARY").startswith("### ❌ Interrupted")
        assert [here.file(name) for name in ("STATE", "ENV", "PATH")] == ["", "", ""]


@SIGNALS
def test_a_signal_while_the_lines_of_a_job_are_shown(image: str, workspace: Path, number: signal.Signals) -> None:
    with step(image, workspace) as here:
        with here.running(command="create", manifest="sound.yaml", poll_seconds="0.2") as process:
            before = read_until(process, lambda line: line.startswith("  transform | Serving"))
            after = before_closing(cancelled(process, number))
        assert before[-2].startswith("::stop-commands::")
        token = before[-2].removeprefix("::stop-commands::")
        # Lines that the job wrote before the signal are in the block as well.
        assert after[-3:] == [f"::{token}::", "::endgroup::", interrupted(number, RESUME)]
        assert process.returncode == 130
        assert here.outputs() == outputs(CREATED)


@SIGNALS
def test_a_signal_stops_and_deletes_if_on_cancel_is_stop(image: str, workspace: Path, number: signal.Signals) -> None:
    with step(image, workspace) as here:
        with here.running(command="create", manifest="sound.yaml", poll_seconds="0.2", on_cancel="stop") as process:
            read_until(process, lambda line: line.startswith("  transform | Serving"))
            after = before_closing(cancelled(process, number))
        assert after[-4:] == [
            "::endgroup::",
            f"  stopping {JOB}",
            f"  deleting model package {ARN}",
            interrupted(number, 'stopped because on-cancel is "stop"'),
        ]
        assert process.returncode == 130
        looks = ["DescribeModelPackage", "ListTags"]
        linked = ["DescribeTransformJob", "DescribeModel", "StopTransformJob"]
        assert calls(here.sandbox)[-8:] == [*looks, *linked, *looks, "DeleteModelPackage"]
        assert here.outputs() == outputs(CREATED)
        # Nothing remains for the post entry point.
        assert here.states()[-1] == "[]"
        with here.running("/app/post.py", state=here.states()[-1]) as process:
            assert process.communicate()[0] == ""
        assert (process.returncode, calls(here.sandbox)[-1]) == (0, "DeleteModelPackage")


def test_the_post_entry_point_finishes_for_a_step_that_was_killed(image: str, workspace: Path) -> None:
    with step(image, workspace) as here:
        with here.running(command="create", manifest="sound.yaml", poll_seconds="0.2", on_cancel="stop") as process:
            read_until(process, lambda line: line.startswith("  transform | Serving"))
            here.kill()
            process.communicate()
        assert process.returncode == 137
        with here.running("/app/post.py", state=here.states()[-1]) as process:
            output, _ = process.communicate()
        assert output.splitlines() == [f"stopping {JOB}", f"deleting model package {ARN}"]
        assert process.returncode == 0
        assert calls(here.sandbox)[-4:] == [
            "StopTransformJob",
            "DescribeModelPackage",
            "ListTags",
            "DeleteModelPackage",
        ]


def test_the_post_entry_point_repeats_calls_without_a_response(image: str, workspace: Path) -> None:
    with step(image, workspace, slow="StopTransformJob") as here:
        with here.running(command="create", manifest="sound.yaml", poll_seconds="0.2", on_cancel="stop") as process:
            read_until(process, lambda line: line.startswith("  transform | Serving"))
            after = before_closing(cancelled(process, signal.SIGINT))
        assert after[-2] == (
            f"  model package {ARN} is left: "
            f'StopTransformJob: Read timeout on endpoint URL: "{here.sandbox.url}/"; '
            "the post step of this job continues"
        )
        assert process.returncode == 130
        with here.running("/app/post.py", state=here.states()[-1]) as process:
            output, _ = process.communicate()
        # The stop took effect although its response was lost.
        assert output.splitlines() == [f"deleting model package {ARN}"]
        assert calls(here.sandbox)[-1] == "DeleteModelPackage"


@pytest.mark.parametrize("state", [None, "", "[]", "{", '{"a": 1}'])
def test_the_post_entry_point_prints_nothing_if_nothing_is_left(image: str, workspace: Path, state: str | None) -> None:
    with step(image, workspace) as here:
        with here.running("/app/post.py", state=state, command="create", manifest="sound.yaml") as process:
            assert process.communicate()[0] == ""
        assert (process.returncode, calls(here.sandbox)) == (0, [])
