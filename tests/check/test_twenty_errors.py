"""Twenty errors of different families in one manifest are reported in one run, each at its line."""

from __future__ import annotations

from pathlib import Path

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader

MANIFEST = Path(__file__).parent / "twenty.yaml"
MARK = "# <- "


def test_twenty_errors_in_one_run() -> None:
    text = MANIFEST.read_text(encoding="utf-8")
    expected = [
        (number, rule.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if MARK in line
        for rule in line.partition(MARK)[2].split(",")
    ]
    document = reader.parse("twenty.yaml", text.encode(), lambda *_: ("", b""), {})
    findings = [(finding.location.line, finding.rule) for finding in check.findings(document, Facts())]
    assert sorted(findings) == sorted(expected)
    assert len({rule for _, rule in findings}) >= 20
