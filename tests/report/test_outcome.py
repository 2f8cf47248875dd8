"""What the end of a run says about each manifest."""

from __future__ import annotations

import pytest
from tests.report.conftest import STREAMS
from tests.report.summary_streams import RUNS

from sagemaker_marketplace.report import events, outcome, report

ALL = {**RUNS, **{f"recorded {name}": stream for name, stream in STREAMS.items()}}
VERDICTS = {
    "success": [("Created and validated", "success", "List it")],
    "failed-transform": [("Validation failed", "failure", "Fix")],
    "failed-scan": [("Validation failed", "failure", "")],
    "refused": [("AWS refused the request or could not be reached", "failure", "Fix")],
    "timed-out": [("Timed out; validation continues", "neutral", "Resume"), ("Not created", "failure", "")],
    "credentials-expired": [("Credentials expired; validation continues", "neutral", "Resume")],
    "not-watched": [("Created; not validated yet", "neutral", "Watch it")],
    "recorded findings": [("Check failed", "failure", "Fix"), ("Check passed", "success", "")],
    "recorded success": [("Created and validated", "success", "List it")],
    "recorded failed-scan": [("Validation failed", "failure", "Fix")],
    "recorded timed-out": [
        ("Interrupted", "failure", ""),
        ("Timed out; validation continues", "neutral", "Resume"),
        ("AWS refused the request or could not be reached", "failure", ""),
    ],
}


def outcomes(name: str) -> list[outcome.Outcome]:
    return outcome.outcomes(report.build(ALL[name], "check" if name == "recorded findings" else "create", "error"))


@pytest.mark.parametrize("name", ALL)
def test_verdict_state_and_next_step(name: str) -> None:
    found = [(each.verdict, each.state, each.next_step.label if each.next_step else "") for each in outcomes(name)]
    assert found == VERDICTS[name]


def test_a_conflict_of_one_manifest_leaves_the_plan_of_another() -> None:
    planned = events.PlanMade("a.yaml", "create", "will be created", "CreateAlgorithm", "us-east-1", {})
    stream: list[events.Event] = [
        planned,
        events.RunFailed("b.yaml", "conflict: two exists", 6, "use a new name"),
        events.StageStarted("check", "c.yaml"),
    ]
    found = outcome.outcomes(report.build(stream, "plan", "error"))
    assert [(each.verdict, each.state, each.next_step and each.next_step.label) for each in found] == [
        ("Will be created", "success", "Create it"),
        ("Name conflict", "failure", "Fix"),
        ("Not planned", "failure", None),
    ]
