"""Jobs whose logs contain workflow commands: through the action they have no effect, printed directly they do."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.container.act import MANIFESTS, Run, results_json, run_workflow
from tests.container.expected import DIGEST

from sagemaker_marketplace.sandbox import scenario

MANIFEST = f"{MANIFESTS}/algorithm.yaml"
ARN = "arn:aws:sagemaker:us-east-2:123456789012:algorithm/container-test"
CONSOLE = "https://us-east-2.console.aws.amazon.com/sagemaker/home?region=us-east-2#/algorithms/my-resources"
TRAINING = "training job validation-b16ec3afa45ce55cfb58a65bb9df671f"
TRANSFORM = "transform job validation-ddd10e94cc4986efe98b53497939e08d"
LABELS = ("training", "transform", "transform data-log")
# Some events of the scenario contain several lines; lines of 1 MB are split into several events.
LINES = 91

pytestmark = pytest.mark.container


@pytest.fixture(scope="module")
def run(checkout: Path, base: str) -> Run:
    """The workflow with the hostile jobs, whose last step prints the same lines directly."""
    lines = scenario.load("logs-hostile").stages["training"].log
    corpus = checkout / "tests" / "container" / "corpus.txt"
    corpus.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="")
    return run_workflow(checkout, base, "hostile.yml", scenario="logs-hostile")


def test_the_runner_interprets_only_the_actions_commands(run: Run) -> None:
    step = run.of("product")
    blocks = step.commands().count("stop-commands")  # one or more for the log of each job
    assert blocks >= 2
    assert step.commands() == [*["group", "endgroup"] * 3, "group", *["stop-commands", "TOKEN"] * blocks, "endgroup"]
    assert step.annotations() == []
    assert step.results() == ["success"]


def test_each_stop_commands_token_is_unique_and_never_printed(run: Run) -> None:
    step = run.of("product")
    words = [line["arg"] for line in step.log if line.get("command") == "stop-commands"]
    assert len(words) >= 2
    assert len(set(words)) == len(words)
    assert [line["command"] for line in step.log if line.get("command") in words] == words
    assert [line for line in step.printed() for word in words if word in line] == []


def test_job_logs_do_not_affect_outputs_and_summary(run: Run) -> None:
    step = run.of("product")
    known = {"kind": "Algorithm", "name": "container-test", "region": "us-east-2", "arn": ARN}
    known |= {"action-taken": "created", "console-url": CONSOLE}
    known |= {"image-digest": DIGEST, "image-digests": DIGEST, "status": "Completed"}
    results = results_json(MANIFEST, known)
    assert step.outputs() == {"errors": "0", "warnings": "0", **known, "results": results}
    (summary,) = step.summaries()
    assert summary[0] == "### ✅ Created and validated"
    assert [line for line in summary for word in ("hostile", "stolen", "evil", "666666666666") if word in line] == []


def test_job_logs_do_not_affect_the_next_step(run: Run) -> None:
    step = run.of("next")
    arn, status, path = step.printed()
    assert (arn, status) == (f"arn is {ARN}", "status is Completed")
    assert path.startswith("path is /")
    assert "evil" not in path
    assert step.commands() == []


def test_each_line_of_a_job_has_a_label(run: Run) -> None:
    found = [line.split(" | ", 1) for line in run.of("product").watched()]
    own = [line[0] for line in found if line[0] not in LABELS]
    lines = {label: [line[1] for line in found if line[0] == label] for label in LABELS}
    assert own == [
        "[TIME] image scan container-test: NotStarted",
        "[TIME] validation train-then-batch: NotStarted",
        "[TIME] algorithm container-test: Pending",
        "[TIME] image scan container-test: InProgress",
        "[TIME] algorithm container-test: InProgress",
        "[TIME] image scan container-test: Completed",
        "[TIME] validation train-then-batch: InProgress",
        f"[TIME] {TRAINING}: Starting",
        f"[TIME] {TRAINING}: Downloading",
        f"[TIME] {TRAINING}: Training",
        f"[TIME] {TRAINING}: Uploading",
        f"[TIME] {TRAINING}: Completed",
        f"{TRAINING} completed (billed: 1 min, < $0.01)",
        f"[TIME] {TRANSFORM}: InProgress",
        "[TIME] validation train-then-batch: Completed",
        "[TIME] algorithm container-test: Completed",
        f"[TIME] {TRANSFORM}: Completed",
        f"{TRANSFORM} completed (billed: 1 min, < $0.01)",
    ]
    # Both jobs write the same lines, then the default last lines of the sandbox's jobs.
    assert lines["training"][:-1] == lines["transform"][:-1]
    assert lines["training"][-2:] == ["the last line before the end", "Model written to /opt/ml/model"]
    assert lines["transform data-log"] == ["::set-output name=status::Completed", "## [add-mask]arn"]
    assert len(lines["training"]) == LINES
    assert [line for of_one in lines.values() for line in of_one if "##[" in line or not line.isprintable()] == []


def test_the_same_lines_have_an_effect_if_printed_directly(run: Run) -> None:
    step = run.of("bare")
    assert sorted(set(step.commands())) == [
        "ADD-MASK",
        "add-mask",
        "add-matcher",
        "add-path",
        "echo",
        "endgroup",
        "error",
        "group",
        "ignored",
        "notice",
        "pause-logging",
        "remove-matcher",
        "save-state",
        "set-env",
        "stop-commands",
        "warning",
    ]
    assert step.outputs() == {"arn": "stolen"}
