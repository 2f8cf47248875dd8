"""The report: a run's exit code, its outputs, and its JSON."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events, report
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.rule_pages import DOCS_URL


def finding_event(severity: str, manifest: str = "a.yaml") -> events.FindingReported:
    return events.FindingReported(
        manifest,
        Finding(("kind",), Location(manifest, 1, 7), severity, "rule", "message", "hint", end=Location(manifest, 1, 9)),
    )


def failures(*exit_codes: int) -> list[Event]:
    return [events.RunFailed("a.yaml", "message", code) for code in exit_codes]


@pytest.mark.parametrize(
    ("stream", "fail_on", "exit_code"),
    [
        ([], "error", 0),
        ([finding_event("error")], "error", 1),
        ([finding_event("error")], "never", 0),
        ([finding_event("warning")], "error", 0),
        ([finding_event("warning")], "warning", 1),
        ([finding_event("info")], "warning", 0),
        ([finding_event("info")], "info", 1),
        (failures(2), "never", 2),
        (failures(3), "error", 3),
        ([finding_event("error"), *failures(3)], "error", 3),
        (failures(5, 4), "error", 4),
        (failures(5, 3, 4), "error", 3),
        (failures(6), "error", 6),
        (failures(5, 4, 6), "error", 6),
        (failures(6, 3), "error", 3),
        (failures(4, 2, 3), "error", 2),
        (failures(2, 130), "error", 130),
        (failures(130, 70), "error", 70),
        ([events.RunFailed("", "message", 2)], "error", 2),
    ],
)
def test_exit_code(stream: list[Event], fail_on: str, exit_code: int) -> None:
    assert report.build(stream, "check", fail_on).exit_code == exit_code


DIFFERENCES = (events.Difference(("C", 0), 2, 1),)
STREAM: list[Event] = [
    events.StageStarted("check", "a.yaml"),
    finding_event("error"),
    finding_event("warning"),
    events.StageStarted("check", "b.yaml"),
    finding_event("warning", "b.yaml"),
    events.OutputChanged("b.yaml", "arn", "arn:b"),
    events.OutputChanged("a.yaml", "arn", "arn:a"),
    events.OutputChanged("a.yaml", "status", "InProgress"),
    events.OutputChanged("a.yaml", "status", "Failed"),
    events.PlanMade("a.yaml", "create", "reason", "CreateAlgorithm", "r", {"A": 1}, ("B",), DIFFERENCES, name="one"),
    events.StatusChanged("a.yaml", "validation", "p", "InProgress", 1.0),
    events.StatusChanged("a.yaml", "validation", "p", "Failed", 2.04, "why"),
    events.RunFailed("a.yaml", "it failed", 4, "fix it"),
    events.RunFailed("", "interrupted", 130),
]


def test_outputs_of_the_first_manifest_with_the_counts_of_all() -> None:
    outputs = report.build(STREAM, "create", "error").outputs()
    assert outputs == {"arn": "arn:a", "status": "Failed", "errors": "1", "warnings": "2"}


def test_outputs_without_events() -> None:
    assert report.Report("check", "error").outputs() == {"errors": "0", "warnings": "0"}


def finding(severity: str, manifest: str) -> dict[str, object]:
    location = {"file": manifest, "line": 1, "column": 7, "end_line": 1, "end_column": 9}
    fields = {"severity": severity, "rule": "rule", "message": "message", "hint": "hint"}
    location = {"manifest": manifest, "path": ["kind"], **location}
    return {**location, **fields, "docs": f"{DOCS_URL}/rule.md", "related": [], "fix": None}


NO_END = {"end_line": None, "end_column": None}
NO_CAUSES: dict[str, object] = {"causes": [], "log_lines": [], "logs": "", "service_words": ""}


EARLIER = Finding(("spec",), Location("a.yaml", 2, 1), "info", "image-user", "the image runs as user 1000")


def test_json_of_causes() -> None:
    location = Location("a.yaml", 3, 5)
    causes = (
        events.FailureCause("why", "do this", "a log line", ("spec", "Tags", 0), location, (EARLIER,)),
        events.FailureCause("why not"),
    )
    assert report.failure_data(events.RunFailed("a.yaml", "it failed", 4, "", causes, ("x",), "https://l/")) == {
        "manifest": "a.yaml",
        "message": "it failed",
        "exit_code": 4,
        "hint": "",
        "causes": [
            {
                "cause": "why",
                "fix": "do this",
                "where": {"path": ["spec", "Tags", 0], "file": "a.yaml", "line": 3, "column": 5, **NO_END},
                "evidence": "a log line",
                "findings": [report.finding_data(EARLIER)],
            },
            {"cause": "why not", "fix": "", "where": None, "evidence": "", "findings": []},
        ],
        "log_lines": ["x"],
        "logs": "https://l/",
        "service_words": "",
    }


def test_json_of_a_report() -> None:
    assert report.build(STREAM, "create", "error").as_data() == {
        "schema_version": 1,
        "command": "create",
        "fail_on": "error",
        "exit_code": 130,
        "errors": 1,
        "warnings": 2,
        "hidden": 0,
        "findings": [finding("error", "a.yaml"), finding("warning", "a.yaml"), finding("warning", "b.yaml")],
        "failures": [
            {"manifest": "a.yaml", "message": "it failed", "exit_code": 4, "hint": "fix it", **NO_CAUSES},
            {"manifest": "", "message": "interrupted", "exit_code": 130, "hint": "", **NO_CAUSES},
        ],
        "results": [
            {
                "manifest": "a.yaml",
                "arn": "arn:a",
                "status": "Failed",
                "errors": 1,
                "warnings": 1,
                "hidden": 0,
                "plan": {
                    "decision": "create",
                    "reason": "reason",
                    "name": "one",
                    "operation": "CreateAlgorithm",
                    "creates": True,
                    "differences": [
                        {"path": ["C", 0], "existing": 2, "manifest": 1, "image_digest": "", "field": "C[0]"}
                    ],
                    "jobs": [],
                    "cost": None,
                    "added_fields": ["B"],
                    "visible_to_buyers": [],
                    "request": {"A": 1},
                },
                "statuses": [
                    {
                        "resource_type": "validation",
                        "name": "p",
                        "status": "Failed",
                        "reason": "why",
                        "elapsed_seconds": 2.0,
                    },
                ],
            },
            {"manifest": "b.yaml", "arn": "arn:b", "errors": 0, "warnings": 1, "hidden": 0},
        ],
    }


def test_the_exit_code_changes_with_each_event() -> None:
    report_so_far = report.Report("create", "error")
    codes = []
    for event in STREAM:
        report_so_far.add(event)
        codes.append(report_so_far.exit_code)
    assert codes == [0, *[1] * 11, 4, 130]
