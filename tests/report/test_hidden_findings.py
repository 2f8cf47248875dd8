"""Findings below the minimum severity: every format counts them or fails by them, and none shows them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sagemaker_marketplace import plugins
from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.report import build

SHOWN = Finding(("kind",), Location("m.yaml", 1, 7), "error", "shown-rule", "wrong")
HIDDEN = replace(SHOWN, severity="warning", rule="hidden-rule")
STREAM: list[Event] = [
    events.FindingReported("m.yaml", SHOWN),
    events.FindingHidden("m.yaml", HIDDEN),
    events.FindingHidden("m.yaml", replace(HIDDEN, severity="info")),
    events.FindingsComplete(),
]


@pytest.mark.parametrize("name", sorted(set(plugins.formats()) - {"jsonl"}))
def test_no_format_shows_them(name: str) -> None:
    output_format = plugins.output_format(name)
    arguments = () if output_format.LIVE else ("check", "error")
    printed = "\n".join(output_format.render(STREAM, *arguments))
    assert "hidden-rule" not in printed
    assert "shown-rule" in printed


@pytest.mark.parametrize("name", ["text", "github"])
def test_the_counts_include_them(name: str) -> None:
    lines = list(plugins.output_format(name).render(STREAM))
    assert lines[-1] == "0 manifests checked: 1 error, 1 warning, 1 info; 2 hidden by min-severity"


def test_json_lines_have_an_event_of_their_own_for_them() -> None:
    lines = [json.loads(line) for line in plugins.output_format("jsonl").render(STREAM)]
    assert [(line["type"], line.get("finding", {}).get("severity")) for line in lines] == [
        ("finding", "error"),
        ("finding_hidden", "warning"),
        ("finding_hidden", "info"),
        ("findings_complete", None),
    ]


@pytest.mark.parametrize(("fail_on", "exit_code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_they_fail_the_run(fail_on: str, exit_code: int) -> None:
    report = build(STREAM[1:], "check", fail_on)
    assert report.exit_code == exit_code
    assert report.outputs() == {"errors": "0", "warnings": "1"}
    data = report.as_data()
    assert (data["exit_code"], data["warnings"], data["hidden"], data["findings"]) == (exit_code, 1, 2, [])
