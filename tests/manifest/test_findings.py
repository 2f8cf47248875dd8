"""Findings: their order, their count, and when they fail a run."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest import findings
from sagemaker_marketplace.manifest.findings import Finding, Location


def finding(severity: str, line: int, rule: str = "r", file: str = "m.yaml") -> Finding:
    return Finding(("spec",), Location(file, line, 1), severity, rule, "message")


FIRST, SECOND, THIRD = finding("info", 1), finding("error", 2), finding("warning", 3)


def test_worst_first() -> None:
    early, late = finding("error", 9), finding("error", 10)
    assert findings.worst_first([FIRST, late, THIRD, early, SECOND]) == [SECOND, early, late, THIRD, FIRST]


def test_in_order_without_duplicates() -> None:
    same_line = [finding("warning", 2, "b"), finding("warning", 2, "a")]
    other_file = finding("error", 1, file="z.yaml")
    unordered = [other_file, THIRD, *same_line, SECOND, FIRST, SECOND]
    assert findings.in_order(unordered) == [FIRST, SECOND, *reversed(same_line), THIRD, other_file]


@pytest.mark.parametrize(("severity", "count"), [("error", 1), ("warning", 1), ("info", 1), ("never", 0)])
def test_count(severity: str, count: int) -> None:
    assert findings.count([FIRST, SECOND, THIRD], severity) == count


@pytest.mark.parametrize(
    ("severity", "failing"),
    [("error", ["error", "warning", "info"]), ("warning", ["warning", "info"]), ("info", ["info"])],
)
def test_fails(severity: str, failing: list[str]) -> None:
    settings = [*findings.SEVERITIES, findings.NEVER]
    assert [fail_on for fail_on in settings if findings.fails([finding(severity, 1)], fail_on)] == failing


def test_without_findings_no_setting_fails() -> None:
    assert not any(findings.fails([], fail_on) for fail_on in [*findings.SEVERITIES, findings.NEVER])
