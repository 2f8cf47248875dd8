"""Refused calls and failed validations, from beginning to end: the scenarios in failures/, and what a run says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.pipeline.conftest import harness, shared
from tests.pipeline.harness import Harness, Outcome

from sagemaker_marketplace.check import stage
from sagemaker_marketplace.manifest.findings import AWS_REFUSED, VALIDATION_FAILED
from sagemaker_marketplace.report import events, messages

__all__ = ["harness", "shared"]

FOLDER = Path(__file__).parent / "failures"
EXPLANATIONS = sorted(path.stem for path in FOLDER.glob("*.txt"))
# The preflight finds the image's user.
PREFLIGHT = {"user-not-root"}
# AWS refuses the create call.
REFUSED = {path.stem for path in FOLDER.glob("*.yaml") if "faults:" in path.read_text("utf-8")}


def failed(harness: Harness, name: str, command: str = "create", **settings: Any) -> Outcome:
    """The outcome of a validation that fails as in a scenario."""
    harness.serve(str(FOLDER / f"{name}.yaml"), fresh=True)
    scenario = (FOLDER / f"{name}.yaml").read_text("utf-8")
    kind = "algorithm" if "training:" in scenario or "CreateAlgorithm" in scenario else "package"
    (harness.root / "m.yaml").write_text((FOLDER / f"{kind}.manifest.yaml").read_text("utf-8"), "utf-8")
    wanted = {"follow_jobs": True, "ignore": (), "preflight": name in PREFLIGHT, **settings}
    if command == "watch":
        harness.run("m.yaml", **{**wanted, "wait": False})
    return harness.run("m.yaml", command=command, **wanted)


def explanation(outcome: Outcome) -> str:
    """The text of the failure, with `JOB` for the job's name."""
    (failure,) = [event for _, event in outcome.events if isinstance(event, events.RunFailed)]
    text = messages.failure_text(failure)
    for name in {event.name for _, event in outcome.events if isinstance(event, events.JobFinished)}:
        text = text.replace(name, "JOB")
    return re.sub(r"^Logs: https://us-east-2\..*JOB.*", "Logs: (of JOB)", text, flags=re.MULTILINE) + "\n"


@pytest.mark.parametrize("name", EXPLANATIONS)
def test_the_explanation_of_a_failure(harness: Harness, name: str) -> None:
    outcome = failed(harness, name)
    assert explanation(outcome) == (FOLDER / f"{name}.txt").read_text("utf-8")
    assert outcome.exit_code == (AWS_REFUSED if name in REFUSED else VALIDATION_FAILED)


@pytest.mark.parametrize("name", ["several-json-documents", "cause-before-pings"])
def test_a_watch_of_the_manifest_explains_the_same(harness: Harness, name: str) -> None:
    outcome = failed(harness, name, "watch")
    assert explanation(outcome) == (FOLDER / f"{name}.txt").read_text("utf-8")
    assert not any(
        isinstance(event, events.FindingReported) and event.finding.rule == "multi-record-json"
        for _, event in outcome.events
    )


def test_a_bug_in_a_rule_does_not_prevent_a_watch(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("by zero")

    name = "several-json-documents"
    failed(harness, name, wait=False)
    monkeypatch.setattr(stage, "check_document", broken)
    outcome = harness.run("m.yaml", command="watch", follow_jobs=True)
    expected = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    assert explanation(outcome).splitlines() == [line for line in expected if not line.startswith("Finding:")]
    assert outcome.exit_code == 4


def test_lines_after_a_pause_are_shown(harness: Harness) -> None:
    outcome = failed(harness, "pause", log_lines=400)
    lines = [event.text for _, event in outcome.events if isinstance(event, events.LogLine)]
    records = [f"record {number} scored" for number in range(40)]
    assert sorted(lines) == sorted(["first line", "loading the model", *records, "after the pause", "last line"])
    assert lines[-2:] == ["after the pause", "last line"]
    assert outcome.exit_code == 0
